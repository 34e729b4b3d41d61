"""Exercise by exercise, as docs/conflicts.md has it: does it hit what a practitioner said?"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from careplan.conflicts import find_conflicts
from careplan.models import Guidance
from exercises.models import Exercise
from exercises.reference import library
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS

pytestmark = pytest.mark.either_stack

TABLE = Path(__file__).parents[2] / "docs" / "conflicts.md"
# Of two of the same name, the one with tags is meant.
LIBRARY = {exercise.name: exercise for exercise in sorted(library(), key=lambda exercise: exercise.is_tagged)}
KINDS = {"✕ Don't": "dont", "! Caution": "caution", "✓ Do": "do"}
SIDES = {"left side": "left", "right side": "right", "both sides": "both"}
ANSWERS = {"certain": ["certain"], "look": ["look"], "no conflict": []}


def pairs() -> list[list[str]]:
    """The table's rows, as (exercise, words, ticked, answer, why)."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def guidance_of(words: str, ticked: str) -> Guidance:
    kind, text = words.split(": ", 1)
    fields: dict[str, Any] = {"patterns": [], "attributes": [], "regions": []}
    for tick in ticked.split("; "):
        fields |= limit_of(tick) or {name: [*fields[name], key] for name, key in tags_of(tick)}
    return Guidance(kind=KINDS[kind], text=text, **fields)


def tags_of(tick: str) -> list[tuple[str, str]]:
    words = {"patterns": PATTERNS, "attributes": ATTRIBUTES, "regions": REGIONS}
    tags = [(name, key) for name, labels in words.items() for key, label in labels.items() if str(label) == tick]
    assert tags or tick == "nothing", f"{tick!r} is no word of exercises/tags.py and no limit"
    return tags


def limit_of(tick: str) -> dict[str, Any]:
    if tick in SIDES:
        return {"side": SIDES[tick]}
    if tick in ("no impact", "low impact only"):
        return {"impact_limit": tick.split(maxsplit=1)[0].replace("no", "none")}
    if load := re.fullmatch(r"at most (\d+) kg", tick):
        return {"load_limit_kg": Decimal(load[1])}
    if pain := re.fullmatch(r"pain at most (\d+)", tick):
        return {"pain_limit": int(pain[1])}
    return {"range_limit": tick.removeprefix("range: ")} if tick.startswith("range: ") else {}


def exercise_of(cell: str) -> tuple[Exercise, dict[str, Any]]:
    """The exercise, and what is known of how it is done."""
    name, _, known = cell.removesuffix(")").partition(" (")
    if known == "no tags":
        return Exercise(source_name=name), {}
    if known.endswith(" kg"):
        return LIBRARY[name], {"load_kg": Decimal(known.removesuffix(" kg"))}
    return LIBRARY[name], {"side": SIDES[known]} if known else {}


@pytest.mark.parametrize(("exercise", "words", "ticked", "answer", "why"), pairs(), ids=lambda cell: cell[:40])
def test_a_row_of_the_table(exercise, words, ticked, answer, why):
    done, known = exercise_of(exercise)
    hits = find_conflicts(done, [guidance_of(words, ticked)], **known)
    assert [hit.certainty for hit in hits] == ANSWERS[answer]
    assert why


def test_the_table_has_rows_of_each_kind_and_none_twice():
    rows = pairs()
    assert len(rows) >= 60
    assert len({(exercise, words) for exercise, words, *_ in rows}) == len(rows)
    assert {answer for *_, answer, _ in rows} == set(ANSWERS)
