"""The client names their mailbox in person, on the trainer's device, where the earlier mailbox can't agree to it."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from accounts.second_factor import is_of_the_demo
from accounts.step_up import require_step_up
from clients.access import logged, open_client
from clients.addresses import AddressSettledError, vouch_in_person
from clients.models import Client
from consent import kiosk
from consent.forms import VouchForm
from web.languages import words_for
from web.pages import page_url


@require_POST
@logged(gettext_lazy("handed the device over for the client to name their address"))
def hand_over_for_address(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The trainer proves who they are and gives the device away; nothing but the question opens on it then."""
    client = open_client(request, client_id, lead=True)
    if not client.is_shut:
        messages.error(request, _("There is no address to ask about."))
        return redirect(page_url("overview", client.pk))
    if not is_of_the_demo(request):
        require_step_up(request)
    list(messages.get_messages(request))  # what was still to be told is not for the client to read
    kiosk.enter_kiosk(request, client_id=client.pk)
    return redirect("consent:in_person_mailbox")


@require_http_methods(["GET", "HEAD"])
@trainers_only
@logged(gettext_lazy("showed the question on the trainer's device"))
def in_person_mailbox(request: SignedInRequest) -> HttpResponse:
    """The address as the client reads it; once they have named it theirs, the word to hand the device back."""
    client_id = kiosk.handed_over_to(request)
    if client_id is None:
        return redirect("today")
    return _show(request, open_client(request, client_id, lead=True))


@require_POST
@trainers_only
@logged(gettext_lazy("showed the question on the trainer's device"))
def in_person_vouch(request: SignedInRequest) -> HttpResponse:
    client_id = kiosk.handed_over_to(request)
    if client_id is None:
        return redirect("today")
    client = open_client(request, client_id, lead=True)
    with words_for(client.language, client.time_zone):
        form = VouchForm(request.POST)
        if client.is_shut and not form.is_valid():
            return _show(request, client, form)
    if form.is_valid():
        with suppress(AddressSettledError):  # the page says what holds
            vouch_in_person(
                client,
                mailbox=form.cleaned_data["mailbox"],
                signed_name=form.cleaned_data["signed_name"],
                witness=request.user,
            )
    return redirect(kiosk.question_page(request))


def _show(request: SignedInRequest, client: Client, form: VouchForm | None = None) -> HttpResponse:
    with words_for(client.language, client.time_zone):
        context = {"client": client, "form": form or VouchForm(initial={"mailbox": client.mailbox})}
        context |= {"vouch_form": context["form"]}
        return render(request, "consent/in_person_mailbox.html", context, status=422 if form else 200)
