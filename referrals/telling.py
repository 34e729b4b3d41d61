"""Whom a move of a referral concerns, and which mail is owed for it. What the mails say: referrals/mail.py."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from clients.links import issue_client_link, with_way_to_end_sharing
from clients.models import ClientLink
from consent.links import send_share_link
from consent.models import ConsentGrant
from outbox.enqueue import enqueue
from referrals.client_mail import ACCEPTED, CLOSED, DECLINED, MISSED, MOVED
from referrals.mail import ANSWERED, REFERRED, SLOT_IS_FREE, THANKED
from referrals.models import Attempt, BusinessStatus, TaskStatus
from referrals.nudges import LINK_OF_BOOKING
from web.languages import spoken

S = TaskStatus
LINK_OF_VISIT = timedelta(days=90)  # how long after the visit its calendar file can be fetched
LINK_OF_WORD = timedelta(days=90)


def tell_of_move(attempt: Attempt, *, before: str, role: str, now: datetime) -> None:
    """What follows by mail from a move, whoever made it."""
    has_a_date = attempt.appointment_at is not None and attempt.appointment_at > now
    if attempt.status == S.REQUESTED:
        send_share_link(attempt.grant, kind=REFERRED, subject_id=attempt.pk)
    if role == "recipient":
        tell_requester(attempt)
    if attempt.status == S.ACCEPTED:
        _tell_client(attempt, ACCEPTED)
    if attempt.status == S.REJECTED:
        _tell_client(attempt, DECLINED)
    is_over = attempt.status in (S.FAILED, S.CANCELLED, S.ERROR)
    if is_over and before != S.DRAFT and (role != "client" or has_a_date):
        tell_client_closed(attempt)
    if is_over and has_a_date and role != "recipient":
        _tell_recipient(attempt, SLOT_IS_FREE)


def send_referral_again(attempt: Attempt) -> bool:
    """A new link to the practitioner; False where they are asked nothing any more."""
    is_live = ConsentGrant.objects.live().filter(pk=attempt.grant_id).exists()
    if not attempt.is_under_way or not is_live:
        return False
    send_share_link(attempt.grant, kind=REFERRED, subject_id=attempt.pk)
    return True


def tell_client_of_visit(attempt: Attempt) -> None:
    missed = attempt.business_status == BusinessStatus.NO_SHOW
    _tell_client(attempt, MISSED if missed else MOVED)


def tell_client_closed(attempt: Attempt) -> None:
    _tell_client(attempt, CLOSED)


def tell_requester(attempt: Attempt) -> None:
    """The client's trainer of today, who may have taken over meanwhile."""
    trainer = attempt.referral.client.lead_trainer
    enqueue(
        ANSWERED,
        to=trainer.email,
        dedupe_key=f"{ANSWERED}:{attempt.pk}:{_event(attempt)}",
        language=trainer.language,
        subject_id=attempt.pk,
        client_id=attempt.referral.client_id,
    )


def thank(attempt: Attempt) -> None:
    _tell_recipient(attempt, THANKED)


def _tell_recipient(attempt: Attempt, kind: str) -> None:
    """Names no client: the consent may be over by the time that it is read."""
    practitioner = attempt.practitioner
    enqueue(
        kind,
        to=practitioner.email,
        dedupe_key=f"{kind}:{attempt.pk}:{_event(attempt)}",
        language=practitioner.language,
        subject_id=attempt.pk,
        client_id=attempt.referral.client_id,
    )


def _tell_client(attempt: Attempt, kind: str) -> None:
    client = attempt.referral.client
    secrets = {}
    if kind in (ACCEPTED, MOVED) and attempt.appointment_at:
        expires_at = attempt.appointment_at + LINK_OF_VISIT
        purpose = ClientLink.Purpose.VISIT
        secrets["visit"] = issue_client_link(client, purpose, subject_id=attempt.pk, expires_at=expires_at)
    if kind in (ACCEPTED, MOVED, MISSED):
        purpose, expires_at = ClientLink.Purpose.BOOKING, timezone.now() + LINK_OF_BOOKING
        secrets["booking"] = issue_client_link(client, purpose, subject_id=attempt.pk, expires_at=expires_at)
    if kind == CLOSED and attempt.status == S.COMPLETED:
        expires_at = attempt.status_since + LINK_OF_WORD
        purpose = ClientLink.Purpose.HELPED
        secrets["helped"] = issue_client_link(client, purpose, subject_id=attempt.pk, expires_at=expires_at)
    enqueue(
        kind,
        to=client.mailbox,
        dedupe_key=f"{kind}:{attempt.pk}:{_event(attempt)}",
        language=spoken(client.language, to_client=True),
        subject_id=attempt.pk,
        client_id=client.pk,
        payload={"status": attempt.status, "visit": attempt.business_status, "sequence": attempt.calendar_sequence},
        secrets=with_way_to_end_sharing(client, secrets),
    )


def _event(attempt: Attempt) -> UUID | None:
    """The last thing that happened to it: one mail of a kind for each."""
    return attempt.events.order_by("at", "id").values_list("pk", flat=True).last()
