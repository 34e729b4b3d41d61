"""The pain of the last weeks in its small picture: the highest of each day, whoever gave it (measures/pain.py)."""

from collections.abc import Iterable
from datetime import date, timedelta

from measures.pain import PainPoint, highest_by_day
from web.charts import Sparkline, sparkline

PAIN_WEEKS = 6


def first_day_of_pain(today: date) -> date:
    """The first day of the small picture."""
    return today - timedelta(weeks=PAIN_WEEKS) + timedelta(days=1)


def sparkline_of(points: Iterable[PainPoint], *, today: date) -> Sparkline:
    """The last six weeks of it, on the whole scale from 0 to 10."""
    first = first_day_of_pain(today)
    highest = sorted(highest_by_day(point for point in points if point.on >= first).items())
    return sparkline(highest, first=first, last=today, high=10)
