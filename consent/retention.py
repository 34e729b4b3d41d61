"""How long the browsers of practitioners are kept that had entered a code, and the codes."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from consent.models import ViewerCode, ViewerSession
from web import retention
from web.codes import rule_of_codes
from web.keys import first_key_of
from web.retention import RetentionRule

BROWSERS_KEPT = timedelta(days=365)  # after their last day


def _old_browsers(now: datetime) -> QuerySet[ViewerSession]:
    before = now - BROWSERS_KEPT
    return ViewerSession.objects.filter(pk__lt=first_key_of(before), expires_at__lt=before)


def register_retention() -> None:
    retention.register(
        RetentionRule("practitioners-browsers", BROWSERS_KEPT, _old_browsers),
        rule_of_codes("viewer-codes", ViewerCode.objects),
    )
