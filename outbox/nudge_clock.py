"""When a nudge may go: in the morning of a business day where its reader is, never at night."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from web.business_days import after_business_days, is_business_day, next_business_day
from web.zones import today_in

FIRST_HOUR, LAST_HOUR = 8, 20  # of the reader's day: none before, none from then on


def morning_after(since: datetime, business_days: int, time_zone: str, province: str) -> datetime:
    """The morning so many business days after the day of `since`."""
    return _morning_after(today_in(time_zone, since), business_days, time_zone, province)


def resume_at(now: datetime, time_zone: str, province: str) -> datetime:
    """The morning of the next business day."""
    return _morning_after(today_in(time_zone, now), 1, time_zone, province)


def may_go(now: datetime, time_zone: str, province: str) -> bool:
    """Whether a mail may go at this moment."""
    local = now.astimezone(ZoneInfo(time_zone))
    return FIRST_HOUR <= local.hour < LAST_HOUR and is_business_day(local.date(), province)


def next_time(now: datetime, time_zone: str, province: str) -> datetime:
    """The first morning from now on, this day's where it is still to come."""
    local = now.astimezone(ZoneInfo(time_zone))
    day = local.date()
    if local.hour >= FIRST_HOUR or not is_business_day(day, province):
        day = next_business_day(day, province)
    return _morning(day, time_zone)


@lru_cache(maxsize=8192)
def _morning_after(day: date, business_days: int, time_zone: str, province: str) -> datetime:
    return _morning(after_business_days(day, business_days, province), time_zone)


def _morning(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(settings.REMINDER_HOUR), tzinfo=ZoneInfo(time_zone))
