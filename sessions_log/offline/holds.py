"""What a phone says above a session besides guidance: practitioners at odds, and what was left out, with swaps."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from careplan.alignment import grave_contradictions
from exercises.models import Exercise
from sessions_log.conflicts import conflicts_of
from sessions_log.offline.sheet_data import SheetData
from sessions_log.swaps import most_alike

SWAPS_NAMED = 3


def held_words(
    data: SheetData, left_out: Iterable[Exercise], *, library: Iterable[Exercise], taken: Collection[UUID]
) -> list[str]:
    """A sentence each (no query)."""
    at_odds = [pair.in_words for pair in grave_contradictions(data.restrictions, data.prescriptions)]
    return at_odds + [_left_out(exercise, data, library, taken) for exercise in left_out]


def prescribed_and_left_out(data: SheetData, taken: Collection[UUID]) -> list[Exercise]:
    """What practitioners ask for in the session and is not in it, since it goes against guidance (no query)."""
    return [
        prescription.exercise
        for prescription in data.prescriptions
        if prescription.exercise_id not in taken
        and conflicts_of(
            prescription.exercise, data.restrictions, prescription=prescription, load_kg=prescription.load_kg
        )
    ]


def _left_out(exercise: Exercise, data: SheetData, library: Iterable[Exercise], taken: Collection[UUID]) -> str:
    alike = most_alike(exercise, library, restrictions=data.restrictions, taken=taken)[:SWAPS_NAMED]
    words = _("Left out, since it is not clear of what holds today: %(name)s.") % {"name": exercise.name}
    if not alike:
        return words
    return words + " " + _("Instead: %(names)s.") % {"names": ", ".join(swap.name for swap in alike)}
