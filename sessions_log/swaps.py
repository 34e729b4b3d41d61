"""What can be done in place of an exercise: the same movement, and nothing that a practitioner asked to leave out."""

from collections.abc import Collection, Iterable
from uuid import UUID

from careplan.conflicts import find_all_conflicts
from careplan.models import Guidance
from exercises.models import Exercise

OFFERED_AT_MOST = 5
# What makes an exercise another demand on the body: one without them isn't swapped for one with.
DEMANDS = frozenset({"impact", "overhead", "loaded-spine", "head-down", "breath-hold"})


def alternatives(
    exercise: Exercise, *, trainer_id: UUID, restrictions: Iterable[Guidance], taken: Collection[UUID] = ()
) -> list[Exercise]:
    """At most five tagged exercises of the same movement and like demand that hit no don't or caution (one query).

    Most alike first: shared patterns, then shared regions, then the same equipment. `taken` are the exercises that
    the session has already.
    """
    if not exercise.patterns:
        return []
    usable = Exercise.objects.usable_by(trainer_id).tagged()
    return most_alike(exercise, usable, restrictions=restrictions, taken=taken)


def most_alike(
    exercise: Exercise, usable: Iterable[Exercise], *, restrictions: Iterable[Guidance], taken: Collection[UUID] = ()
) -> list[Exercise]:
    """The same out of `usable` exercises that are at hand."""
    rules, out = list(restrictions), {exercise.pk, *taken}
    alike = [one for one in usable if one.pk not in out and one.is_tagged and _is_of_like_demand(one, exercise)]
    alike.sort(
        key=lambda candidate: (
            -_shared(candidate.patterns, exercise.patterns),
            -_shared(candidate.regions, exercise.regions),
            candidate.equipment != exercise.equipment,
            candidate.name,
        )
    )
    clear = (one for one, conflicts in zip(alike, find_all_conflicts(alike, rules), strict=True) if not conflicts)
    return [one for _number, one in zip(range(OFFERED_AT_MOST), clear, strict=False)]


def _is_of_like_demand(candidate: Exercise, exercise: Exercise) -> bool:
    """It shares a movement, and asks for nothing demanding that the exercise doesn't (no power clean for a row)."""
    more = DEMANDS.intersection(candidate.attributes).difference(exercise.attributes)
    return not more and not set(candidate.patterns).isdisjoint(exercise.patterns)


def _shared(some: list[str], others: list[str]) -> int:
    return len(set(some) & set(others))
