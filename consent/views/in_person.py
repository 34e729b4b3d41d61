"""The client answers a consent question on the trainer's device, in kiosk mode (consent/kiosk.py)."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from accounts.second_factor import is_of_the_demo
from accounts.step_up import require_step_up
from clients.access import logged, open_client
from consent import answering, kiosk
from consent.forms import AcceptInPersonForm, InPersonForm, VouchForm
from consent.grants import NothingTickedError, QuestionClosedError
from consent.models import ConsentGrant, Purpose
from consent.states import GrantState
from consent.wording import in_words, promise
from web.languages import words_for
from web.pages import page_url


@require_POST
@logged(gettext_lazy("handed the device over for a question"))
def hand_over(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The trainer proves who they are and gives the device away; nothing but the question opens on it then."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    grant = get_object_or_404(ConsentGrant, client=client, pk=grant_id)
    if grant.state not in {GrantState.REQUESTED, GrantState.PAUSED}:
        messages.error(request, _("This question is no longer open."))
        return redirect("consent:consent_detail", client.pk, grant.pk)
    if not is_of_the_demo(request):
        require_step_up(request)
    list(messages.get_messages(request))  # what was still to be told is not for the client to read
    kiosk.enter_kiosk(request, client_id=client.pk, grant_id=grant.pk)
    return redirect("consent:in_person")


def open_handed_over(request: SignedInRequest, handed_over: tuple[UUID, UUID]) -> ConsentGrant:
    client = open_client(request, handed_over[0], lead=True, about=("grant", handed_over[1]))
    grants = ConsentGrant.objects.with_its_words()
    return get_object_or_404(grants, client=client, pk=handed_over[1])


@require_http_methods(["GET", "HEAD"])
@trainers_only
@logged(gettext_lazy("showed the question on the trainer's device"))
def in_person(request: SignedInRequest) -> HttpResponse:
    """The question as the client reads it; once it is answered, the word to hand the device back."""
    handed_over = kiosk.handed_over(request)
    if handed_over is None:
        return redirect("today")
    return show_in_person(request, open_handed_over(request, handed_over))


def show_in_person(
    request: SignedInRequest, grant: ConsentGrant, form: InPersonForm | AcceptInPersonForm | None = None
) -> HttpResponse:
    with words_for(grant.client.language, grant.client.time_zone):
        context = {
            "grant": grant,
            "client": grant.client,
            "promise": promise(grant),
            "given": in_words(grant.scopes_given),
            "vouch_form": VouchForm(initial={"mailbox": grant.client.mailbox}),
            "form": form or (AcceptInPersonForm() if grant.state == GrantState.PAUSED else InPersonForm(grant=grant)),
        }
        return render(request, "consent/in_person.html", context, status=422 if form else 200)


@require_POST
@trainers_only
@logged(gettext_lazy("showed the question on the trainer's device"))
def in_person_agree(request: SignedInRequest) -> HttpResponse:
    handed_over = kiosk.handed_over(request)
    if handed_over is None:
        return redirect("today")
    grant = open_handed_over(request, handed_over)
    with words_for(grant.client.language, grant.client.time_zone):
        form = InPersonForm(request.POST, grant=grant)
        if grant.state == GrantState.REQUESTED and not form.is_valid():
            return show_in_person(request, grant, form)
    if form.is_valid():
        answer = dict(form.cleaned_data)
        signed = answering.InPerson(answer.pop("signed_name"), request.user)
        with suppress(QuestionClosedError, NothingTickedError):  # the page says what holds
            answering.agree(grant, **answer, link=None, in_person=signed)
    return redirect("consent:in_person")


@require_POST
@trainers_only
@logged(gettext_lazy("showed the question on the trainer's device"))
def in_person_decline(request: SignedInRequest) -> HttpResponse:
    handed_over = kiosk.handed_over(request)
    if handed_over is None:
        return redirect("today")
    grant = open_handed_over(request, handed_over)
    with suppress(QuestionClosedError):
        answering.decline(grant, link=None, in_person=answering.InPerson("", request.user))
    return redirect("consent:in_person")


@require_http_methods(["GET", "HEAD", "POST"])
@trainers_only
def take_back(request: SignedInRequest) -> HttpResponse:
    """The trainer proves who they are; a GET, such as after proving it, leads to the button."""
    client_id, handed_over = kiosk.handed_over_to(request), kiosk.handed_over(request)
    if client_id is None:
        return redirect("today")
    if request.method != "POST":
        return redirect(kiosk.question_page(request))
    kiosk.exit_kiosk(request)
    if handed_over is None:
        return redirect(page_url("overview", client_id))
    is_to_a_referral = ConsentGrant.objects.filter(pk=handed_over[1], purpose=Purpose.REFERRAL).exists()
    if is_to_a_referral:
        return redirect(page_url("referral_of_consent", *handed_over))
    return redirect("consent:consent_detail", *handed_over)
