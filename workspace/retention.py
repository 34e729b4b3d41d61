"""How long it is kept that a trainer has set a row of Today aside."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from web import retention
from web.retention import RetentionRule
from workspace.models import TodaySnooze

SNOOZES_KEPT = timedelta(days=30)  # after the row is back


def _old_snoozes(now: datetime) -> QuerySet[TodaySnooze]:
    return TodaySnooze.objects.filter(until__lt=(now - SNOOZES_KEPT).date())


def register_retention() -> None:
    retention.register(RetentionRule("snoozes", SNOOZES_KEPT, _old_snoozes))
