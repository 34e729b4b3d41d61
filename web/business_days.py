"""Business days: Monday to Friday without the statutory holidays of a province (the library `holidays`)."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

A_DAY = timedelta(days=1)
SATURDAY = 5


def is_business_day(day: date, province: str) -> bool:
    """Whether people work on that day in a province (`web.provinces`); a holiday is kept on the day it is moved to."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year, province)


@lru_cache(maxsize=8192)
def after_business_days(day: date, count: int, province: str) -> date:
    """The business day that is `count` business days after `day`; the day itself never counts."""
    for _ in range(count):
        day = next_business_day(day, province)
    return day


def business_days_between(first: date, last: date, province: str) -> int:
    """How many business days come after `first`, up to `last` with it; 0 where `last` is no later."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(is_business_day(day, province) for day in days)


def next_business_day(day: date, province: str) -> date:
    """The first business day after `day`."""
    day += A_DAY
    while not is_business_day(day, province):
        day += A_DAY
    return day


@lru_cache(maxsize=256)
def _holidays(year: int, province: str) -> frozenset[date]:
    return frozenset(country_holidays("CA", subdiv=province, years=year))
