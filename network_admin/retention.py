"""How long an incident stands in the register."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from network_admin.models import Incident
from web import retention
from web.retention import RetentionRule

# Quebec's regulation wants five years from when it became known; Canada's two. One that is not over stays.
INCIDENTS_KEPT = timedelta(days=5 * 365 + 2)


def _old_incidents(now: datetime) -> QuerySet[Incident]:
    before = (now - INCIDENTS_KEPT).date()
    return Incident.objects.filter(known_on__lt=before, closed_on__lt=before)


def register_retention() -> None:
    retention.register(RetentionRule("incidents", INCIDENTS_KEPT, _old_incidents))
