"""Whoever changes a session holds its row first, so two phones can't take the same place in it.

Who makes many changes at once holds it once (working_on). Whether somebody else was faster is seen by the version.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.shortcuts import get_object_or_404

from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession

P = ParamSpec("P")
R = TypeVar("R")
About = TypeVar("About", TrainingSession, ExerciseEntry)


class ChangedMeanwhileError(Exception):
    """Somebody else changed it after this form was opened."""


def require_version(row: TrainingSession | ExerciseEntry | SetEntry, version: int, changed: dict[str, Any]) -> bool:
    """Whether there is something to save; the same form sent twice is no change by somebody else.

    Whoever saves raises the version, even where nothing differs: who counts on from their own change is then
    never taken for somebody who has seen another's. Raises ChangedMeanwhileError where `version` is not the kept one.
    """
    if row.version == version:
        return True
    if all(getattr(row, name) == value for name, value in changed.items()):
        return False
    raise ChangedMeanwhileError


def hold(session: TrainingSession) -> TrainingSession:
    """The session's row, held until the transaction ends. Http404 where somebody dropped it meanwhile."""
    if session.is_worked_on:
        return session
    rows = TrainingSession.objects.select_for_update(of=("self",))
    if not TrainingSession.client.is_cached(session):
        return get_object_or_404(rows.select_related("client"), pk=session.pk)
    held = get_object_or_404(rows, pk=session.pk)
    held.client = session.client  # at hand: it is not read again
    return held


@contextmanager
def working_on(session: TrainingSession) -> Iterator[TrainingSession]:
    """The session's row, held once for many changes in one transaction. Http404 as hold.

    Exercises that are got from this row (`held.entries`) are not read again by the rules, nor are the don'ts.
    """
    with transaction.atomic():
        held = hold(session)
        held.is_worked_on = True
        try:
            yield held
        finally:
            held.is_worked_on, held.restrictions = False, None


def at_once(rule: Callable[Concatenate[About, P], R]) -> Callable[Concatenate[About, P], R]:
    """In a transaction of its own, or in that of working_on without a savepoint."""

    @wraps(rule)
    def run(about: About, /, *args: P.args, **kwargs: P.kwargs) -> R:
        session = about if isinstance(about, TrainingSession) else about.session
        if session.is_worked_on:
            return rule(about, *args, **kwargs)
        with transaction.atomic():
            return rule(about, *args, **kwargs)

    return run


def held_entry(entry: ExerciseEntry) -> ExerciseEntry:
    """The exercise as it stands, its session held; Http404 where somebody took it out meanwhile."""
    if entry.session.is_worked_on:
        return entry
    session = hold(entry.session)
    found = get_object_or_404(session.entries.select_related("exercise", "prescription"), pk=entry.pk)
    found.session = session
    return found
