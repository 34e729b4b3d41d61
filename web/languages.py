"""Which language a person is written to in."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation


def spoken(language: str) -> str:
    """The language itself where Carelane speaks it, else English."""
    return language if language in settings.TRANSLATED_LANGUAGES else "en"


@contextmanager
def words_for(language: str, time_zone: str) -> Iterator[None]:
    """Texts and times inside are those of a person with this language and time zone."""
    with translation.override(spoken(language)), timezone.override(ZoneInfo(time_zone)):
        yield
