"""The client's own word on a visit: "I have booked" and "I went", by the link in a mail or in their own record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client_link, open_own_record
from clients.models import Client, ClientLink
from referrals import answers
from referrals.booking import BOOKING_FIELDS, AppointmentError, Booking, place_and_phone, when_in_words
from referrals.clients_word import may_say_went, visit_state
from referrals.forms.answering import AppointmentForm, booking_initial
from referrals.models import Attempt, BusinessStatus
from referrals.workflow import MoveNotPossibleError, Party
from web.languages import words_for
from web.public import no_referrer, public


def _attempt(client: Client, attempt_id: UUID | None) -> Attempt:
    attempts = Attempt.objects.select_related("practitioner__clinic", "referral__client__lead_trainer", "grant")
    return get_object_or_404(attempts.exclude(status=Attempt.Status.ERROR), pk=attempt_id, referral__client=client)


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote down an appointment"))
def booking(request: HttpRequest, token: str) -> HttpResponse:
    link = open_client_link(request, token, ClientLink.Purpose.BOOKING)
    with words_for(link.client.language, link.client.time_zone):
        attempt = _attempt(link.client, link.subject_id)
        form = _form(request, attempt)
        is_saved = request.method == "POST" and _book(attempt, form)
        went_url = reverse("referrals:went", args=[token])
        response = _page(request, "referrals/booking.html", attempt, form, went_url=went_url, is_saved=is_saved)
    no_referrer(response)
    return response


@public("the link in the client's mail is the key; nothing is shown but what was said")
@require_POST
@logged(gettext_lazy("said that a visit has been"))
def went(request: HttpRequest, token: str) -> HttpResponse:
    link = open_client_link(request, token, ClientLink.Purpose.BOOKING)
    with words_for(link.client.language, link.client.time_zone):
        _say_went(request, _attempt(link.client, link.subject_id))
    response = redirect("referrals:booking", token)
    no_referrer(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote down an appointment"))
def own_booking(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id, about=("attempt", attempt_id))
    attempt = _attempt(client, attempt_id)
    form = _form(request, attempt)
    if request.method == "POST" and _book(attempt, form):
        messages.success(request, _thanks(attempt))
        return redirect("referrals:own_referrals", client.pk)
    went_url = reverse("referrals:own_went", args=[client.pk, attempt.pk])
    return _page(request, "referrals/own_booking.html", attempt, form, went_url=went_url)


@require_POST
@logged(gettext_lazy("said that a visit has been"))
def own_went(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id, about=("attempt", attempt_id))
    _say_went(request, _attempt(client, attempt_id))
    return redirect("referrals:own_referrals", client.pk)


def _form(request: HttpRequest, attempt: Attempt) -> AppointmentForm:
    place, phone = place_and_phone(attempt.practitioner)
    return AppointmentForm(
        request.POST or None,
        zone=attempt.referral.client.time_zone,
        for_client=True,
        initial=booking_initial(attempt, place=place, phone=phone),
    )


def _book(attempt: Attempt, form: AppointmentForm) -> bool:
    """Writes the date down; False, with the reason on the form, where that can't be."""
    if not form.is_valid():
        return False
    try:
        answers.book(attempt, form.booking, by=Party(attempt.referral.client.name, "client"))
    except (MoveNotPossibleError, AppointmentError) as error:
        form.add_error(None, error.in_words() if isinstance(error, MoveNotPossibleError) else str(error))
        return False
    return True


def _say_went(request: HttpRequest, attempt: Attempt) -> None:
    try:
        answers.book(attempt, Booking(BusinessStatus.ATTENDED), by=Party(attempt.referral.client.name, "client"))
    except MoveNotPossibleError as error:
        messages.error(request, error.in_words())
    else:
        messages.success(request, _thanks(attempt))


def _thanks(attempt: Attempt) -> str:
    return _("Thank you. %(trainer)s is told.") % {"trainer": attempt.referral.client.lead_trainer.name}


def _page(
    request: HttpRequest, template: str, attempt: Attempt, form: AppointmentForm, *, went_url: str, **more: Any
) -> HttpResponse:
    attempt.refresh_from_db(fields=["status", *BOOKING_FIELDS])
    now = timezone.now()
    context = {
        "client": attempt.referral.client,
        "attempt": attempt,
        "form": form,
        "phone": place_and_phone(attempt.practitioner)[1],
        "state": visit_state(attempt, now=now),
        "when": when_in_words(attempt),
        "may_say_went": may_say_went(attempt, now=now),
        "went_url": went_url,
        "nav": "own",
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)
