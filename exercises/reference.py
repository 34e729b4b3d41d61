"""Loading the exercise library that ships with Carelane (exercises/data/).

`exercises.csv` was tagged by hand. `names.csv` has 873 public-domain names with their muscles and equipment, and
no tags: what is the same as a hand-tagged one (`same_as`) is another name of that one, all others stand in the
library untagged.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from exercises.models import Exercise, text_to_search
from web.search_text import searchable

DATA = Path(__file__).parent / "data"
UPDATED = [
    "source_name",
    "aliases",
    "patterns",
    "regions",
    "attributes",
    "muscles",
    "equipment",
    "is_rehab",
    "measured_in",
    "per_side",
    "source_cues",
    "search_text",
]

Row = dict[str, str]


def library() -> list[Exercise]:
    """The shared exercises that are tagged by hand, not saved."""
    return [_tagged(row, []) for row in _rows("exercises.csv")]


def whole_library() -> list[Exercise]:
    """All shared exercises, not saved: the tagged ones with what they are called elsewhere, and the untagged ones."""
    names = list(_rows("names.csv"))
    same: dict[str, list[Row]] = {}
    for row in names:
        same.setdefault(row["same_as"], []).append(row)
    tagged = [_tagged(row, same.get(row["code"], [])) for row in _rows("exercises.csv")]
    return [*tagged, *(_untagged(row) for row in same[""])]


def _rows(name: str) -> Iterator[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _tagged(row: Row, same: list[Row]) -> Exercise:
    aliases = [alias.strip() for alias in row["aliases"].split(";") if alias.strip()]
    names = {searchable(name) for name in (row["name"], *aliases)}
    aliases += [other["name"] for other in same if searchable(other["name"]) not in names]
    return Exercise(
        code=row["code"],
        source_name=row["name"],
        aliases=aliases,
        patterns=row["patterns"].split(),
        regions=row["regions"].split(),
        attributes=row["attributes"].split(),
        muscles=same[0]["muscles"].split(";") if same else [],
        equipment=row["equipment"],
        is_rehab=row["rehab"] == "yes",
        measured_in=row["measured_in"],
        per_side=row["per_side"] == "yes",
        source_cues=row["cues"],
        search_text=text_to_search(row["name"], aliases),
    )


def _untagged(row: Row) -> Exercise:
    return Exercise(
        code=row["code"],
        source_name=row["name"],
        muscles=[muscle for muscle in row["muscles"].split(";") if muscle],
        equipment=row["equipment"],
        measured_in=row["measured_in"],
        search_text=text_to_search(row["name"], []),
    )


@transaction.atomic
def load_exercises() -> int:
    """Brings the shared library up to date, keys unchanged; returns how many exercises it has.

    An untagged one that has become the same as a tagged one stays for what was logged with it, and is no more found.
    """
    exercises = whole_library()
    stored = {exercise.code: _values(exercise) for exercise in Exercise.objects.filter(owner=None)}
    Exercise.objects.bulk_create(
        [exercise for exercise in exercises if stored.get(exercise.code) != _values(exercise)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*UPDATED, "updated_at"],
    )
    codes = {exercise.code for exercise in exercises}
    folded = {row["code"]: row["same_as"] for row in _rows("names.csv") if row["same_as"] and row["code"] not in codes}
    for doubled in Exercise.objects.filter(code__in=folded, replaced_by=None):
        Exercise.objects.filter(pk=doubled.pk).update(replaced_by=Exercise.objects.get(code=folded[doubled.code or ""]))
    return len(exercises)


def _values(exercise: Exercise) -> list[Any]:
    return [getattr(exercise, field) for field in UPDATED]
