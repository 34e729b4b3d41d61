"""What a report tells of the exercises that were asked for: how often each was done, at home and in sessions."""

from collections.abc import Iterable
from datetime import date

from careplan.models import Prescription
from consent.models import Scope
from homework.check_ins import Adherence
from reports.progress import ExerciseAtHome, Homework
from reports.training import done_in_sessions
from sharing.record import SharedHomework, SharedPrescription
from sharing.view import SharedView


def homework_of(view: SharedView, start: date, end: date) -> Homework:
    """What was asked for at home, and the reader's own exercises in sessions, a row an exercise."""
    at_home = view.homework(start, end)
    in_sessions = done_in_sessions(view.sessions(start, end)) if view.shares(Scope.EXERCISE_LOG) else None
    rows = [_row(parts, in_sessions) for parts in _by_exercise(at_home)]
    if in_sessions is not None:
        rows += _in_sessions_alone(view, in_sessions, {row.exercise for row in rows})
    return Homework(**_answers(_sum(exercise.adherence for exercise in at_home)), rows=rows)


def _by_exercise(at_home: Iterable[SharedHomework]) -> list[list[SharedHomework]]:
    """Those of one exercise by one practitioner together, the earlier dose first."""
    parts: dict[tuple[str, bool], list[SharedHomework]] = {}
    for exercise in sorted(at_home, key=lambda one: one.prescription.starts_on):
        parts.setdefault((exercise.prescription.exercise_name, exercise.prescription.is_own), []).append(exercise)
    return list(parts.values())


def _row(parts: list[SharedHomework], in_sessions: dict[str, int] | None) -> ExerciseAtHome:
    latest, done = parts[-1].prescription, in_sessions or {}
    is_asked = any(part.prescription.where != Prescription.Where.HOME for part in parts)
    is_own_in_sessions = latest.is_own and (is_asked or latest.exercise_name in done)
    count = done.get(latest.exercise_name, 0) if in_sessions is not None and is_own_in_sessions else None
    return ExerciseAtHome(
        **_answers(_sum(part.adherence for part in parts)),
        exercise=latest.exercise_name,
        dose=" → ".join(dict.fromkeys(part.prescription.dose for part in parts)),
        in_sessions=count,
        is_home_only=latest.is_own and not is_own_in_sessions,
    )


def _in_sessions_alone(view: SharedView, in_sessions: dict[str, int], told: set[str]) -> list[ExerciseAtHome]:
    """The reader's own for sessions: what was done, and what is asked for and was not."""
    prescribed = {
        prescription.exercise_name: prescription
        for prescription in view.prescriptions()
        if prescription.is_own and prescription.where != Prescription.Where.HOME
    }
    names = [name for name in dict.fromkeys([*prescribed, *in_sessions]) if name not in told]
    return [_of_sessions(name, in_sessions.get(name, 0), prescribed.get(name)) for name in names]


def _of_sessions(name: str, count: int, prescribed: SharedPrescription | None) -> ExerciseAtHome:
    return ExerciseAtHome(
        **_answers(Adherence()),
        exercise=name,
        dose=prescribed.dose if prescribed else "",
        in_sessions=count,
        is_home_only=False,
    )


def _sum(parts: Iterable[Adherence]) -> Adherence:
    added = list(parts)
    return Adherence(
        due=sum(part.due for part in added),
        done=sum(part.done for part in added),
        partly=sum(part.partly for part in added),
        skipped=sum(part.skipped for part in added),
        no_answer=sum(part.no_answer for part in added),
    )


def _answers(adherence: Adherence) -> dict[str, int]:
    return {
        "due": adherence.due,
        "done": adherence.done,
        "partly": adherence.partly,
        "skipped": adherence.skipped,
        "no_answer": adherence.no_answer,
        "answered": adherence.due - adherence.no_answer,
    }
