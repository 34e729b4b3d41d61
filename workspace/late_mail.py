"""Mail about the clients in a trainer's care that is late: one statement, compiled once, as Today is opened often."""

from functools import cache

from django.db.models import Count, F, Window

from clients.today import Reading, ago
from clients.today_query import CARE_KEYS, IsAmong, Statement, moment_of
from outbox.alarm import LATE_AFTER, LateMail
from outbox.models import Message


def late_mail_in_care(reading: Reading) -> LateMail:
    """As outbox.alarm.late_mail, about the clients whom the reading is about (one query)."""
    rows = _late().rows(reading)
    return LateMail(rows[0][0], moment_of(rows[0][1])) if rows else LateMail(0, None)


@cache
def _late() -> Statement:
    """How many there are, beside when the oldest was due; no row where there is none."""
    late = Message.objects.outstanding().filter(IsAmong("client_id", CARE_KEYS), due_at__lt=ago(LATE_AFTER))
    counted = late.annotate(number=Window(Count("pk"))).order_by(F("due_at"))
    return Statement.of_rows(counted.values_list("number", "due_at")[:1])
