"""Last week's homework at the session: a line an exercise, ticked off by the trainer as the client tells it.

It is for the days of the last week that nobody has answered; what the client answered themselves stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from careplan.models import Prescription
from clients.lifecycle import require_confirmed
from clients.models import Client
from homework.answers import asked_and_answered
from homework.check_ins import days, is_due
from homework.models import HomeworkCheckIn

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeekOfExercise:
    """One exercise on the seven days before today."""

    prescription: Prescription
    due: int
    answered: int  # by the client or at a session
    ticked_off: int  # of these, by a trainer
    open_days: list[date]


def week_before(client: Client, today: date) -> list[WeekOfExercise]:
    """The exercises that were due in the week before today (one query)."""
    first, last = today - WEEK, today - timedelta(days=1)
    prescriptions, check_ins = asked_and_answered(client, first, last)
    weeks = [_week(one, check_ins, days(first, last)) for one in prescriptions]
    return [week for week in weeks if week.due]


def _week(prescription: Prescription, check_ins: Iterable[HomeworkCheckIn], on: Iterable[date]) -> WeekOfExercise:
    ours = {check_in.on: check_in for check_in in check_ins if check_in.prescription_id == prescription.pk}
    due = [day for day in on if day in ours or is_due(prescription, day)]
    return WeekOfExercise(
        prescription,
        due=len(due),
        answered=len(ours),
        ticked_off=sum(one.told_by == HomeworkCheckIn.Teller.TRAINER for one in ours.values()),
        open_days=[day for day in due if day not in ours],
    )


@transaction.atomic
def tick_off(client: Client, answers: Mapping[UUID, str], *, by: User, today: date, now: datetime | None = None) -> int:
    """Keeps what the client told of each exercise, by its key, for its open days; returns for how many.

    Twice changes nothing. Raises NotConfirmedError before the client has confirmed.
    """
    require_confirmed(client)
    rows = [
        HomeworkCheckIn(
            prescription=week.prescription,
            on=day,
            answer=answers[week.prescription.pk],
            answered_at=now or timezone.now(),
            told_by=HomeworkCheckIn.Teller.TRAINER,
            entered_by=by,
        )
        for week in week_before(client, today)
        if week.prescription.pk in answers
        for day in week.open_days
    ]
    HomeworkCheckIn.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def take_back(client: Client, *, by: User, today: date) -> int:
    """Takes out what this trainer has ticked off of the last week; returns of how many days."""
    number, _by_model = HomeworkCheckIn.objects.filter(
        prescription__client=client,
        told_by=HomeworkCheckIn.Teller.TRAINER,
        entered_by=by,
        on__range=(today - WEEK, today - timedelta(days=1)),
    ).delete()
    return number
