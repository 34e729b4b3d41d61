"""Adherence of each exercise at home, week by week (the definition is homework.check_ins.adherence)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from careplan.models import Prescription
from homework.check_ins import Adherence, Answered, adherence

WEEKS = 6


@dataclass(frozen=True)
class WeekAtHome:
    """One week, Monday to Sunday; `adherence` has nothing due where nothing was asked for."""

    starts_on: date
    adherence: Adherence


@dataclass(frozen=True)
class ExerciseAtHome:
    """One exercise, whoever asked for it and in whatever dose; the weeks are the same for all, the latest first."""

    name: str
    weeks: list[WeekAtHome]
    together: Adherence


def first_week(today: date, weeks: int = WEEKS) -> date:
    """The Monday on which the first of the last weeks begins."""
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def at_home_by_week(
    prescriptions: Iterable[Prescription], check_ins: Iterable[Answered], *, today: date
) -> list[ExerciseAtHome]:
    """What was asked for at home in the last weeks and what was answered, by exercise and week (no query)."""
    by_exercise: dict[UUID, list[Prescription]] = {}
    for prescription in prescriptions:
        if prescription.where != Prescription.Where.SESSION:
            by_exercise.setdefault(prescription.exercise_id, []).append(prescription)
    answers = list(check_ins)
    first = first_week(today)
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)][::-1]
    shown = []
    for ours in by_exercise.values():
        weeks = [
            WeekAtHome(monday, adherence(ours, answers, monday, monday + timedelta(days=6), today=today))
            for monday in mondays
        ]
        together = adherence(ours, answers, first, today, today=today)
        if together.due:
            shown.append(ExerciseAtHome(ours[0].exercise.name, weeks, together))
    return sorted(shown, key=lambda exercise: exercise.name)
