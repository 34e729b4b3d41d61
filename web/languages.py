"""Which language a person is written to in."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from web.practice import practice


def spoken(language: str, *, to_client: bool = False) -> str:
    """The language itself where Carelane speaks it, else English. Clients are written to in those of the practice."""
    known = practice().client_languages if to_client else dict(settings.LANGUAGES)
    return language if language in known else "en"


@contextmanager
def words_for(language: str, time_zone: str) -> Iterator[None]:
    """Texts and times inside are those of a client with this language and time zone."""
    with translation.override(spoken(language, to_client=True)), timezone.override(ZoneInfo(time_zone)):
        yield
