"""French writes the first day of a month as "1er décembre"; the letters of Django's date formats know no such day."""

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language


def day_of_month(written: DateFormat) -> str:
    """What stands for "j" in a date format."""
    day: int = written.data.day  # type: ignore[union-attr]  # a time has no "j"
    return "1er" if day == 1 and get_language() == "fr" else str(day)


def use_first_of_month() -> None:
    DateFormat.j = day_of_month  # type: ignore[method-assign, assignment]
