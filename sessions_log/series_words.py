"""A series in words."""

from collections.abc import Iterable
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from sessions_log.models import SessionSeries
from sessions_log.series import Rule, weekdays_of


def rule_words(series: SessionSeries) -> str:
    """Such as "Every 2 weeks on Monday and Thursday at 17:00, until 3 March 2027"."""
    names = get_text_list([str(WEEKDAYS[day]) for day in sorted(weekdays_of(series))], _("and"))
    words = {"days": names, "weeks": series.every, "time": time_format(series.at)}
    if series.every == 1:
        sentence = _("Every %(days)s at %(time)s") % words
    else:
        sentence = _("Every %(weeks)s weeks on %(days)s at %(time)s") % words
    if series.ends_on is None:
        return sentence
    return _("%(rule)s, until %(day)s") % {"rule": sentence, "day": date_format(series.ends_on)}


def clock_words(series: SessionSeries, days: Iterable[date | None]) -> list[str]:
    """A sentence for each of the days on which the clock skips the time of the series."""
    sentence = _("On %(day)s the clock skips %(time)s: that session is at %(instead)s.")
    return [
        sentence % {"day": date_format(local), "time": time_format(series.at), "instead": time_format(local.time())}
        for local in Rule.of(series).skipped_by_the_clock(day for day in days if day)
    ]
