"""What a practitioner reads of a referral to them: plain values, as in sharing/record.py."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from sharing.record import Words


@dataclass(frozen=True)
class SharedOutcome:
    attended: bool
    summary: str
    goals_effect: Words
    clearance: Words
    limits: str
    review_on: date | None
    recorded_at: datetime

    @classmethod
    def of(cls, outcome: Any) -> "SharedOutcome":
        """From a referrals.models.Outcome, which this app does not know by name."""
        return cls(
            attended=outcome.attended,
            summary=outcome.summary,
            goals_effect=outcome.get_goals_effect_display(),
            clearance=outcome.get_clearance_display(),
            limits=outcome.limits,
            review_on=outcome.review_on,
            recorded_at=outcome.recorded_at,
        )


@dataclass(frozen=True)
class SharedEvent:
    """One thing that happened in a referral, as both sides read it."""

    at: datetime
    by: str
    status_label: Words
    visit_label: Words
    appointment_day: date | None
    appointment_time: time | None
    why: str
    is_move: bool

    @classmethod
    def of(cls, event: Any) -> "SharedEvent":
        """From a referrals.models.AttemptEvent."""
        return cls(
            at=event.at,
            by=event.by,
            status_label=event.status_label,
            visit_label=event.visit_label,
            appointment_day=event.appointment_day,
            appointment_time=event.appointment_time,
            why=event.why,
            is_move=event.is_move,
        )


@dataclass(frozen=True)
class SharedAttempt:
    """A referral to the one who reads, as far as it has come."""

    id: UUID
    status: str  # referrals.models.Attempt.Status
    status_label: Words
    status_since: datetime
    visit: str  # referrals.models.BusinessStatus, or ""
    visit_label: Words
    appointment_at: datetime | None
    appointment_place: str
    reason: str
    question: str
    red_flag: str
    urgency: str
    urgency_label: Words
    asked_at: datetime
    requester_name: str
    outcome: SharedOutcome | None
    has_unread: bool  # a message of the trainer's

    @property
    def is_past_its_date(self) -> bool:
        return self.appointment_at is not None and self.appointment_at <= timezone.now()

    @classmethod
    def of(cls, attempt: Any) -> "SharedAttempt":
        """From a referrals.models.Attempt, which this app does not know by name."""
        referral = attempt.referral
        outcome = getattr(attempt, "outcome", None)
        return cls(
            id=attempt.pk,
            status=attempt.status,
            status_label=attempt.get_status_display(),
            status_since=attempt.status_since,
            visit=attempt.business_status,
            visit_label=attempt.get_business_status_display(),
            appointment_at=attempt.appointment_at,
            appointment_place=attempt.appointment_place,
            reason=referral.reason,
            question=referral.question,
            red_flag=referral.red_flag.sign if referral.red_flag else "",
            urgency=referral.urgency,
            urgency_label=referral.get_urgency_display(),
            asked_at=attempt.created_at,
            requester_name=referral.requester.name,
            outcome=SharedOutcome.of(outcome) if outcome else None,
            has_unread=attempt.has_unread,
        )
