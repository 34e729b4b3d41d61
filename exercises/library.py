"""All that a trainer may use, for whoever needs the whole of it: the shared exercises are kept in the process."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Subquery

from exercises.models import Exercise

Version = tuple[int, datetime | None]
NOTHING: Version = (0, None)
_SHARED = Exercise.objects.filter(owner=None)
NEWEST = _SHARED.order_by("-updated_at").values("pk")[:1]
NUMBER = _SHARED.order_by().values("owner").annotate(number=Count("pk")).values("number")


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
    """The exercises of `Exercise.objects.usable_by`, in the order of names (one query).

    With the trainer's own is read the shared one that was written last, and how many there are.
    """
    mine = Q(owner_id=trainer_id, archived_at=None)
    rows = list(Exercise.objects.filter(mine | Q(pk=Subquery(NEWEST))).annotate(number_shared=Subquery(NUMBER)))
    newest = next((row for row in rows if row.owner_id is None), None)
    active = [row for row in rows if row.owner_id]
    shared = _shared((newest.number_shared, newest.updated_at) if newest else NOTHING)
    if not active:
        return Library(shared, (), frozenset(), shared.exercises)
    copied = frozenset(exercise.copy_of_id for exercise in active if exercise.copy_of_id)
    own = tuple(exercise for exercise in active if exercise.replaced_by_id is None and exercise.pk not in copied)
    others = [exercise for exercise in shared.exercises if exercise.pk not in copied]
    return Library(shared, own, copied, tuple(sorted([*others, *own], key=_by_name)))


def _shared(version: Version) -> SharedLibrary:
    """Read again once any of it is written: by a release's `load_reference`, or by an admin."""
    global _latest  # noqa: PLW0603 -- one a process
    if _latest is None or _latest.version != version:
        exercises = sorted(_SHARED.filter(replaced_by=None), key=_by_name)
        _latest = SharedLibrary(version, tuple(exercises))
    return _latest


def _by_name(exercise: Exercise) -> tuple[str, UUID]:
    return exercise.source_name, exercise.pk
