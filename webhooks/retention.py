"""How long webhooks that ended are kept, and what was sent to any."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from web import retention
from web.keys import first_key_of
from web.retention import RetentionRule
from webhooks.models import Delivery, Webhook

DELIVERIES_KEPT = WEBHOOKS_KEPT = timedelta(days=30)


def _old_deliveries(now: datetime) -> QuerySet[Delivery]:
    """Those that wait were replayed on their last days: they go once that is over."""
    return Delivery.objects.filter(pk__lt=first_key_of(now - DELIVERIES_KEPT), next_try_at=None)


def _old_webhooks(now: datetime) -> QuerySet[Webhook]:
    return Webhook.objects.filter(ended_at__lt=now - WEBHOOKS_KEPT)


def register_retention() -> None:
    retention.register(
        RetentionRule("webhook-deliveries", DELIVERIES_KEPT, _old_deliveries),
        RetentionRule("webhooks", WEBHOOKS_KEPT, _old_webhooks),
    )
