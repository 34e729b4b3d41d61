"""Keeping the readings of measures: a wrong one is corrected or taken out, and stays."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clients.lifecycle import require_confirmed
from clients.models import Client
from measures.catalogue import Measure
from measures.models import Reading
from practitioners.models import Practitioner
from web.keys import uuid7


@dataclass(frozen=True)
class ToldBy:
    """Whose word a reading is, and who has typed it in."""

    teller: str = Reading.Teller.TRAINER
    entered_by: User | None = None
    practitioner: Practitioner | None = None


@dataclass(frozen=True)
class Value:
    """One value of a measure on a day; `item` is the activity or joint, where a measure has several."""

    measure: Measure
    value: Decimal
    taken_on: date
    item: str = ""


class ChangedMeanwhileError(Exception):
    """Somebody else has corrected the reading, or taken it out."""


@transaction.atomic
def record_reading(client: Client, taken: Value, *, told_by: ToldBy, key: UUID) -> Reading:
    """Keeps one value; the same key again changes nothing. Returns the reading under the key.

    An activity or joint that was named before keeps its first spelling, so that it stays one line.
    Raises NotConfirmedError before the client has confirmed.
    """
    require_confirmed(client)
    if Reading.objects.filter(pk=key).exclude(client=client).exists():
        key = uuid7()
    same_item = Reading.objects.filter(client=client, measure=taken.measure.code, item__iexact=taken.item)
    reading = Reading(
        pk=key,
        client=client,
        measure=taken.measure.code,
        value=taken.value,
        item=same_item.values_list("item", flat=True).first() or taken.item,
        taken_on=taken.taken_on,
        told_by=told_by.teller,
        practitioner=told_by.practitioner,
        entered_by=told_by.entered_by,
    )
    Reading.objects.bulk_create([reading], ignore_conflicts=True)
    return reading


@transaction.atomic
def correct_reading(reading: Reading, taken: Value, *, told_by: ToldBy, key: UUID) -> Reading:
    """A reading in place of one that was wrong, which stays with what stands now; the same key twice corrects once.

    Raises ChangedMeanwhileError where somebody else was first, and what `record_reading` raises.
    """
    if not _end(reading):
        current = Reading.objects.get(pk=reading.pk)
        if current.replaced_by_id == key:
            return Reading.objects.get(pk=key)
        raise ChangedMeanwhileError
    new = record_reading(reading.client, taken, told_by=told_by, key=key)
    Reading.objects.filter(pk=reading.pk).update(replaced_by=new)
    return new


def take_out(reading: Reading) -> bool:
    """It no longer stands; whether it did. It can be put back."""
    return _end(reading)


def put_back(reading: Reading) -> bool:
    """What was taken out stands again; not what was corrected."""
    gone = Reading.objects.filter(pk=reading.pk, ended_at__isnull=False, replaced_by=None)
    return bool(gone.update(ended_at=None))


def _end(reading: Reading, now: datetime | None = None) -> bool:
    current = Reading.objects.current().filter(pk=reading.pk)
    return bool(current.update(ended_at=now or timezone.now()))


@transaction.atomic
def keep_answer(
    client: Client, *, measure: Measure, value: Decimal, on: date, item: str = "", now: datetime | None = None
) -> None:
    """The client's own answer of a day: a later one of the same day corrects it, and the earlier one stays."""
    told_by = ToldBy(Reading.Teller.CLIENT)
    before = (
        Reading.objects.current()
        .filter(client=client, measure=measure.code, item__iexact=item, taken_on=on, told_by=Reading.Teller.CLIENT)
        .first()
    )
    taken = Value(measure, value, on, item)
    if before is None:
        record_reading(client, taken, told_by=told_by, key=uuid7())
    elif before.value != value:
        correct_reading(before, taken, told_by=told_by, key=uuid7())
