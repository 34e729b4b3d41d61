"""The day's sheets as they are sent: what they share once, exercises by number (static/js/phone/day.js unpacks them)."""

from collections.abc import Iterable, Mapping
from typing import Any

from exercises.models import Exercise

ExerciseConflicts = Mapping[str, list[tuple[int, bool]]]


def packed(sheets: list[dict[str, Any]], library: Iterable[Exercise]) -> dict[str, Any]:
    """`exercises` are those that are not in the library: their numbers follow on those of the library."""
    numbers = _Numbers([str(exercise.pk) for exercise in library])
    return {
        "sheets": [_packed_sheet(sheet, numbers) for sheet in sheets],
        "exercises": numbers.others,
        "flags": sheets[0]["flags"] if sheets else [],
    }


class _Numbers:
    """The number of each exercise: its place in the library, and after that as they come."""

    def __init__(self, library: list[str]) -> None:
        self.library = library
        self.numbers = {key: number for number, key in enumerate(library)}
        self.others: list[dict[str, Any]] = []

    def of(self, exercise: dict[str, Any]) -> int:
        number = self.numbers.setdefault(exercise["key"], len(self.numbers))
        if number == len(self.library) + len(self.others):
            self.others.append(exercise)
        return number


def _packed_sheet(sheet: dict[str, Any], numbers: _Numbers) -> dict[str, Any]:
    own = {name: value for name, value in sheet.items() if name != "flags"}
    rows = [
        row | {"exercise": numbers.of(row["exercise"]), "swaps": [numbers.of(exercise) for exercise in row["swaps"]]}
        for row in sheet["rows"]
    ]
    choices = [choice | {"exercise": numbers.of(choice["exercise"])} for choice in sheet["choices"]]
    return own | {"rows": rows, "choices": choices, "conflicts": _packed_conflicts(sheet["conflicts"], numbers.library)}


def _packed_conflicts(conflicts: ExerciseConflicts, library: list[str]) -> dict[str, Any]:
    """The different lists of conflicts, and which of them each exercise of the library has."""
    lists: list[list[tuple[int, bool]]] = []
    of: list[int] = []
    for key in library if conflicts else ():
        own = conflicts.get(key, [])
        if own not in lists:
            lists.append(own)
        of.append(lists.index(own))
    return {"lists": lists, "of": of}
