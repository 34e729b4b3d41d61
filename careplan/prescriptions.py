"""Exercises that practitioners ask for, with their dose."""

from datetime import date
from decimal import Decimal
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from careplan.demonstrations import carry_demonstration
from careplan.lanes import OutOfLaneError, may_prescribe, prescription_note
from careplan.models import Prescription
from clients.lifecycle import require_confirmed
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from web.once import get_or_create_by_key
from web.zones import today_in


class Dose(TypedDict, total=False):
    """What is asked for, as the columns of Prescription have it; `amount` is in the exercise's own measure."""

    exercise: Required[Exercise]
    sets: Required[int]
    amount: Required[int]
    load_kg: Decimal | None
    hold_seconds: int | None
    days_a_week: int
    side: str
    where: str
    cues: str
    shown_at: str  # an https address
    progression: str
    progress_pain: int | None
    progress_days: int
    progress_by: int | None
    stepped_from: Prescription | None
    starts_on: date  # today where the client lives, unless told
    ends_on: date | None


class StoppedMeanwhileError(Exception):
    """Somebody else has stopped or changed it."""


@transaction.atomic
def prescribe(
    client: Client,
    *,
    practitioner: Practitioner,
    how_it_came: str,
    entered_by: User | None = None,
    key: UUID | None = None,
    **dose: Unpack[Dose],
) -> Prescription:
    """Keeps one prescribed exercise; the same `key` twice keeps it once.

    Raises OutOfLaneError where the discipline may not prescribe, and NotConfirmedError until the client has
    confirmed.
    """
    require_confirmed(client)
    if not may_prescribe(practitioner.discipline):
        raise OutOfLaneError(prescription_note(practitioner.discipline))
    values: dict[str, Any] = {
        **dose,
        "starts_on": dose.get("starts_on") or today_in(client.time_zone, timezone.now()),
        "how_it_came": how_it_came,
        "entered_by": entered_by,
    }
    return get_or_create_by_key(
        Prescription, key, owner={"client": client, "practitioner": practitioner}, values=values
    )[0]


def stop(prescription: Prescription) -> None:
    """Ends a prescribed exercise from now on; stopping twice changes nothing."""
    Prescription.objects.filter(pk=prescription.pk, stopped_at=None).update(stopped_at=timezone.now())


@transaction.atomic
def change(
    prescription: Prescription,
    *,
    how_it_came: str,
    entered_by: User | None = None,
    key: UUID | None = None,
    **dose: Unpack[Dose],
) -> Prescription:
    """Stops what the practitioner asked for and keeps what they ask for now, in one act; the same `key` twice once.

    What was answered about the old one stays with it. Raises StoppedMeanwhileError where somebody else was
    first, and what `prescribe` raises.
    """
    stopped = Prescription.objects.filter(pk=prescription.pk, stopped_at=None).update(stopped_at=timezone.now())
    under_key = Prescription.objects.filter(pk=key).first() if key else None
    if not stopped:
        if under_key and _is_instead_of(under_key, prescription):
            return under_key
        raise StoppedMeanwhileError
    changed = prescribe(
        prescription.client,
        practitioner=prescription.practitioner,
        how_it_came=how_it_came,
        entered_by=entered_by,
        key=None if under_key else key,  # it was taken before: by no change of this one
        **dose,
    )
    carry_demonstration(prescription, changed)
    return changed


def _is_instead_of(made: Prescription, before: Prescription) -> bool:
    """Whether it is another dose of the same, and not something else that its key belongs to."""
    same = (before.client_id, before.practitioner_id, before.exercise_id)
    return made.pk != before.pk and (made.client_id, made.practitioner_id, made.exercise_id) == same
