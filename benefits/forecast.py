"""What is left of a client's coverage, and when it lapses. Computed at reading, never stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from benefits.accounts import brought_into_next_year, credits_of, lasting
from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.outlook import Maximum, Outlook, Settled, deductible_left, limits_left
from benefits.plan_years import PlanYear, add_months, claim_by, covered_share, plan_year
from benefits.terms import NOTHING, Fee, Limits, cents
from clients.models import Client


@dataclass(frozen=True)
class Part:
    """A part of a line's bar, in hundredths of its length; `name` says which: used, likely, lost, later or open."""

    name: str
    amount: Decimal
    start: str
    length: str


@dataclass(frozen=True, kw_only=True)
class LineForecast(Outlook):
    """The outlook of one line of a client's plan."""

    line: BenefitLine
    plan: CoveragePlan

    @property
    def visits(self) -> int | None:
        """The visits that are paid in full; None where neither a fee nor a limit a visit is known."""
        return self.bought.visits if self.bought else None

    @property
    def rest(self) -> Decimal:
        """The money towards one more visit, that does not pay it in full."""
        return self.bought.rest if self.bought else NOTHING

    @property
    def claim_by(self) -> date | None:
        """The last day to claim a visit of the last day covered."""
        return claim_by(self.plan.year_terms, self.year, self.use_by)

    @property
    def parts(self) -> list[Part]:
        """What was used, will likely be used, will likely be lost and lasts; what is left, where that is not known."""
        ahead = (
            [("open", self.lapsing)]
            if self.likely_use is None or self.likely_loss is None
            else [("likely", self.likely_use), ("lost", self.likely_loss)]
        )
        amounts = [("used", self.used), *ahead, ("later", self.left - self.lapsing)]
        whole = sum((amount for _, amount in amounts), NOTHING)
        parts, start = [], 0.0
        for name, amount in amounts:
            if amount > 0:
                length = float(amount / whole * 100)
                parts.append(Part(name, amount, f"{start:.2f}", f"{length:.2f}"))
                start += length
        return parts

    @property
    def lacks_note(self) -> bool:
        """Whether a physician's note is needed and none holds on the day."""
        return self.line.needs_note and (self.note_ends is None or self.note_ends < self.on)

    @property
    def is_part_of_pool(self) -> bool:
        """Whether its money is counted with another line's already."""
        return self.line.pool_id is not None

    @property
    def discipline_names(self) -> str:
        return self.line.discipline_names

    @property
    def discipline_ids(self) -> set[UUID]:
        """The disciplines that it pays for (no query where `with_lines` was asked for)."""
        return {discipline.pk for discipline in self.line.disciplines.all()}


class PlanLedger:
    """A plan with its lines and the claims of one plan year (no query; `with_claims` has loaded them)."""

    def __init__(self, plan: CoveragePlan, *, on: date, lines: Sequence[BenefitLine] | None = None) -> None:
        self.plan, self.on = plan, on
        self.lines = list(plan.loaded_lines if lines is None else lines)
        self._claims = {
            line.pk: [claim for claim in line.loaded_claims if claim.removed_at is None] for line in self.lines
        }
        days = [claim.date_of_service for claims in self._claims.values() for claim in claims]
        self.year: PlanYear = plan_year(plan.year_terms, on, visits=days)

    def leave_out(self, claim: Claim | None) -> None:
        """Reckons as if this claim had not been written down."""
        if claim is not None:
            self._claims = {line: [one for one in ours if one.pk != claim.pk] for line, ours in self._claims.items()}

    def claims_of(self, line: BenefitLine) -> list[Claim]:
        """Those of the plan year, the oldest first."""
        return [claim for claim in self._claims[line.pk] if claim.date_of_service in self.year]

    def settled(self, line: BenefitLine) -> list[Settled]:
        """What counts towards a line's maximum: its own claims, and those of the lines within it."""
        inside = [other for other in self.lines if line.pk in {other.pk, other.pool_id}]
        return [Settled(claim.paid, claim.fee) for other in inside for claim in self.claims_of(other)]

    def forecast(self, line: BenefitLine) -> LineForecast:
        settled = self.settled(line)
        outlook = LineForecast(
            terms=line.terms,
            limits=self._limits(line, settled),
            year=self.year,
            on=self.on,
            used=sum((visit.paid for visit in settled), NOTHING),
            fee=line.known_fee or self._latest_fee(line),
            first_fee=Fee(line.first_fee) if line.first_fee and not settled else None,
            note_ends=_note_ends(line),
            line=line,
            plan=self.plan,
        )
        if self.plan.carry_over != CoveragePlan.CarryOver.BALANCE:
            return outlook
        own = line.annual_maximum or NOTHING
        ends = self.plan.covered_until is not None and self.plan.covered_until in self.year
        return replace(outlook, lasting=lasting(outlook.left, own, self.plan.carry_over, cover_ends=ends))

    def _limits(self, line: BenefitLine, settled: list[Settled]) -> Limits:
        maxima = [(self._maximum(line), settled)]
        pool = next((other for other in self.lines if other.pk == line.pool_id), None)
        if pool is not None:
            maxima.append((self._maximum(pool), self.settled(pool)))
        return limits_left(
            line.terms,
            maxima,
            deductible=self._deductible,
            province_visits=max((line.province_visits or 0) - len(settled), 0),
        )

    @cached_property
    def _deductible(self) -> Decimal:
        if self.plan.deductible is None:
            return NOTHING
        visits = [(line.terms, Settled(claim.paid, claim.fee)) for line in self.lines for claim in self.claims_of(line)]
        return deductible_left(self.plan.deductible, self._of_this_year(self.plan.deductible_met), visits)

    def _maximum(self, line: BenefitLine) -> Maximum:
        amount = line.annual_maximum
        if amount is not None and self.plan.is_by_the_month and self.plan.covered_from == self.year.first_day:
            months, twelve = covered_share(self.plan.year_terms, self.on)
            amount = cents(amount * months / twelve)
        if amount is not None and self.plan.is_account:
            amount = credits_of(amount, self.plan.carry_over, self._of_this_year(self.plan.brought_in))
        is_on_paid = line.maximum_counts == BenefitLine.CountsOn.PAID
        return Maximum(amount, is_on_paid=is_on_paid, visits=line.visit_limit)

    def _of_this_year(self, amount: Decimal | None) -> Decimal:
        """An amount that counts in the plan year in which it was written down."""
        as_of = self.plan.amounts_as_of
        return amount if amount is not None and as_of is not None and as_of in self.year else NOTHING

    def _latest_fee(self, line: BenefitLine) -> Fee | None:
        """What the latest visit cost, of those whose fee is known."""
        fees = [(claim.date_of_service, claim.fee) for claim in self._claims[line.pk] if claim.fee]
        return Fee(max(fees)[1]) if fees else None

    def brought_into_next_year(self) -> Decimal:
        """What an account's year after begins with (benefits/accounts.py)."""
        total = NOTHING
        for line in self.lines:
            unpaid = sum((max((one.fee or NOTHING) - one.paid, NOTHING) for one in self.settled(line)), NOTHING)
            maximum = line.annual_maximum or NOTHING
            left = self.forecast(line).left
            total += brought_into_next_year(left, maximum, self.plan.carry_over, unpaid=unpaid)
        return total


def _note_ends(line: BenefitLine) -> date | None:
    if not line.needs_note or line.note_on is None:
        return None
    return add_months(line.note_on, line.note_months) - timedelta(days=1)


def forecast_plan(plan: CoveragePlan, *, on: date, lines: Sequence[BenefitLine] | None = None) -> list[LineForecast]:
    """Each line of a plan on a day; none of a plan that does not cover the day.

    No query after `with_lines`, or with all `lines` of the plan and their claims given.
    """
    if not plan.covers(on):
        return []
    ledger = PlanLedger(plan, on=on, lines=lines)
    return [ledger.forecast(line) for line in ledger.lines]


def forecast_plans(plans: Iterable[CoveragePlan], *, on: date) -> list[LineForecast]:
    """The lines of several plans of one client, in plan order."""
    return [forecast for plan in plans for forecast in forecast_plan(plan, on=on)]


def forecasts(client: Client, *, on: date) -> list[LineForecast]:
    """All lines of a client's plans (four queries)."""
    return forecast_plans(CoveragePlan.objects.filter(client=client).current().with_lines(), on=on)
