"""What the practitioner answers to a referral, and the trainer's word on what came of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consent.after_referral import offer_care
from outbox.nudges import stop_nudging
from referrals.attempts import end_consent_with_the_last, lock_attempt, move
from referrals.models import Attempt, Outcome, TaskStatus
from referrals.nudges import ACKNOWLEDGE

S = TaskStatus


@transaction.atomic
def complete(attempt: Attempt, *, by: str, attended: bool, summary: str, now: datetime | None = None) -> Attempt:
    """The recipient says what came of it; completed is not closed before the requester acknowledges.

    The client is asked whether something goes on being shared for their care once the referral is closed.
    """
    done = move(attempt, to=S.COMPLETED, by=by, role="recipient", now=now)
    _, is_new = Outcome.objects.get_or_create(attempt=done, defaults={"attended": attended, "summary": summary})
    if is_new:
        offer_care(done.grant, now=now)
    return done


@transaction.atomic
def acknowledge(attempt: Attempt, *, now: datetime | None = None) -> None:
    """The requester has read the outcome; the referral leaves Today, and its consent ends. Twice changes nothing."""
    current = lock_attempt(attempt)
    unread = Outcome.objects.filter(attempt=current, acknowledged_at=None)
    if unread.update(acknowledged_at=now or timezone.now()):
        stop_nudging(ACKNOWLEDGE, current.pk, now=now)
        end_consent_with_the_last(current, now=now)
