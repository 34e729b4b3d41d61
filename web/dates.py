"""Days in words, and moments as scripts count them."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language


def day_words(on: date, style: str = "DATE_FORMAT") -> str:
    """A day as the template filter `date` writes it. The days of a page are few and come again: they are kept."""
    return _day_words(on, style, get_language())


@lru_cache(maxsize=4096)
def _day_words(on: date, style: str, _language: str | None) -> str:
    return date_format(on, style)


def ms(moment: datetime) -> int:
    """Milliseconds since 1970, as scripts count time."""
    return int(moment.timestamp() * 1000)
