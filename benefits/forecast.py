"""What is left of a client's coverage, and when it lapses. Computed at reading, never stored."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from benefits.models import BenefitLine, Claim, CoveragePlan
from clients.models import Client

WORTH_A_VISIT = Decimal(40)  # where no maximum a visit is known: less than this books nothing


@dataclass(frozen=True)
class PlanYear:
    first_day: date
    last_day: date

    def days_left(self, on: date) -> int:
        """Days after `on` in which the coverage can still be used; 0 on the last day."""
        return (self.last_day - on).days


def plan_year(plan: CoveragePlan, on: date) -> PlanYear:
    """The plan year that `on` falls in. A day that a month does not have falls on its last day."""
    start = _starts(plan, on.year)
    if start > on:
        start = _starts(plan, on.year - 1)
    return PlanYear(start, _starts(plan, start.year + 1) - timedelta(days=1))


def _starts(plan: CoveragePlan, year: int) -> date:
    month = plan.year_starts_month
    return date(year, month, min(plan.year_starts_day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class LineForecast:
    """One line on one day. Amounts are in the line's currency."""

    line: BenefitLine
    year: PlanYear
    on: date
    claimed: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.line.annual_maximum - self.claimed, Decimal(0))

    @property
    def days_left(self) -> int:
        return self.year.days_left(self.on)

    @property
    def visits(self) -> int | None:
        """How many visits it pays in part or whole; None where no maximum a visit is known."""
        most = self.line.visit_maximum
        return None if most is None else ceil(self.left / most)

    @property
    def is_worth_a_visit(self) -> bool:
        return self.left >= min(self.line.visit_maximum or WORTH_A_VISIT, WORTH_A_VISIT)

    @property
    def discipline_names(self) -> str:
        return ", ".join(discipline.name for discipline in self.line.disciplines.all())


def forecast(line: BenefitLine, claims: Iterable[Claim], *, on: date) -> LineForecast:
    """What is left of one line on a day; claims of other plan years do not count (no query)."""
    year = plan_year(line.plan, on)
    counted = (claim.amount for claim in claims if year.first_day <= claim.date_of_service <= year.last_day)
    return LineForecast(line, year, on, sum(counted, Decimal(0)))


def forecasts(client: Client, *, on: date) -> list[LineForecast]:
    """All lines of a client's plans (three queries)."""
    lines = (
        BenefitLine.objects.filter(plan__client=client, plan__ended_on=None)
        .select_related("plan")
        .prefetch_related("disciplines", "claims")
        .order_by("plan__created_at", "pk")
    )
    return [forecast(line, line.claims.all(), on=on) for line in lines]
