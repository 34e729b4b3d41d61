"""Time zones that people can choose."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy as _

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

# What French calls the clocks of Canada: "heure normale de l’Est" where English says "Eastern Standard Time".
FRENCH_CLOCKS = {
    f"{zone}{'ST' if is_standard else 'DT'}": f"H{'N' if is_standard else 'A'}{clock}"
    for zone, clock in {"N": "T", "A": "A", "E": "E", "C": "C", "M": "R", "P": "P"}.items()
    for is_standard in (True, False)
}


def today_in(time_zone: str, now: datetime) -> date:
    """The calendar day that it is in `time_zone` at the moment `now`."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def place_of(time_zone: str) -> str:
    """ ", Newfoundland (St. John's)", after a time there, where the reader's clock shows another; else ""."""
    now = timezone.now()
    if timezone.localtime(now).utcoffset() == now.astimezone(ZoneInfo(time_zone)).utcoffset():
        return ""
    return f", {dict(TIME_ZONES).get(time_zone, time_zone)}"


def moment_with_clock(moment: datetime) -> str:
    """A moment by the clock of its own zone, and whose: "23 November 2026, 17:30 (EST)"; in French "… (HNE)"."""
    clock = moment.tzname() or ""
    if get_language() == "fr":
        clock = FRENCH_CLOCKS.get(clock, clock)
    return f"{date_format(moment, 'DATETIME_FORMAT')} ({clock})"
