"""Mail that is late: somebody has to look, since no mail can tell them."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from outbox.models import Message

logger = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class LateMail:
    """How many mails have been due for longer than `LATE_AFTER`, and since when the oldest of them."""

    count: int
    since: datetime | None


def late_mail(*, now: datetime) -> LateMail:
    """Neither sent nor given up (one query)."""
    figures = late_messages(now).aggregate(count=Count("pk"), since=Min("due_at"))
    return LateMail(figures["count"], figures["since"])


def late_messages(now: datetime) -> QuerySet[Message]:
    return Message.objects.outstanding().filter(due_at__lt=now - LATE_AFTER)


def report_late(*, now: datetime) -> LateMail:
    """Writes to the error log what is late."""
    late = late_mail(now=now)
    if late.since:
        minutes = (now - late.since).total_seconds() / 60
        logger.error("Mail is late: %d due, the oldest for %.0f minutes", late.count, minutes)
    return late
