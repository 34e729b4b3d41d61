"""Keeping the readings of measures."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from accounts.models import User
from clients.lifecycle import require_confirmed
from clients.models import Client
from measures.catalogue import Measure
from measures.models import Reading
from web.keys import uuid7


def record_reading(
    client: Client,
    *,
    measure: Measure,
    value: Decimal,
    taken_on: date,
    entered_by: User,
    key: UUID,
    item: str = "",
) -> None:
    """Keeps one value; the same key again changes nothing.

    An activity or joint that was named before keeps its first spelling, so that it stays one line.
    Raises NotConfirmedError before the client has confirmed.
    """
    require_confirmed(client)
    if Reading.objects.filter(pk=key).exclude(client=client).exists():
        key = uuid7()
    known = Reading.objects.filter(client=client, measure=measure.code, item__iexact=item).values_list(
        "item", flat=True
    )
    reading = Reading(
        pk=key,
        client=client,
        measure=measure.code,
        value=value,
        item=known.first() or item,
        taken_on=taken_on,
        entered_by=entered_by,
    )
    Reading.objects.bulk_create([reading], ignore_conflicts=True)
