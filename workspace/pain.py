"""The pain of the last weeks: the highest of each day, in sessions and at home, and its small picture."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from homework.models import HomeworkCheckIn
from sessions_log.models import TrainingSession
from web.charts import Sparkline, sparkline

PAIN_WEEKS = 6


def first_day_of_pain(today: date) -> date:
    """The first day of the small picture."""
    return today - timedelta(weeks=PAIN_WEEKS) + timedelta(days=1)


def pain_by_day(
    sessions: Iterable[TrainingSession], zone: ZoneInfo, check_ins: Iterable[HomeworkCheckIn]
) -> dict[date, int]:
    """The highest that was told on each day, in sessions (by the calendar of `zone`) and at home."""
    scores = [
        (session.started_at.astimezone(zone).date(), value)
        for session in sessions
        for value in (session.pain_before, session.pain_after)
        if value is not None
    ]
    scores += [(check_in.on, check_in.pain) for check_in in check_ins if check_in.pain is not None]
    highest: dict[date, int] = {}
    for on, value in scores:
        highest[on] = max(value, highest.get(on, 0))
    return highest


def sparkline_of(pain: Mapping[date, int], *, today: date) -> Sparkline:
    """The last six weeks of it, on the whole scale from 0 to 10."""
    points = [(on, value) for on, value in sorted(pain.items()) if on >= first_day_of_pain(today)]
    return sparkline(points, first=first_day_of_pain(today), last=today, high=10)
