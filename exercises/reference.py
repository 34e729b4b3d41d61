"""Loading the exercise library that ships with Carelane (exercises/data/)."""

import csv
from pathlib import Path

from exercises.models import Exercise
from exercises.search import searchable

LIBRARY = Path(__file__).parent / "data" / "exercises.csv"
UPDATED = [
    "name",
    "aliases",
    "patterns",
    "regions",
    "attributes",
    "equipment",
    "is_rehab",
    "measured_in",
    "per_side",
    "cues",
    "search_text",
]


def library() -> list[Exercise]:
    """The shared exercises as the table has them, not saved."""
    with LIBRARY.open(encoding="utf-8", newline="") as file:
        return [_exercise(row) for row in csv.DictReader(file)]


def _exercise(row: dict[str, str]) -> Exercise:
    aliases = [alias.strip() for alias in row["aliases"].split(";") if alias.strip()]
    return Exercise(
        code=row["code"],
        name=row["name"],
        aliases=aliases,
        patterns=row["patterns"].split(),
        regions=row["regions"].split(),
        attributes=row["attributes"].split(),
        equipment=row["equipment"],
        is_rehab=row["rehab"] == "yes",
        measured_in=row["measured_in"],
        per_side=row["per_side"] == "yes",
        cues=row["cues"],
        search_text=searchable(" ".join([row["name"], *aliases]))[:500],
    )


def load_exercises() -> int:
    """Brings the shared library up to date, keys unchanged; returns how many exercises it has."""
    exercises = library()
    Exercise.objects.bulk_create(exercises, update_conflicts=True, unique_fields=["code"], update_fields=UPDATED)
    return len(exercises)
