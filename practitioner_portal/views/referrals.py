"""A referral on the practitioner's page: read it, answer it, say how it goes and what came of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import logged
from consent.models import ContributionScope, Scope
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.form import show_form
from referrals import answers, attempts
from referrals.booking import AppointmentError, place_and_phone
from referrals.calendar_file import calendar_file, calendar_response
from referrals.forms.answering import (
    BookingForm,
    DeclineForm,
    NoteForm,
    OutcomeForm,
    RebookingForm,
    booking_initial,
)
from referrals.forms.asking import ReasonForm
from referrals.forms.thread import MessageForm, thread_context
from referrals.models import Attempt
from referrals.workflow import MoveNotPossibleError, Party
from sharing.view import SharedView

Act = Callable[[Attempt, str], Any]
Status = Attempt.Status


def shared_attempt(view: SharedView, attempt_id: UUID) -> Attempt:
    """The attempt, if it was asked of the reader on this grant and the referral is shared."""
    asked_of_reader = Attempt.objects.filter(grant=view.grant_id, practitioner=view.practitioner.id)
    shared = asked_of_reader.exclude(status=Status.DRAFT) if view.shares(Scope.REFERRAL) else asked_of_reader.none()
    return get_object_or_404(
        shared.select_related("referral__client", "practitioner__clinic", "practitioner__discipline"), pk=attempt_id
    )


def _act(request: HttpRequest, view: SharedView, attempt: Attempt, act: Act) -> HttpResponse:
    """One act, while sharing lasts; who comes too late reads what the referral is by now, and who moved it."""
    try:
        with transaction.atomic():
            hold_open(request, view)
            act(attempt, view.practitioner.name)
    except MoveNotPossibleError as error:
        messages.error(request, error.in_words())
    except AppointmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved. %(trainer)s is told.") % {"trainer": view.trainer_name})
    return redirect("practitioner_portal:referral", view.grant_id, attempt.pk)


@practitioners_page
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened a referral"))
def shared_referral(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    """All of one referral: who, how to reach them, what is asked, what happened so far."""
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    return render(request, "practitioner_portal/referral.html", referral_context(view, attempt_id))


def referral_context(view: SharedView, attempt_id: UUID, *, message_form: MessageForm | None = None) -> dict[str, Any]:
    """All that the page of one referral shows. Raises Http404 where it is not shared with the reader."""
    attempt = next((attempt for attempt in view.referral_attempts() if attempt.id == attempt_id), None)
    if attempt is None:
        raise Http404
    return {
        "view": view,
        "practitioner": view.practitioner,
        "attempt": attempt,
        "attempts": [attempt],
        "events": view.referral_history(attempt_id),
        "may_guide": view.may_tell(ContributionScope.GUIDANCE),
        "may_prescribe": view.may_tell(ContributionScope.EXERCISES),
        "other_name": view.trainer_name,
        "write_url": reverse("practitioner_portal:referral_write", args=[view.grant_id, attempt_id]),
        "read_url": reverse("practitioner_portal:referral_read", args=[view.grant_id, attempt_id]),
        **thread_context(view.referral_messages(attempt_id), view.why_thread_is_frozen(attempt_id), form=message_form),
    }


@practitioners_page
@require_GET
@logged(gettext_lazy("took an appointment into a calendar"))
def shared_referral_calendar(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    content = calendar_file(shared_attempt(view, attempt_id), now=timezone.now())
    if content is None:
        raise Http404
    return calendar_response(content)


# --- answers ------------------------------------------------------------------------------


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or accepted a referral"))
def shared_referral_accept(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    """Yes, with a date or with whose turn it is to find one."""
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    attempt = shared_attempt(view, attempt_id)
    form = BookingForm(request.POST or None, zone=_zone(attempt), initial=_at_the_readers(attempt))

    def accept(attempt: Attempt, name: str) -> None:
        answers.accept(attempt, by=name, booking=form.booking)

    return _form_or_act(request, view, attempt, form, title=_("Accept the referral"), act=accept)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed an appointment"))
def shared_referral_book(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    attempt = shared_attempt(view, attempt_id)
    form = RebookingForm(request.POST or None, zone=_zone(attempt), initial=_at_the_readers(attempt))

    def book(attempt: Attempt, name: str) -> None:
        answers.book(attempt, form.booking, by=Party(name, "recipient"), why=form.cleaned_data["why"])

    return _form_or_act(request, view, attempt, form, title=_("The appointment"), act=book)


@practitioners_page
@require_POST
@logged(gettext_lazy("opened or began a referral"))
def shared_referral_start(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))

    def begin(attempt: Attempt, name: str) -> None:
        answers.begin(attempt, by=name)

    return _act(request, view, shared_attempt(view, attempt_id), begin)


@practitioners_page
@require_POST
@logged(gettext_lazy("noted that the client did not come"))
def shared_referral_missed(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))

    def miss(attempt: Attempt, name: str) -> None:
        answers.note_missed(attempt, by=Party(name, "recipient"))

    return _act(request, view, shared_attempt(view, attempt_id), miss)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote how a referral goes"))
def shared_referral_note(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    form = NoteForm(request.POST or None)

    def note(attempt: Attempt, name: str) -> None:
        answers.write_note(attempt, by=name, text=form.cleaned_data["text"])

    return _form_or_act(request, view, shared_attempt(view, attempt_id), form, title=_("How it goes"), act=note)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or declined a referral"))
def shared_referral_decline(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    form = DeclineForm(request.POST or None)

    def decline(attempt: Attempt, name: str) -> None:
        answers.decline(attempt, by=name, **form.cleaned_data)

    return _form_or_act(
        request, view, shared_attempt(view, attempt_id), form, title=_("Decline the referral"), act=decline
    )


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or paused a referral"))
def shared_referral_hold(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    return _with_reason(request, grant_id, attempt_id, to=Status.ON_HOLD, title=_("Put the referral on hold"))


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or ended a referral"))
def shared_referral_fail(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    return _with_reason(request, grant_id, attempt_id, to=Status.FAILED, title=_("It did not work out"))


def _with_reason(request: HttpRequest, grant_id: UUID, attempt_id: UUID, *, to: str, title: str) -> HttpResponse:
    """A move that owes the trainer a reason."""
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    form = ReasonForm(request.POST or None)

    def move(attempt: Attempt, name: str) -> None:
        attempts.move(attempt, to=to, by=Party(name, "recipient"), why=form.cleaned_data["why"])

    return _form_or_act(request, view, shared_attempt(view, attempt_id), form, title=title, act=move)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered a referral"))
def shared_referral_complete(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    """What came of it."""
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    attempt = shared_attempt(view, attempt_id)
    form = OutcomeForm(request.POST or None, may_clear=attempt.practitioner.discipline.may_clear_for_exercise)

    def complete(attempt: Attempt, name: str) -> None:
        details = dict(form.cleaned_data)
        answers.complete(
            attempt, by=name, attended=details.pop("attended"), summary=details.pop("summary"), details=details
        )

    return _form_or_act(request, view, attempt, form, title=_("What came of the referral"), act=complete)


def _form_or_act(
    request: HttpRequest, view: SharedView, attempt: Attempt, form: forms.Form, *, title: str, act: Act
) -> HttpResponse:
    if request.method != "POST" or not form.is_valid():
        return show_form(request, view, form, title=title)
    return _act(request, view, attempt, act)


def _zone(attempt: Attempt) -> str:
    """By which clock an appointment is: the one where the client lives."""
    return attempt.referral.client.time_zone


def _at_the_readers(attempt: Attempt) -> dict[str, Any]:
    place, phone = place_and_phone(attempt.practitioner)
    return booking_initial(attempt, place=place, phone=phone)
