"""Exercises that a practitioner asks for, with their dose."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from careplan.lanes import OutOfLaneError, may_prescribe, prescription_note
from careplan.models import Prescription
from clients.models import Client
from clients.registry import require_confirmed
from exercises.models import Exercise
from practitioners.models import Practitioner
from web.once import create_once
from web.zones import today_in


@transaction.atomic
def prescribe(
    client: Client,
    *,
    practitioner: Practitioner,
    exercise: Exercise,
    sets: int,
    amount: int,
    how_it_came: str,
    days_a_week: int = 7,
    side: str = "both",
    where: str = Prescription.Where.HOME,
    cues: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    entered_by: User | None = None,
    key: UUID | None = None,
) -> Prescription:
    """Keeps one prescribed exercise; the same `key` twice keeps it once.

    `amount` is in the exercise's own measure. Raises OutOfLaneError where the discipline may not
    prescribe, and NotConfirmedError until the client has confirmed.
    """
    require_confirmed(client)
    if not may_prescribe(practitioner.discipline):
        raise OutOfLaneError(prescription_note(practitioner.discipline))
    values = {
        "practitioner": practitioner,
        "exercise": exercise,
        "sets": sets,
        "amount": amount,
        "days_a_week": days_a_week,
        "side": side,
        "where": where,
        "cues": cues,
        "starts_on": starts_on or today_in(client.time_zone, timezone.now()),
        "ends_on": ends_on,
        "how_it_came": how_it_came,
        "entered_by": entered_by,
    }
    return create_once(Prescription, key, owner={"client": client}, values=values)[0]


def stop(prescription: Prescription) -> None:
    """Ends a prescribed exercise from now on; stopping twice changes nothing."""
    Prescription.objects.filter(pk=prescription.pk, stopped_at=None).update(stopped_at=timezone.now())
