"""Who was sent where, in both directions: the need, each recipient asked, and what came of it."""

from referrals.models.attempt import Attempt, AttemptEvent, AttemptQuerySet
from referrals.models.incoming import IncomingEvent, IncomingReferral, IncomingReferralQuerySet, SenderCode
from referrals.models.message import ReferralMessage, ReferralMessageQuerySet, Side
from referrals.models.outcome import ClientsWord, Outcome
from referrals.models.referral import Referral
from referrals.models.task import BusinessStatus, Role, Task, TaskEvent, TaskStatus

__all__ = [
    "Attempt",
    "AttemptEvent",
    "AttemptQuerySet",
    "BusinessStatus",
    "ClientsWord",
    "IncomingEvent",
    "IncomingReferral",
    "IncomingReferralQuerySet",
    "Outcome",
    "Referral",
    "ReferralMessage",
    "ReferralMessageQuerySet",
    "Role",
    "SenderCode",
    "Side",
    "Task",
    "TaskEvent",
    "TaskStatus",
]
