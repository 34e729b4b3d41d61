"""What of a client's coverage lapses before long, and of which year visits may still be claimed."""

from collections.abc import Iterable
from datetime import date

from benefits.due import CLAIM_STEP, plan_years_around
from benefits.forecast import LineForecast, PlanLedger, forecast_plan
from benefits.models import STEPS, CoveragePlan
from benefits.plan_years import claim_by

AHEAD = 7  # days: a plan whose step is as near is told of in the same mail


def is_to_tell(line: LineForecast, *, within: int) -> bool:
    """Whether something worth a visit lapses within so many days, that is not told of with its pool."""
    return not line.is_part_of_pool and line.is_lapsing_within(within) and line.is_worth_a_visit


def lines_to_tell(plan: CoveragePlan, today: date) -> list[LineForecast]:
    """The lines of which something worth a visit lapses before long; what a pool holds is told of with the pool."""
    return [line for line in forecast_plan(plan, on=today) if is_to_tell(line, within=max(STEPS) + AHEAD)]


def year_to_claim(plan: CoveragePlan, today: date) -> date | None:
    """The last day to claim visits of a plan year that has ended with something left, where that day is near."""
    if not plan.year_terms.says_when_to_claim:
        return None
    for year in plan_years_around(plan, today):
        if year.last_day is None or year.last_day >= today:
            continue
        deadline = claim_by(plan.year_terms, year, year.last_day)
        if deadline is None or not 0 <= (deadline - today).days <= CLAIM_STEP:
            continue
        ledger = PlanLedger(plan, on=year.last_day)
        if any(ledger.forecast(line).left > 0 for line in ledger.lines):
            return deadline
    return None


def what_lapses(
    plans: Iterable[CoveragePlan], today: date
) -> tuple[list[LineForecast], list[tuple[CoveragePlan, date]]]:
    """The lines of which something lapses before long, and the plans of which visits may be claimed until a day."""
    rows = list(plans)
    lines = [line for plan in rows for line in lines_to_tell(plan, today)]
    return lines, [(plan, day) for plan in rows if (day := year_to_claim(plan, today))]
