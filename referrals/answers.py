"""What the practitioner answers to a referral, and the trainer's word on what came of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consent.after_referral import offer_care
from outbox.nudges import stop_nudging
from referrals.attempts import end_consent_with_the_last, lock_attempt, move
from referrals.booking import Booking, says_already
from referrals.models import Attempt, BusinessStatus, Outcome, TaskStatus
from referrals.nudges import ACKNOWLEDGE
from referrals.telling import tell_client_closed, tell_client_of_visit, tell_requester, thank
from referrals.workflow import MoveNotPossibleError, Party, record_booking, record_note

S = TaskStatus
MISSED_AT_MOST = 2


@transaction.atomic
def accept(attempt: Attempt, *, by: str, booking: Booking, now: datetime | None = None) -> Attempt:
    """Says yes, with a date or with whose turn it is to find one; the same yes again changes nothing.

    Raises MoveNotPossibleError or AppointmentError.
    """
    current = lock_attempt(attempt)
    if current.status == S.ACCEPTED:
        if not says_already(current, booking):
            raise MoveNotPossibleError(current)
        return current
    return move(current, to=S.ACCEPTED, by=Party(by, "recipient"), booking=booking, now=now)


@transaction.atomic
def decline(
    attempt: Attempt, *, by: str, why: str, suggested_instead: str = "", now: datetime | None = None
) -> Attempt:
    """Says no, and perhaps whom to ask instead. Raises MoveNotPossibleError or ReasonMissingError."""
    current = lock_attempt(attempt)
    if current.status == S.REQUESTED:
        current.suggested_instead = suggested_instead
        current.save(update_fields=["suggested_instead"])
    return move(current, to=S.REJECTED, by=Party(by, "recipient"), why=why, now=now)


@transaction.atomic
def book(attempt: Attempt, booking: Booking, *, by: Party, why: str = "", now: datetime | None = None) -> Attempt:
    """Notes a date, or whose turn it is to find one. Raises MoveNotPossibleError or AppointmentError."""
    current = lock_attempt(attempt)
    if record_booking(current, booking, by=by, why=why, now=now):
        if booking.status != BusinessStatus.ATTENDED:
            tell_client_of_visit(current)
        if by.role != "requester":
            tell_requester(current)
    return current


@transaction.atomic
def note_missed(attempt: Attempt, *, by: Party, now: datetime | None = None) -> Attempt:
    """The client did not come. The first time they are asked to book anew; the second time it has failed.

    Twice about the same date changes nothing. Raises MoveNotPossibleError.
    """
    current = lock_attempt(attempt)
    if not record_booking(current, Booking(BusinessStatus.NO_SHOW), by=by, now=now):
        return current
    if current.times_missed < MISSED_AT_MOST:
        tell_client_of_visit(current)
        tell_requester(current)
        return current
    return move(
        current, to=S.FAILED, by=Party(by.name, "recipient"), why=_("The client missed two appointments."), now=now
    )


@transaction.atomic
def begin(attempt: Attempt, *, by: str, now: datetime | None = None) -> Attempt:
    """The first visit has been, or a referral on hold goes on. Raises MoveNotPossibleError."""
    current = lock_attempt(attempt)
    visited = Booking(BusinessStatus.ATTENDED) if current.status == S.ACCEPTED else None
    return move(current, to=S.IN_PROGRESS, by=Party(by, "recipient"), booking=visited, now=now)


@transaction.atomic
def write_note(attempt: Attempt, *, by: str, text: str, now: datetime | None = None) -> Attempt:
    """A word on how it goes. Raises MoveNotPossibleError unless the referral is accepted and not at an end."""
    current = lock_attempt(attempt)
    if record_note(current, by=Party(by, "recipient"), text=text, now=now):
        tell_requester(current)
    return current


@transaction.atomic
def complete(
    attempt: Attempt,
    *,
    by: str,
    attended: bool,
    summary: str,
    details: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Attempt:
    """The recipient says what came of it; completed is not closed before the requester acknowledges.

    `details` are Outcome's other fields. The client is asked whether something goes on being shared for their care
    once the referral is closed.
    """
    current = lock_attempt(attempt)
    visited = Booking(BusinessStatus.ATTENDED) if attended and current.status != S.COMPLETED else None
    done = move(current, to=S.COMPLETED, by=Party(by, "recipient"), booking=visited, now=now)
    values = {"attended": attended, "summary": summary, "recorded_at": now or timezone.now(), **(details or {})}
    _outcome, is_new = Outcome.objects.get_or_create(attempt=done, defaults=values)
    if is_new:
        offer_care(done.grant, now=now)
    return done


@transaction.atomic
def acknowledge(attempt: Attempt, *, now: datetime | None = None) -> None:
    """The requester has read the outcome; the referral leaves Today, and its consent ends. Twice changes nothing.

    The practitioner is thanked, and the client told and asked whether it has helped.
    """
    current = lock_attempt(attempt)
    unread = Outcome.objects.filter(attempt=current, acknowledged_at=None)
    if unread.update(acknowledged_at=now or timezone.now()):
        stop_nudging(ACKNOWLEDGE, current.pk, now=now)
        thank(current)
        tell_client_closed(current)
        end_consent_with_the_last(current, now=now)
