"""All that a trainer may use, for whoever needs the whole of it: the shared exercises are kept in the process."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q

from exercises.models import Exercise

Version = tuple[int, datetime | None]
SHARED = Q(owner=None)
VERSION = {"number": Count("pk", filter=SHARED), "last": Max("updated_at", filter=SHARED)}


@dataclass(frozen=True, eq=False)
class SharedLibrary:
    """The shared exercises, less those that have been replaced; nobody may change them."""

    version: Version
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True)
class Library:
    """What one trainer may use: the shared library but for what they have copied, and their own."""

    shared: SharedLibrary
    own: tuple[Exercise, ...]
    copied: frozenset[UUID]
    exercises: tuple[Exercise, ...]  # all of it, in the order of names


_latest: SharedLibrary | None = None


def library_of(trainer_id: UUID) -> Library:
    """The exercises of `Exercise.objects.usable_by`, in the order of names (one query; with own exercises two)."""
    mine = Q(owner_id=trainer_id, archived_at=None)
    state = _State(**Exercise.objects.filter(SHARED | mine).aggregate(**VERSION, own=Count("pk", filter=mine)))
    shared = _shared((state.number, state.last))
    if not state.own:
        return Library(shared, (), frozenset(), shared.exercises)
    active = list(Exercise.objects.filter(mine))
    copied = frozenset(exercise.copy_of_id for exercise in active if exercise.copy_of_id)
    own = tuple(exercise for exercise in active if exercise.replaced_by_id is None and exercise.pk not in copied)
    others = [exercise for exercise in shared.exercises if exercise.pk not in copied]
    return Library(shared, own, copied, tuple(sorted([*others, *own], key=_by_name)))


class _State(NamedTuple):
    """How the table is at the moment: number and last writing of the shared ones, and the number of own ones."""

    number: int
    last: datetime | None
    own: int


def _shared(version: Version) -> SharedLibrary:
    """Read again once any of it is written: by a release's `load_reference`, or by an admin."""
    global _latest  # noqa: PLW0603 -- one a process
    if _latest is None or _latest.version != version:
        exercises = sorted(Exercise.objects.filter(SHARED, replaced_by=None), key=_by_name)
        _latest = SharedLibrary(version, tuple(exercises))
    return _latest


def _by_name(exercise: Exercise) -> tuple[str, UUID]:
    return exercise.source_name, exercise.pk
