"""With whom a trainer exchanges referrals, and what came of them, in both directions. Counts alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from accounts.models import User
from practitioners.models import Practitioner
from referrals.models import Attempt, IncomingReferral, TaskStatus

S = TaskStatus
SHOWN = 50  # practitioners, those with the latest referral first
ANSWERED = Q(status__in=[S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD, S.COMPLETED, S.REJECTED, S.FAILED])


@dataclass(frozen=True)
class Tally:
    """Referrals in one direction: all, those that were answered, and those that have an outcome."""

    sent: int = 0
    answered: int = 0
    with_outcome: int = 0


@dataclass(frozen=True)
class Exchange:
    practitioner: Practitioner
    out: Tally
    incoming: Tally


def exchanges(trainer: User) -> list[Exchange]:
    """The practitioners of the trainer's own referrals, the latest first (three queries, however many there are)."""
    sent_out = Attempt.objects.filter(referral__requester=trainer).exclude(status__in=[S.DRAFT, S.ERROR])
    received = IncomingReferral.objects.of_trainer(trainer).exclude(status__in=[S.DRAFT, S.ERROR])
    out = _tallies(sent_out, Q(outcome__isnull=False))
    incoming = _tallies(received, Q(status=S.COMPLETED))
    latest: dict[UUID, datetime] = {key: row["latest"] for key, row in out.items()}
    for key, row in incoming.items():
        latest[key] = max(latest.get(key, row["latest"]), row["latest"])
    keys = sorted(latest, key=lambda key: latest[key], reverse=True)[:SHOWN]
    known = Practitioner.objects.select_related("discipline", "clinic").in_bulk(keys)
    return [Exchange(known[key], _tally(out.get(key)), _tally(incoming.get(key))) for key in keys if key in known]


def _tallies(rows: Any, with_outcome: Q) -> dict[UUID, dict[str, Any]]:
    counted: Iterable[dict[str, Any]] = (
        rows.order_by()
        .values("practitioner")
        .annotate(
            sent=Count("pk", distinct=True),
            answered=Count("pk", filter=ANSWERED, distinct=True),
            with_outcome=Count("pk", filter=with_outcome, distinct=True),
            latest=Max("created_at"),
        )
    )
    return {row["practitioner"]: row for row in counted}


def _tally(row: dict[str, Any] | None) -> Tally:
    return Tally(row["sent"], row["answered"], row["with_outcome"]) if row else Tally()
