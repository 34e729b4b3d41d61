"""The client answers a consent question on the trainer's device, behind a fence (coordination/fence.py)."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.roles import trainers_only
from accounts.second_factor import is_of_the_demo
from accounts.step_up import require_step_up
from clients.access import open_client
from consent.forms import InPersonForm
from consent.grants import NothingTickedError, QuestionClosedError
from consent.models import ConsentGrant
from consent.wording import in_words, promise
from coordination import agreement, fence
from web.languages import words_for


@require_POST
def hand_over(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The trainer proves who they are and gives the device away; nothing but the question opens on it then."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    grant = get_object_or_404(ConsentGrant, client=client, pk=grant_id)
    if grant.state != "requested":
        messages.error(request, _("This question is no longer open."))
        return redirect("coordination:consent_detail", client.pk, grant.pk)
    if not is_of_the_demo(request):
        require_step_up(request)
    list(messages.get_messages(request))  # what was still to be told is not for the client to read
    fence.hand_over(request, client_id=client.pk, grant_id=grant.pk)
    return redirect("coordination:in_person")


def _open(request: SignedInRequest, held: tuple[UUID, UUID]) -> ConsentGrant:
    client = open_client(request, held[0], lead=True, about=("grant", held[1]))
    grants = ConsentGrant.objects.with_its_words()
    return get_object_or_404(grants, client=client, pk=held[1])


@require_http_methods(["GET", "HEAD"])
@trainers_only
def in_person(request: SignedInRequest) -> HttpResponse:
    """The question as the client reads it; once it is answered, the word to hand the device back."""
    held = fence.handed_over(request)
    if held is None:
        return redirect("today")
    return _show(request, _open(request, held))


def _show(request: SignedInRequest, grant: ConsentGrant, form: InPersonForm | None = None) -> HttpResponse:
    with words_for(grant.client.language, grant.client.time_zone):
        page = {
            "grant": grant,
            "client": grant.client,
            "promise": promise(grant),
            "given": in_words(grant.scopes_given),
            "form": form or InPersonForm(asked=_asked(grant)),
        }
        return render(request, "coordination/in_person.html", page, status=422 if form else 200)


def _asked(grant: ConsentGrant) -> list[str]:
    return list(grant.scopes.values_list("scope", flat=True))


@require_POST
@trainers_only
def in_person_agree(request: SignedInRequest) -> HttpResponse:
    held = fence.handed_over(request)
    if held is None:
        return redirect("today")
    grant = _open(request, held)
    with words_for(grant.client.language, grant.client.time_zone):
        form = InPersonForm(request.POST, asked=_asked(grant))
        if grant.state == "requested" and not form.is_valid():
            return _show(request, grant, form)
    if form.is_valid():
        signed = agreement.InPerson(form.cleaned_data["signed_name"], request.user)
        with suppress(QuestionClosedError, NothingTickedError):  # the page says what holds
            agreement.agree(grant, scopes=form.cleaned_data["scopes"], link=None, in_person=signed)
    return redirect("coordination:in_person")


@require_POST
@trainers_only
def in_person_decline(request: SignedInRequest) -> HttpResponse:
    held = fence.handed_over(request)
    if held is None:
        return redirect("today")
    grant = _open(request, held)
    with suppress(QuestionClosedError):
        agreement.decline(grant, link=None, in_person=agreement.InPerson("", request.user))
    return redirect("coordination:in_person")


@require_http_methods(["GET", "HEAD", "POST"])
@trainers_only
def take_back(request: SignedInRequest) -> HttpResponse:
    """The trainer proves who they are; a GET, such as after proving it, leads to the button."""
    held = fence.handed_over(request)
    if held is None:
        return redirect("today")
    if request.method != "POST":
        return redirect("coordination:in_person")
    fence.take_back(request)
    return redirect("coordination:consent_detail", *held)
