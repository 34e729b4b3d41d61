"""What the metrics tell of mail and of sweeps."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from outbox.models import Message
from web.metrics import register_gauge
from web.models import SweepLease

Values = Iterable[tuple[dict[str, str], float]]


def register() -> None:
    register_gauge("carelane_mail_due", "Mails that are due and not sent.", mail_due)
    register_gauge("carelane_mail_oldest_due_seconds", "For how long the oldest of them has been due.", oldest_due)
    register_gauge("carelane_sweep_age_seconds", "How long ago each sweep last ended.", sweep_ages)


def mail_due() -> Values:
    return [({}, float(_due()["count"]))]


def oldest_due() -> Values:
    since = _due()["since"]
    return [({}, (timezone.now() - since).total_seconds() if since else 0.0)]


def _due() -> dict[str, Any]:
    return (
        Message.objects.outstanding()
        .filter(due_at__lte=timezone.now())
        .aggregate(count=Count("pk"), since=Min("due_at"))
    )


def sweep_ages() -> Values:
    now = timezone.now()
    ended = SweepLease.objects.filter(ended_at__isnull=False).order_by("name").values_list("name", "ended_at")
    return [({"sweep": name}, (now - ended_at).total_seconds()) for name, ended_at in ended if ended_at]
