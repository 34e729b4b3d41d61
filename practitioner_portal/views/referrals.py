"""What a practitioner answers to a referral, through the consent that it rests on."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clients.logged import logged
from consent.models import Scope
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.form import show_form
from referrals import answers, attempts, workflow
from referrals.forms import OutcomeForm, ReasonForm
from referrals.models import Attempt
from sharing.view import SharedView

Act = Callable[[Attempt, str], Any]


def _attempt(view: SharedView, attempt_id: UUID) -> Attempt:
    """The attempt, if it was asked of the reader on this grant and the referral is shared."""
    attempts = Attempt.objects.filter(grant=view.grant_id, practitioner=view.practitioner.id)
    shared = attempts.exclude(status=Attempt.Status.DRAFT) if view.shares(Scope.REFERRAL) else attempts.none()
    return get_object_or_404(shared, pk=attempt_id)


def _do(request: HttpRequest, view: SharedView, attempt: Attempt, act: Act) -> HttpResponse:
    """One move, while sharing lasts; an attempt that has moved on meanwhile is said so."""
    try:
        with transaction.atomic():
            hold_open(request, view)
            act(attempt, view.practitioner.name)
    except workflow.MoveNotPossibleError:
        messages.error(request, _("This referral has moved on meanwhile; nothing was changed."))
    else:
        messages.success(request, _("Saved. %(trainer)s is told.") % {"trainer": view.trainer_name})
    return redirect("practitioner_portal:record", view.grant_id)


@practitioners_page
@require_POST
@logged(gettext_lazy("opened or accepted a referral"))
def shared_referral_accept(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))

    def accept(attempt: Attempt, name: str) -> None:
        attempts.move(attempt, to=Attempt.Status.ACCEPTED, by=name, role="recipient")

    return _do(request, view, _attempt(view, attempt_id), accept)


@practitioners_page
@require_POST
@logged(gettext_lazy("opened or began a referral"))
def shared_referral_start(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))

    def start(attempt: Attempt, name: str) -> None:
        attempts.move(attempt, to=Attempt.Status.IN_PROGRESS, by=name, role="recipient")

    return _do(request, view, _attempt(view, attempt_id), start)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or declined a referral"))
def shared_referral_decline(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    return _with_reason(request, grant_id, attempt_id, to=Attempt.Status.REJECTED, title=_("Decline the referral"))


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or paused a referral"))
def shared_referral_hold(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    return _with_reason(request, grant_id, attempt_id, to=Attempt.Status.ON_HOLD, title=_("Put the referral on hold"))


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or ended a referral"))
def shared_referral_fail(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    return _with_reason(request, grant_id, attempt_id, to=Attempt.Status.FAILED, title=_("It did not work out"))


def _with_reason(request: HttpRequest, grant_id: UUID, attempt_id: UUID, *, to: str, title: str) -> HttpResponse:
    """A move that owes the trainer a reason."""
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    attempt, form = _attempt(view, attempt_id), ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, view, form, title=title)

    def move(attempt: Attempt, name: str) -> None:
        attempts.move(attempt, to=to, by=name, role="recipient", why=form.cleaned_data["why"])

    return _do(request, view, attempt, move)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered a referral"))
def shared_referral_complete(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    """What came of it."""
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    attempt, form = _attempt(view, attempt_id), OutcomeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, view, form, title=_("What came of the referral"))

    def complete(attempt: Attempt, name: str) -> None:
        answers.complete(attempt, by=name, **form.cleaned_data)

    return _do(request, view, attempt, complete)
