"""Nobody gets more than two mails a day where a third can wait: a letter says of itself that it may (`may_wait`).

What cannot wait (a consent that is asked for, an appointment that is soon, what was called off) goes at once and counts;
what its reader asked for at that moment, as a code, does not count.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count

from outbox.content import kinds_asked_for
from outbox.models import Message, MessageQuerySet

MOST_A_DAY = 2
DAY = timedelta(days=1)


def full_until(address: str, *, now: datetime) -> datetime | None:
    """When the next mail may go to a reader who had as many as one gets in a day; None where it may go now (one query)."""
    latest = _of_a_day(now).filter(to=address).order_by("-sent_at").values_list("sent_at", flat=True)
    sent = [moment for moment in latest[:MOST_A_DAY] if moment]
    return sent[-1] + DAY if len(sent) == MOST_A_DAY else None


def full_mailboxes(addresses: Collection[str], *, now: datetime) -> set[str]:
    """Of these the ones whose reader had as many as one gets in a day, or has once what is due now is sent (one query)."""
    due = (
        Message.objects.outstanding().filter(due_at__gt=now - DAY, due_at__lte=now).exclude(kind__in=kinds_asked_for())
    )
    there = (_of_a_day(now) | due).filter(to__among=addresses).order_by()
    counted = there.values("to").annotate(mails=Count("pk"))
    return set(counted.filter(mails__gte=MOST_A_DAY).values_list("to", flat=True))


def _of_a_day(now: datetime) -> MessageQuerySet:
    sent = Message.objects.filter(state=Message.State.SENT, sent_at__gt=now - DAY, sent_at__lte=now)
    return sent.exclude(kind__in=kinds_asked_for())
