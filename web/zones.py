"""Time zones that people can choose."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# As far apart as two places on earth can be within one calendar day.
A_DAY_EITHER_WAY = timedelta(hours=26)
TIME_ZONES = [
    ("America/St_Johns", _("Newfoundland (St. John's)")),
    ("America/Halifax", _("Atlantic (Halifax)")),
    ("America/Toronto", _("Eastern (Toronto, Montréal)")),
    ("America/Winnipeg", _("Central (Winnipeg)")),
    ("America/Regina", _("Saskatchewan (Regina)")),
    ("America/Edmonton", _("Mountain (Edmonton, Calgary)")),
    ("America/Vancouver", _("Pacific (Vancouver)")),
]


def today_in(time_zone: str, now: datetime) -> date:
    """The calendar day that it is in `time_zone` at the moment `now`."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def place_of(time_zone: str) -> str:
    """ ", Newfoundland (St. John's)", after a time there, where the reader's clock shows another; else ""."""
    now = timezone.now()
    if timezone.localtime(now).utcoffset() == now.astimezone(ZoneInfo(time_zone)).utcoffset():
        return ""
    return f", {dict(TIME_ZONES).get(time_zone, time_zone)}"
