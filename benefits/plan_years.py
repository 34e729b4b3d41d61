"""When a plan's limits begin anew, until when they may be used, and until when a visit may be claimed. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class YearTerms:
    """How a plan counts its year. With `months` it does not follow the calendar but the visits themselves."""

    month: int = 1
    day: int = 1
    months_from_first_claim: int | None = None
    months_back: int | None = None
    covered_from: date | None = None
    covered_until: date | None = None
    claim_months_after_visit: int | None = None
    claim_days_after_year: int | None = None
    claim_days_after_cover: int | None = None

    @property
    def says_when_to_claim(self) -> bool:
        """Whether any rule is known for the last day to claim."""
        rules = (self.claim_months_after_visit, self.claim_days_after_year, self.claim_days_after_cover)
        return any(rule is not None for rule in rules)


@dataclass(frozen=True)
class PlanYear:
    """The days whose visits count together; `last_day` is None where the year has no end of its own."""

    first_day: date
    last_day: date | None

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def days_so_far(self, on: date) -> int:
        """From the first day to `on`, both included."""
        return (on - self.first_day).days + 1

    def days_to_come(self, on: date) -> int:
        """After `on`; 0 on the last day, and where there is none."""
        return max((self.last_day - on).days, 0) if self.last_day else 0


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last one of a month that has no such day."""
    number = day.year * 12 + day.month - 1 + months
    return _day_of(number // 12, number % 12 + 1, day.day)


def _day_of(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def plan_year(terms: YearTerms, on: date, *, visits: Iterable[date] = ()) -> PlanYear:
    """The plan year that `on` falls in. `visits` are the days of all claims, in any order."""
    if terms.months_back:
        return PlanYear(add_months(on + A_DAY, -terms.months_back), None)
    if terms.months_from_first_claim:
        return _opened_by_a_visit(terms.months_from_first_claim, on, visits)
    return _by_the_calendar(terms, on)


@lru_cache(maxsize=1024)  # a sweep asks the same of thousands of plans
def _by_the_calendar(terms: YearTerms, on: date) -> PlanYear:
    whole = _whole_year(terms, on)
    first, last = whole.first_day, whole.last_day
    assert last is not None  # noqa: S101 -- a year by the calendar ends
    if terms.covered_from and terms.covered_from in whole:
        first = terms.covered_from
    if terms.covered_until and terms.covered_until in whole:
        last = terms.covered_until
    return PlanYear(first, last)


def _whole_year(terms: YearTerms, on: date) -> PlanYear:
    """By the calendar, whether the client is covered for all of it or not."""
    start = _day_of(on.year, terms.month, terms.day)
    if start > on:
        start = _day_of(on.year - 1, terms.month, terms.day)
    return PlanYear(start, _day_of(start.year + 1, terms.month, terms.day) - A_DAY)


def _opened_by_a_visit(months: int, on: date, visits: Iterable[date]) -> PlanYear:
    """Each such year opens with the first visit after the one before is over; none is open before that."""
    year = None
    for day in sorted(visit for visit in visits if visit <= on):
        if year is None or day not in year:
            year = PlanYear(day, add_months(day, months) - A_DAY)
    return year if year and on in year else PlanYear(on, None)


def covered_share(terms: YearTerms, on: date) -> tuple[int, int]:
    """How many of the plan year's twelve months the client is covered for: where a maximum is given by the month."""
    whole, year = _whole_year(terms, on), plan_year(terms, on)
    last = whole.last_day or on
    months = (last.year - year.first_day.year) * 12 + last.month - year.first_day.month + 1
    return min(months, 12), 12


def claim_by(terms: YearTerms, year: PlanYear, use_by: date | None) -> date | None:
    """The last day to claim a visit of the last day on which it is covered; of several rules the earliest wins.

    None where no rule is known, or where each visit has a day of its own.
    """
    if use_by is None or year.last_day is None:
        return None
    days = []
    if terms.claim_months_after_visit is not None:
        days.append(add_months(use_by, terms.claim_months_after_visit))
    if terms.claim_days_after_year is not None:
        end = year.last_day if terms.months_from_first_claim else _whole_year(terms, year.first_day).last_day
        days.append((end or use_by) + timedelta(days=terms.claim_days_after_year))
    if terms.claim_days_after_cover is not None and terms.covered_until == year.last_day:
        days.append(year.last_day + timedelta(days=terms.claim_days_after_cover))
    return min(days, default=None)
