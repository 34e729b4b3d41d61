"""How long mails and reminders are kept."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from outbox.models import Message, Nudge
from web import retention
from web.keys import first_key_of
from web.retention import RetentionRule

# As long as somebody may ask whether they were told; no rule owes the same mail again after so long.
MAILS_KEPT = NUDGES_KEPT = timedelta(days=730)


def _old_mails(now: datetime) -> QuerySet[Message]:
    old = Message.objects.filter(pk__lt=first_key_of(now - MAILS_KEPT))
    return old.exclude(state__in=Message.OPEN_STATES)


def _old_nudges(now: datetime) -> QuerySet[Nudge]:
    return Nudge.objects.filter(pk__lt=first_key_of(now - NUDGES_KEPT), stopped_at__lt=now - NUDGES_KEPT)


def register_retention() -> None:
    retention.register(
        RetentionRule("mails", MAILS_KEPT, _old_mails), RetentionRule("nudges", NUDGES_KEPT, _old_nudges)
    )
