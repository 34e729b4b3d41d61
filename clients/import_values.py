"""What people write into spreadsheets, as the client's form understands it: days, languages, time zones."""

import re
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from exercises.search import searchable
from web.zones import TIME_ZONES

PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ]00:00(?::00)?)?")
LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "anglais": "en", "en ca": "en", "anglaise": "en",
    "fr": "fr", "fra": "fr", "french": "fr", "francais": "fr", "fr ca": "fr", "francaise": "fr",
}  # fmt: skip


class UnclearDayError(Exception):
    """The day could be read in two ways."""


class Days:
    """Reads the days of one column: whether the day or the month comes first is told by the column itself.

    Where no cell of it tells, it is the day in a file with semicolons, as they come from where one writes so,
    and otherwise nobody knows: who is a minor hangs on it, so nothing is guessed.
    """

    def __init__(self, cells: Iterable[str], *, separator: str) -> None:
        found = [match for match in map(PARTS.fullmatch, map(str.strip, cells)) if match]
        parts = [(int(match[1]), int(match[2]), int(match[3])) for match in found]
        day_first = any(first > 12 and _day(year, second, first) for first, second, year in parts)
        month_first = any(second > 12 and _day(year, first, second) for first, second, year in parts)
        self.day_first: bool | None = None if day_first == month_first else day_first
        if not day_first and not month_first and separator == ";":
            self.day_first = True

    def read(self, cell: str) -> str:
        """A day as YYYY-MM-DD; what is none comes back as it is. Raises UnclearDayError."""
        iso = ISO.fullmatch(cell)
        if iso:
            return _day(int(iso[1]), int(iso[2]), int(iso[3])) or cell
        match = PARTS.fullmatch(cell)
        if match is None:
            return cell
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12 or first == second or (self.day_first and second <= 12):
            return _day(year, second, first) or cell
        if second > 12 or self.day_first is False:
            return _day(year, first, second) or cell
        raise UnclearDayError(
            _("This could be two days: write %(one)s or %(other)s.")
            % {"one": f"{year:04}-{second:02}-{first:02}", "other": f"{year:04}-{first:02}-{second:02}"}
        )


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def language_of(cell: str) -> str:
    """The code of a language by its name in English or French; what is none comes back as it is."""
    plain = searchable(cell)
    return LANGUAGES.get(plain.replace("_", " "), plain if plain in dict(settings.LANGUAGES) else cell)


def time_zone_of(cell: str) -> str:
    """The zone by its key or by the words that we show for it; what is none comes back as it is."""
    plain = searchable(cell)
    for key, label in TIME_ZONES:
        if plain in (searchable(key), searchable(str(label))):
            return key
    return cell
