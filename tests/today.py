"""What stands on a trainer's Today, for the tests of whatever comes there."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from clients.today import Section
from workspace.today import TodayRow, TodaySection, reading_of, today_of
from workspace.today_statement import Wanted


def sections_of(trainer: User, *, now: datetime | None = None, wanted: Wanted | None = None) -> list[TodaySection]:
    """The sections as the page shows them; the looks are logged by the page alone."""
    return today_of(reading_of(trainer, now or timezone.now()), look=lambda keys: None, wanted=wanted)


def rows_of(trainer: User, section: Section, *, now: datetime | None = None) -> list[TodayRow]:
    """The rows of one section."""
    return [row for part in sections_of(trainer, now=now) if part.section == section for row in part.rows]
