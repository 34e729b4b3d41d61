"""The rules of the log as a test calls them: each in a transaction of its own, with its session locked."""

from typing import Any
from uuid import UUID

from sessions_log import logbook
from sessions_log.locking import lock_session
from sessions_log.logbook import Scores, SetValues
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession


def add_exercise(session: TrainingSession, **values: Any) -> ExerciseEntry:
    with lock_session(session) as log:
        return logbook.add_exercise(log, **values)


def log_set(entry: ExerciseEntry, *, key: UUID, **values: Any) -> SetEntry:
    with lock_session(entry.session) as log:
        return logbook.log_set(log, log.get_entry(entry.pk), SetValues(**values), key=key)


def save_scores(session: TrainingSession, *, version: int, **scores: Any) -> None:
    with lock_session(session) as log:
        logbook.save_scores(log, Scores(**scores), version=version)


def end_session(session: TrainingSession, *, minutes: int) -> TrainingSession:
    with lock_session(session) as log:
        logbook.end_session(log, minutes=minutes)
        return log.row
