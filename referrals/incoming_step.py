"""Whose turn it is in a referral that came in, what they have to do, and until when: nothing open is without the three."""

from datetime import date, datetime

from django.utils import timezone

from referrals.models import IncomingReferral, TaskStatus
from referrals.next_step import NextStep, What, step_of
from referrals.workflow import RoleName
from web.business_days import after_business_days

S = TaskStatus
TELLS_AFTER = 30  # business days: the practitioner hears every six weeks how it goes


def incoming_step(incoming: IncomingReferral, on: date) -> NextStep | None:
    """Whose turn it is on a day, for what and until when; None where it is closed.

    Reads the practitioner with the clinic, the trainer, and the client with the lead trainer; while somebody trains,
    the last event too (one query).
    """
    if incoming.status == S.COMPLETED and incoming.acknowledged_at:
        return None
    trainer = incoming.recipient
    if incoming.status == S.IN_PROGRESS:
        due = after_business_days(_last_told(incoming).date(), TELLS_AFTER, trainer.works_in)
        return NextStep("recipient", What.OUTCOME, due)
    lives_in = incoming.client.lives_in if incoming.client else trainer.works_in
    works_in: dict[RoleName, str] = {
        "client": lives_in,
        "recipient": trainer.works_in,
        "requester": incoming.practitioner.works_in,
    }
    return step_of(incoming, on, works_in=works_in)


def _last_told(incoming: IncomingReferral) -> datetime:
    last = incoming.events.order_by("-at", "-id").values_list("at", flat=True).first()
    return timezone.localtime(last or incoming.status_since)
