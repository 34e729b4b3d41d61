"""How long it is kept that a practitioner referred somebody who became nobody's client, and the codes of their form."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from referrals.models import IncomingReferral, SenderCode
from web import retention
from web.codes import rule_of_codes
from web.keys import first_key_of
from web.retention import RetentionRule

NOBODYS_KEPT = timedelta(days=365)  # after it moved last: unanswered ones lapse before


def _nobodys(now: datetime) -> QuerySet[IncomingReferral]:
    before = now - NOBODYS_KEPT
    return IncomingReferral.objects.filter(client=None, pk__lt=first_key_of(before), status_since__lt=before)


def register_retention() -> None:
    retention.register(
        RetentionRule("referrals-of-nobodys-clients", NOBODYS_KEPT, _nobodys),
        rule_of_codes("sender-codes", SenderCode.objects),
    )
