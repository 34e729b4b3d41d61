"""Consents that lapse on their day: nothing happens then that could be announced, so a sweep looks."""

from datetime import datetime

from django.db import transaction

from webhooks.announcing import announce_ended
from webhooks.models import LapsingConsent

BATCH = 200


def announce_lapsed(*, now: datetime) -> int:
    """Returns how many consents lapsed since the last look, each told of once."""
    number = 0
    while lapsed := _announce_batch(now):
        number += lapsed
    return number


@transaction.atomic
def _announce_batch(now: datetime) -> int:
    due = LapsingConsent.objects.filter(due_at__lte=now).order_by("due_at", "pk").select_related("grant")
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for row in rows:
        announce_ended(row.grant)
    return len(rows)
