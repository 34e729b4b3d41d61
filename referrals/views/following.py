"""The trainer follows a referral: how it stands, whose turn it is, the end of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, trainers_only
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from consent.grants import DeclinedLatelyError, NobodyToAskError
from referrals import attempts
from referrals.calendar_file import calendar_file, calendar_response
from referrals.closing import close_with_thanks, goes_on_sharing, question_after
from referrals.forms.asking import ReasonForm, ReopenForm
from referrals.forms.thread import MessageForm, thread_context
from referrals.models import Attempt, Side
from referrals.network import exchanges
from referrals.next_step import NextStep, next_step
from referrals.thread import lines_of, why_frozen
from referrals.views.asking import why_not_asked
from referrals.workflow import MoveNotPossibleError, Party, moves
from web.zones import today_in

HISTORY_SHOWN = 50


def attempt_of(client: Client, attempt_id: UUID) -> Attempt:
    attempts_of_client = Attempt.objects.filter(referral__client=client).select_related(
        "referral__red_flag",
        "referral__client__lead_trainer",
        "practitioner__discipline",
        "practitioner__clinic",
        "grant",
        "outcome",
        "clients_word",
    )
    return get_object_or_404(attempts_of_client, pk=attempt_id)


@require_GET
@logged(gettext_lazy("opened a referral"))
def detail(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("attempt", attempt_id))
    return show_attempt(request, client, attempt_of(client, attempt_id))


@require_GET
@logged(gettext_lazy("took an appointment into a calendar"))
def calendar(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("attempt", attempt_id))
    content = calendar_file(attempt_of(client, attempt_id), now=timezone.now())
    if content is None:
        raise Http404
    return calendar_response(content)


@require_POST
@logged(gettext_lazy("opened or cancelled a referral"))
def cancel(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, about=("attempt", attempt_id))
    attempt, form = attempt_of(client, attempt_id), ReasonForm(request.POST)
    if not form.is_valid():
        return show_attempt(request, client, attempt, form=form)
    try:
        attempts.move(
            attempt,
            to=Attempt.Status.CANCELLED,
            by=Party(request.user.name, "requester"),
            why=form.cleaned_data["why"],
        )
    except MoveNotPossibleError as error:
        messages.error(request, error.in_words())
    else:
        messages.success(request, _("Cancelled."))
    return redirect("referrals:detail", client.pk, attempt.pk)


@require_POST
@logged(gettext_lazy("noted what came of a referral"))
def acknowledge(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, about=("attempt", attempt_id))
    attempt = attempt_of(client, attempt_id)
    if close_with_thanks(attempt, by=request.user, with_summary="summary" in request.POST):
        messages.success(request, _("Thanks and a progress summary are on their way. The referral is closed."))
    else:
        messages.success(request, _("Thanks are on their way. The referral is closed."))
    return redirect("referrals:detail", client.pk, attempt_id)


@require_POST
@logged(gettext_lazy("asked a practitioner once more"))
def reopen(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    """A closed referral stays closed: the same practitioner is asked anew, with a note."""
    client = open_client(request, client_id, lead=True, about=("attempt", attempt_id))
    attempt, form = attempt_of(client, attempt_id), ReopenForm(request.POST)
    if not form.is_valid():
        return show_attempt(request, client, attempt, reopen_form=form)
    try:
        again = attempts.reopen(attempt, by=request.user, note=form.cleaned_data["note"])
    except attempts.NotOverError:
        messages.error(request, _("They are being asked already."))
        return redirect("referrals:detail", client.pk, attempt.pk)
    except (NotConfirmedError, NobodyToAskError, DeclinedLatelyError) as error:
        form.add_error("note", why_not_asked(error))
        return show_attempt(request, client, attempt, reopen_form=form)
    return redirect("referrals:detail", client.pk, again.pk)


def show_attempt(
    request: SignedInRequest,
    client: Client,
    attempt: Attempt,
    *,
    form: ReasonForm | None = None,
    reopen_form: ReopenForm | None = None,
    message_form: MessageForm | None = None,
) -> HttpResponse:
    step = next_step(attempt, today_in(client.time_zone, timezone.now()))
    outcome = getattr(attempt, "outcome", None)
    is_to_close = outcome is not None and outcome.acknowledged_at is None
    has_errors = any(sent and sent.errors for sent in (form, reopen_form, message_form))
    context = {
        "client": client,
        "attempt": attempt,
        "events": list(attempt.events.order_by("-at", "-id")[:HISTORY_SHOWN]),
        "step": step,
        "step_kind": "care" if step and step.owner == "requester" else "",
        "turn": _turn(attempt, step),
        "outcome": outcome,
        "goes_on_sharing": goes_on_sharing(attempt) if is_to_close else False,
        "question_after": question_after(attempt) if outcome else None,
        "can_cancel": Attempt.Status.CANCELLED in moves(attempt, role="requester"),
        "can_reopen": attempts.may_reopen(attempt),
        "form": form or ReasonForm(),
        "reopen_form": reopen_form or ReopenForm(),
        "other_name": attempt.practitioner.name,
        "write_url": reverse("referrals:write_message", args=[client.pk, attempt.pk]),
        "read_url": reverse("referrals:read_messages", args=[client.pk, attempt.pk]),
        "nav": "clients",
        **thread_context(lines_of(attempt.pk, reader=Side.REQUESTER), why_frozen(attempt), form=message_form),
    }
    return render(request, "referrals/detail.html", context, status=422 if has_errors else 200)


def _turn(attempt: Attempt, step: NextStep | None) -> str:
    if step is None:
        return ""
    if step.owner == "requester":
        return _("Your turn:")
    name = attempt.practitioner.name if step.owner == "recipient" else attempt.referral.client.first_name
    return _("%(name)s has the next step:") % {"name": name}


@require_GET
@trainers_only
def exchange(request: SignedInRequest) -> HttpResponse:
    """With whom the trainer exchanges referrals: counts alone, of nobody in particular."""
    return render(request, "referrals/exchange.html", {"exchanges": exchanges(request.user), "nav": "network"})
