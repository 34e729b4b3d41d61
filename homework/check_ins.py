"""Exercises at home: which are asked for on which day, and what was answered. The day's question is homework/asking.py.

A prescription of n days a week is asked for on the weekdays that the client or the trainer has chosen for n days a week
(homework/plans.py), else on usual ones, so that somebody with several prescriptions gets one mail a day, not one each.
Days on which the client is away are not asked. No answer is "no answer": it is never counted as not done.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from careplan.models import Prescription
from careplan.models.period import touching
from careplan.models.prescriptions import SHOWN_WITH
from clients.access_log import Actor, record_access
from clients.lifecycle import require_confirmed
from clients.models import Client, ClientLink
from homework.concerns import concerns_of, mark_concerns
from homework.follow_up import note_answer
from homework.mail_kinds import CONCERN
from homework.models import EarlierAnswer, HomeworkCheckIn
from outbox.enqueue import enqueue
from web.zones import today_in


class TooLateError(Exception):
    """The day that was asked about is over where the client lives: its answers stand."""


def is_due(prescription: Prescription, on: date) -> bool:
    """Whether this exercise is asked for at home on this day (no query after `with_home_plan`)."""
    return any(due_days(prescription, on, on))


def due_days(prescription: Prescription, start: date, end: date) -> Iterator[date]:
    """The days from `start` to `end`, both included, on which it is asked for at home (no query after `with_home_plan`)."""
    if prescription.where == Prescription.Where.SESSION:
        return
    first, last = max(start, prescription.starts_on), min(end, prescription.ends_on or end)
    if prescription.stopped_at is not None:
        last = min(last, _day_of(prescription.stopped_at, prescription) - timedelta(days=1))
    plan, number = prescription.home_plan, prescription.days_a_week
    for day in days(first, last):
        if day.weekday() in plan.weekdays(number, day) and not plan.is_away(day):
            yield day


def days_without_answer(
    prescriptions: Collection[Prescription], last_answer: date | None, *, before: date
) -> Iterator[date]:
    """The days before one on which something was asked for at home, the latest first, back to the last answer (no query)."""
    first = min((prescription.starts_on for prescription in prescriptions), default=before)
    since = first if last_answer is None else max(first, last_answer + timedelta(days=1))
    return (
        day
        for day in reversed(list(days(since, before - timedelta(days=1))))
        if any(is_due(one, day) for one in prescriptions)
    )


def _day_of(moment: datetime, prescription: Prescription) -> date:
    """Where the client lives; without a client, where the reader is."""
    return timezone.localdate(moment, prescription.client.zone if prescription.client_id else None)


def due_for(client: Client, on: date) -> list[Prescription]:
    """What is asked of one client on this day; nothing of one who is no longer in training (one query)."""
    if client.status != Client.Status.ACTIVE or client.confirmed_at is None:
        return []
    at_home = Prescription.objects.in_force(on).at_home().with_home_plan().filter(client=client)
    return [prescription for prescription in at_home if is_due(prescription, on)]


def at_home_from(client: Client, on: date) -> list[Prescription]:
    """What is asked for at home from a day on, be it on later days alone, with exercise and practitioner (one query)."""
    rows = Prescription.objects.filter(client=client, stopped_at=None).at_home().with_home_plan()
    rows = rows.select_related(*SHOWN_WITH)
    return [prescription for prescription in rows if prescription.ends_on is None or prescription.ends_on >= on]


# --- the answer ---------------------------------------------------------------------------


@dataclass(frozen=True)
class HomeworkAnswer:
    prescription: Prescription
    answer: str  # HomeworkCheckIn.Answer
    pain: int | None = None  # 0-10
    note: str = ""
    for_pain: bool = False  # left out because of pain

    def is_that_of(self, check_in: HomeworkCheckIn) -> bool:
        told = (check_in.answer, check_in.pain, check_in.note, check_in.for_pain)
        return told == (self.answer, self.pain, self.note, self.for_pain)


def may_answer(client: Client, on: date, now: datetime) -> bool:
    """Answers about a day are taken, and may be changed, until midnight where the client lives."""
    return today_in(client.time_zone, now) == on


@transaction.atomic
def answer_homework(
    client: Client,
    answers: Iterable[HomeworkAnswer],
    *,
    on: date,
    link: ClientLink | None,
    now: datetime | None = None,
) -> None:
    """Keeps the client's own word on each exercise of a day; a later word replaces the earlier one.

    Where an answer is of concern (homework/concerns.py), the trainer is mailed, once a day.

    `link` is the one in the mail; without it the client answers on their own page, which has its line in the
    access log. Raises TooLateError once the day is over where the client lives, NotConfirmedError before the
    client has confirmed.
    """
    moment = now or timezone.now()
    require_confirmed(client)
    if not may_answer(client, on, moment):
        raise TooLateError
    if link is not None:
        through = ("link", link.pk)
        record_access(client.pk, actor=Actor.client(client.pk), action="homework:homework", through=through)
    given = list(answers)
    _keep_earlier(given, on)
    HomeworkCheckIn.objects.bulk_create(
        [
            HomeworkCheckIn(
                prescription=answer.prescription,
                on=on,
                answer=answer.answer,
                pain=answer.pain,
                note=answer.note,
                for_pain=answer.for_pain,
                answered_at=moment,
            )
            for answer in given
        ],
        update_conflicts=True,
        unique_fields=["prescription", "on"],
        update_fields=["answer", "pain", "note", "for_pain", "answered_at"],
    )
    note_answer(client)
    mark_concerns(client, on)
    if concerns_of([client]).filter(on=on).exists():
        _tell_trainer(client, on)


def _keep_earlier(answers: Iterable[HomeworkAnswer], on: date) -> None:
    """What another press or another device said of the same day, where it was something else (one query and a write)."""
    given = {answer.prescription.pk: answer for answer in answers}
    before = HomeworkCheckIn.objects.select_for_update().filter(prescription__in=given, on=on)
    EarlierAnswer.objects.bulk_create(
        EarlierAnswer.of(check_in) for check_in in before if not given[check_in.prescription_id].is_that_of(check_in)
    )


def _tell_trainer(client: Client, on: date) -> None:
    trainer = client.lead_trainer
    enqueue(
        CONCERN,
        to=trainer.email,
        dedupe_key=f"{CONCERN}:{client.pk}:{on}",
        language=trainer.language,
        client_id=client.pk,
        payload={"on": on.isoformat()},
    )


# --- what came of it ----------------------------------------------------------------------


class Answered(Protocol):
    """What adherence needs of an answer (HomeworkCheckIn has it)."""

    @property
    def prescription_id(self) -> UUID: ...
    @property
    def on(self) -> date: ...
    @property
    def answer(self) -> str: ...


@dataclass(frozen=True)
class Adherence:
    """How often it was asked for, and what the client said. The five add up: `due` is the sum of the rest."""

    due: int = 0
    done: int = 0
    partly: int = 0
    skipped: int = 0
    no_answer: int = 0

    @property
    def answered(self) -> int:
        return self.done + self.partly + self.skipped


def adherence(
    prescriptions: Iterable[Prescription],
    check_ins: Iterable[Answered],
    start: date,
    end: date,
    *,
    today: date | None = None,
) -> Adherence:
    """What was asked for at home from `start` to `end`, both included, and what was answered (no query).

    The one definition of adherence. Each exercise counts once on each day on which it was due: from its first day on,
    to the day before it was stopped or changed, when its successor takes over; give those of the period too, though
    they are over by now. Days on which the client was away are not due. Partly is counted by itself, never as a half; no answer is no answer.
    `today` (by default the present day) is still open: it counts once it is answered, as does any
    answer about a day on which nothing was asked for. Check-ins of other prescriptions are left out.
    """
    open_from = today or timezone.localdate()
    asked_for = list(prescriptions)
    ours = {prescription.pk for prescription in asked_for}
    answers = {
        (check_in.prescription_id, check_in.on): check_in.answer
        for check_in in check_ins
        if check_in.prescription_id in ours and start <= check_in.on <= end
    }
    last_day = min(end, open_from - timedelta(days=1))
    due = {(prescription.pk, day) for prescription in asked_for for day in due_days(prescription, start, last_day)}
    count = list(answers.values()).count
    return Adherence(
        due=len(due | set(answers)),
        done=count(HomeworkCheckIn.Answer.DONE),
        partly=count(HomeworkCheckIn.Answer.PARTLY),
        skipped=count(HomeworkCheckIn.Answer.SKIPPED),
        no_answer=len(due - set(answers)),
    )


def days(start: date, end: date) -> Iterator[date]:
    """Each day from `start` to `end`, both included; none where the end is before the start."""
    for number in range((end - start).days + 1):
        yield start + timedelta(days=number)


@dataclass(frozen=True)
class DayMark:
    """One day of the client's own week."""

    on: date
    state: str  # done / partly / skipped / no-answer / nothing (was asked for) / open (may still be answered)


def week_of_marks(
    prescriptions: Iterable[Prescription], check_ins: Iterable[HomeworkCheckIn], on: date, *, today: date
) -> list[DayMark]:
    """The seven days up to `on`, a mark each (no query). `today` is the client's present day."""
    return marks_of(prescriptions, check_ins, on - timedelta(days=6), on, today=today)


def marks_of(
    prescriptions: Iterable[Prescription],
    check_ins: Iterable[HomeworkCheckIn],
    start: date,
    end: date,
    *,
    today: date,
) -> list[DayMark]:
    """Each day from `start` to `end`, both included, with a mark (no query)."""
    asked_for = list(prescriptions)
    answers: dict[date, list[str]] = {}
    for check_in in check_ins:
        answers.setdefault(check_in.on, []).append(check_in.answer)
    return [
        DayMark(day, _state_of(day, answers.get(day, []), sum(is_due(one, day) for one in asked_for), today))
        for day in days(start, end)
    ]


def _state_of(day: date, answers: list[str], due: int, today: date) -> str:
    if not answers:
        if not due:
            return "nothing"
        return "open" if day >= today else "no-answer"
    if all(answer == HomeworkCheckIn.Answer.DONE for answer in answers) and len(answers) >= due:
        return "done"
    return "skipped" if all(answer == HomeworkCheckIn.Answer.SKIPPED for answer in answers) else "partly"


def of_week(client: Client, on: date) -> tuple[list[Prescription], list[HomeworkCheckIn]]:
    """Prescriptions at home, and answers, that touch the seven days up to `on` (two queries)."""
    first = on - timedelta(days=6)
    prescriptions = list(Prescription.objects.filter(touching(first, on), client=client).at_home().with_home_plan())
    check_ins = list(HomeworkCheckIn.objects.filter(prescription__client=client, on__range=(first, on)))
    return prescriptions, check_ins
