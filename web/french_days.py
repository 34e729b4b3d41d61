"""Days and months as French writes them: "1er décembre", "30 nov."; the letters of Django's date formats know neither."""

from typing import Any

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")
_english_month: Any = DateFormat.M


def day_of_month(written: DateFormat) -> str:
    """What stands for "j" in a date format."""
    day: int = written.data.day  # type: ignore[union-attr]  # a time has no "j"
    return "1er" if day == 1 and get_language() == "fr" else str(day)


def short_month(written: DateFormat) -> str:
    """What stands for "M": Django begins it with a capital in every language."""
    month: int = written.data.month  # type: ignore[union-attr]  # a time has no "M"
    return SHORT_MONTHS[month - 1] if get_language() == "fr" else str(_english_month(written))


def use_french_days() -> None:
    DateFormat.j = day_of_month  # type: ignore[method-assign, assignment]
    DateFormat.M = short_month  # type: ignore[method-assign, assignment]
