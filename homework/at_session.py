"""Last week's homework at the session: a line an exercise, ticked off by the trainer as the client tells it.

It is for the days of the last week that nobody has answered; what the client answered themselves stands. The plain page
and the log on the phone, which may send it later, go by the same rule (careplan/home_weeks.py).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.home_weeks import Asking, HomeWeek, HomeWeeks, Tick, TickedOffMeanwhileError
from careplan.models import Prescription
from clients.lifecycle import require_confirmed
from clients.models import Client
from homework.answers import AnswerRow, asked_and_answered, asked_and_answered_of
from homework.check_ins import days, is_due
from homework.follow_up import note_answer
from homework.models import EarlierAnswer, HomeworkCheckIn
from web.zones import today_in

WEEK = timedelta(days=7)
OLDEST = 2 * WEEK  # a phone's sheet may be some days old when it is sent
ANSWERS = [
    (HomeworkCheckIn.Answer.DONE.value, _("Done")),
    (HomeworkCheckIn.Answer.PARTLY.value, _("Partly")),
    (HomeworkCheckIn.Answer.SKIPPED.value, _("Not that day")),
]

Stands = dict[tuple[UUID, date], HomeworkCheckIn]


@dataclass(frozen=True)
class WeekOfExercise:
    """One exercise on the seven days before today."""

    prescription: Prescription
    answers: list[AnswerRow]
    open_days: list[date]

    @property
    def due(self) -> int:
        return len(self.answers) + len(self.open_days)

    @property
    def answered(self) -> int:
        """By the client or at a session."""
        return len(self.answers)

    @property
    def ticked_off(self) -> int:
        """Of these, by a trainer."""
        return sum(row.is_ticked_off for row in self.answers)


def week_before(client: Client, today: date) -> list[WeekOfExercise]:
    """The exercises that were due in the week before today (one query)."""
    first, last = today - WEEK, today - timedelta(days=1)
    return _weeks(*asked_and_answered(client, first, last), first, last)


def _weeks(
    prescriptions: Iterable[Prescription], answers: Collection[AnswerRow], first: date, last: date
) -> list[WeekOfExercise]:
    weeks = [_week(prescription, answers, first, last) for prescription in prescriptions]
    return [week for week in weeks if week.due]


def _week(prescription: Prescription, answers: Iterable[AnswerRow], first: date, last: date) -> WeekOfExercise:
    ours = {row.on: row for row in answers if row.prescription_id == prescription.pk and first <= row.on <= last}
    open_days = [day for day in days(first, last) if day not in ours and is_due(prescription, day)]
    return WeekOfExercise(prescription, list(ours.values()), open_days)


# --- as a session's log asks --------------------------------------------------------------


def weeks_of(askings: Collection[Asking]) -> list[list[HomeWeek]]:
    """For each asking, in their order, the exercises of the week before (one query, or none)."""
    if not askings:
        return []
    first = min(asking.today for asking in askings) - WEEK
    rows = asked_and_answered_of({asking.client for asking in askings}, first, max(each.today for each in askings))
    return [
        [
            _as_asked(week, asking)
            for week in _weeks(*rows[asking.client.pk], asking.today - WEEK, asking.today - timedelta(days=1))
        ]
        for asking in askings
    ]


def _as_asked(week: WeekOfExercise, asking: Asking) -> HomeWeek:
    """What was ticked off in the session itself may still be changed there, where it is the same for all its days."""
    here = [
        row
        for row in week.answers
        if row.is_ticked_off and row.entered_by_id == asking.trainer_id and row.answered_at >= asking.since
    ]
    if len({row.answer for row in here}) > 1:
        here = []
    before = [row.answer for row in week.answers if row not in here]
    told = [f"{label} {before.count(answer)}" for answer, label in ANSWERS if answer in before]
    return HomeWeek(
        prescription=week.prescription,
        told=", ".join(told),
        days=sorted([*week.open_days, *(row.on for row in here)]),
        answer=here[0].answer if here else "",
    )


# --- ticking off --------------------------------------------------------------------------


@transaction.atomic
def tick_off(
    client: Client, ticks: Collection[Tick], *, by: User, now: datetime | None = None, force: bool = False
) -> int:
    """Keeps what the client told of exercises; returns of how many days that is news.

    Twice changes nothing, and what is changed is kept besides. Raises NotConfirmedError before the client has
    confirmed, Http404 for what is not asked of them at home, and TickedOffMeanwhileError where something else was
    ticked off since, unless `force`.
    """
    require_confirmed(client)
    moment = now or timezone.now()
    today = today_in(client.time_zone, moment)
    wanted = Prescription.objects.filter(client=client, pk__in=[tick.prescription for tick in ticks])
    asked_for = {prescription.pk: prescription for prescription in wanted.at_home().with_home_plan()}
    if not all(tick.prescription in asked_for for tick in ticks):
        raise Http404
    period = (today - OLDEST, today - timedelta(days=1))
    rows = HomeworkCheckIn.objects.select_for_update().filter(prescription__in=asked_for, on__range=period)
    stands: Stands = {(row.prescription_id, row.on): row for row in rows}
    _require_seen(ticks, stands, force=force)
    new: list[HomeworkCheckIn] = []
    number = 0
    for tick in ticks:
        number += _change(tick, stands, by=by, now=moment)
        answer = {"answer": tick.answer, "answered_at": moment, "told_by": HomeworkCheckIn.Teller.TRAINER}
        new += [
            HomeworkCheckIn(prescription=asked_for[tick.prescription], on=day, entered_by=by, **answer)
            for day in _new_days(tick, stands, asked_for[tick.prescription], period)
        ]
    if new:
        HomeworkCheckIn.objects.bulk_create(new, ignore_conflicts=True)
        note_answer(client)
    return number + len(new)


def _require_seen(ticks: Iterable[Tick], stands: Stands, *, force: bool) -> None:
    for tick in ticks:
        for row in _ticked_off(tick, stands):
            if row.answer not in (tick.answer, tick.was) and not force:
                raise TickedOffMeanwhileError(row.answer)


def _ticked_off(tick: Tick, stands: Stands) -> list[HomeworkCheckIn]:
    """What a trainer has ticked off of its days: the client's own word is not touched."""
    rows = (stands.get((tick.prescription, day)) for day in sorted(tick.days))
    return [row for row in rows if row is not None and row.told_by == HomeworkCheckIn.Teller.TRAINER]


def _change(tick: Tick, stands: Stands, *, by: User, now: datetime) -> int:
    """Changes or takes back what was ticked off of its days; returns of how many."""
    changed = [row for row in _ticked_off(tick, stands) if row.answer != tick.answer]
    keys = [row.pk for row in changed]
    if not tick.answer:
        HomeworkCheckIn.objects.filter(pk__in=keys).delete()
    elif changed:
        EarlierAnswer.objects.bulk_create([EarlierAnswer.of(row) for row in changed])
        HomeworkCheckIn.objects.filter(pk__in=keys).update(answer=tick.answer, answered_at=now, entered_by=by)
    return len(changed)


def _new_days(tick: Tick, stands: Stands, prescription: Prescription, period: tuple[date, date]) -> list[date]:
    """Its days that were asked for and have no answer."""
    first, last = period
    return [
        day
        for day in sorted(tick.days)
        if tick.answer and first <= day <= last and (tick.prescription, day) not in stands and is_due(prescription, day)
    ]


def take_back(client: Client, *, by: User, today: date) -> int:
    """Takes out what this trainer has ticked off of the last week; returns of how many days."""
    number, _by_model = HomeworkCheckIn.objects.filter(
        prescription__client=client,
        told_by=HomeworkCheckIn.Teller.TRAINER,
        entered_by=by,
        on__range=(today - WEEK, today - timedelta(days=1)),
    ).delete()
    return number


HOME_WEEKS = HomeWeeks(answers=ANSWERS, weeks_of=weeks_of, tick_off=tick_off)
