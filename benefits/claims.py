"""Claims: what a visit cost and what the plan paid of it; one that is corrected or taken out is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from benefits.due import reschedule
from benefits.forecast import PlanLedger
from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.plan_years import PlanYear
from web.once import get_or_create_by_key


@dataclass(frozen=True)
class ClaimCheck:
    """What there is to say of a claim before it is kept."""

    year: PlanYear  # the one in which it counts
    most: Decimal | None  # what the plan could still pay in it; None where no limit says


def check_claim(line: BenefitLine, *, on: date, but: Claim | None = None) -> ClaimCheck:
    """The plan year of a visit, and what was left in it without the claim `but` (four queries)."""
    ledger = PlanLedger(CoveragePlan.objects.with_lines().get(pk=line.plan_id), on=on)
    ledger.leave_out(but)
    ours = next(other for other in ledger.lines if other.pk == line.pk)
    forecast = ledger.forecast(ours)
    limits = forecast.limits
    has_limit = limits.paid is not None or limits.eligible is not None or limits.visits == 0
    return ClaimCheck(ledger.year, forecast.left if has_limit else None)


@dataclass(frozen=True)
class EarlierFigures:
    """What a claim said before a correction, and when that came."""

    date_of_service: date
    fee: Decimal | None
    paid: Decimal
    until: datetime


def note_earlier_figures(claims: Iterable[Claim]) -> None:
    """Gives each claim its `earlier`: what it said before its corrections, the latest first (one query)."""
    names = ("date_of_service", "fee", "paid")
    by_key = {claim.pk: claim for claim in claims}
    later: dict[UUID, Any] = {}
    for claim in by_key.values():
        claim.earlier = []  # type: ignore[attr-defined]
    states: Any = Claim.history
    for state in states.filter(id__in=by_key).order_by("-history_id"):
        after = later.get(state.id)
        if after is not None and any(getattr(state, name) != getattr(after, name) for name in names):
            figures = EarlierFigures(state.date_of_service, state.fee, state.paid, until=after.history_date)
            by_key[state.id].earlier.append(figures)  # type: ignore[attr-defined]
        later[state.id] = state


@transaction.atomic
def add_claim(line: BenefitLine, *, key: UUID, by: User | None, **values: Any) -> Claim:
    """Keeps one claim; the same `key` twice keeps one. A visit that has a claim of this line keeps the one it has."""
    BenefitLine.objects.select_for_update().get(pk=line.pk)
    if visit := values.get("visit"):
        earlier = Claim.objects.filter(line=line, visit=visit, removed_at=None).first()
        if earlier is not None:
            return earlier
    claim, is_new = get_or_create_by_key(Claim, key, owner={"line": line}, values={**values, "entered_by": by})
    if is_new:
        claim.history.update(history_user=by)
        reschedule(line.plan.client)
    return claim


@transaction.atomic
def correct_claim(claim: Claim, *, by: User | None, **values: Any) -> None:
    """Other figures; what was written before stays in the claim's history."""
    current = Claim.objects.select_for_update().get(pk=claim.pk)
    for name, value in values.items():
        setattr(current, name, value)
    _save(current, by)


@transaction.atomic
def remove_claim(claim: Claim, *, by: User | None) -> None:
    """A claim that was entered by mistake: it is kept and counts no more. Twice changes nothing."""
    current = Claim.objects.select_for_update().get(pk=claim.pk)
    if current.removed_at is None:
        current.removed_at = timezone.now()
        _save(current, by)


@transaction.atomic
def put_back_claim(claim: Claim, *, by: User | None) -> bool:
    """It counts again; False where its visit has another claim by now."""
    current = Claim.objects.select_for_update().get(pk=claim.pk)
    twin = Claim.objects.filter(line=current.line_id, visit=current.visit_id, removed_at=None).exclude(pk=claim.pk)
    if current.visit_id and twin.exists():
        return False
    current.removed_at = None
    _save(current, by)
    return True


def _save(claim: Claim, by: User | None) -> None:
    """With who changed it, and when its plan is next due: a first visit may open a plan year."""
    claim._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- the name that simple_history reads
    claim.save()
    reschedule(claim.line.plan.client)
