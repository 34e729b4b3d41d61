"""The thread of a referral: what its two sides write to each other, for as long as the client lets them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from consent.models import ConsentGrant, GrantScope, Scope
from outbox.enqueue import enqueue
from referrals.attempts import lock_attempt
from referrals.mail import WRITTEN
from referrals.models import Attempt, ReferralMessage, Side
from web.once import get_or_create_by_key

MESSAGES_SHOWN = 50  # the newest; all of them are in the client's download


class ThreadFrozenError(Exception):
    """Nothing more can be written. As a string it says why."""


@dataclass(frozen=True)
class Line:
    """One message as one of the two sides reads it."""

    id: UUID
    by: str
    text: str
    sent_at: datetime
    is_own: bool
    is_unread: bool


def lines_of(attempt_id: UUID, *, reader: Side) -> list[Line]:
    """The newest messages, the oldest of them first (one query)."""
    newest = ReferralMessage.objects.filter(attempt=attempt_id).order_by("-sent_at", "-id")[:MESSAGES_SHOWN]
    return [
        Line(row.pk, row.by, row.text, row.sent_at, row.side == reader, row.side != reader and row.read_at is None)
        for row in reversed(newest)
    ]


def unread_through_consents(practitioner_id: UUID) -> Exists:
    """Of a consent to the practitioner: whether a message waits for them in a referral that it lets them read."""
    unread = ReferralMessage.objects.unread_by(Side.RECIPIENT).exclude(attempt__status=Attempt.Status.ERROR)
    shared = GrantScope.objects.filter(
        grant=OuterRef("attempt__grant"), scope=Scope.REFERRAL, is_given=True, taken_back_at=None
    )
    return Exists(unread.filter(Exists(shared), attempt__grant=OuterRef("pk"), attempt__practitioner=practitioner_id))


def why_frozen(attempt: Attempt, *, now: datetime | None = None) -> str:
    """Why nobody can write in it, in words; empty where both sides can (two queries)."""
    if attempt.status == Attempt.Status.DRAFT:
        return _("Messages open once the client has agreed and the request is out.")
    if not Attempt.objects.open().filter(pk=attempt.pk).exists():
        return _("The referral is closed, so nothing more can be written here.")
    if not ConsentGrant.objects.live(now).filter(pk=attempt.grant_id).exists():
        return _("The client's consent is not in force, so nothing more can be written here.")
    return ""


@transaction.atomic
def write_message(
    attempt: Attempt, *, side: Side, by: str, text: str, key: UUID | None = None, now: datetime | None = None
) -> ReferralMessage:
    """Keeps a message, and mails the other side unless an earlier one waits for them; the same `key` is one.

    `by` is the name to show. Raises ThreadFrozenError once consent or referral has ended.
    """
    current, moment = lock_attempt(attempt), now or timezone.now()
    known = ReferralMessage.objects.filter(attempt=current, pk=key, side=side).first() if key else None
    if known:
        return known
    if reason := why_frozen(current, now=moment):
        raise ThreadFrozenError(reason)
    is_waiting = ReferralMessage.objects.filter(attempt=current).unread_by(side.other).exists()
    values = {"by": by[:120], "text": text, "sent_at": moment}
    message, is_new = get_or_create_by_key(
        ReferralMessage, key, owner={"attempt": current, "side": side}, values=values
    )
    if is_new and not is_waiting:
        _mail(message, current)
    return message


def mark_read(attempt: Attempt, *, reader: Side, seen: UUID | None, now: datetime | None = None) -> int:
    """Marks as read what the other side wrote up to the message `seen`, which the page showed last; how many."""
    last = ReferralMessage.objects.filter(attempt=attempt, pk=seen).first() if seen else None
    if last is None:
        return 0
    unread = ReferralMessage.objects.filter(attempt=attempt, sent_at__lte=last.sent_at).unread_by(reader)
    return unread.update(read_at=now or timezone.now())


def _mail(message: ReferralMessage, attempt: Attempt) -> None:
    trainer, practitioner = attempt.referral.client.lead_trainer, attempt.practitioner
    recipient = practitioner if message.side == Side.REQUESTER else trainer
    enqueue(
        WRITTEN,
        to=recipient.email,
        dedupe_key=f"{WRITTEN}:{message.pk}",
        language=recipient.language,
        subject_id=message.pk,
        client_id=attempt.referral.client_id,
    )
