"""The exercise library as a phone keeps it."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from accounts.models import User
from exercises.defaults import load_step
from exercises.models import Exercise, ExerciseDefaults
from web.numbers import plain
from web.search_text import searchable

UNITS = User.LoadUnit.values
Defaults = Mapping[UUID, ExerciseDefaults]


def exercise_json(exercise: Exercise, defaults: Defaults) -> dict[str, Any]:
    """An exercise as it goes in the sessions of the trainer who has said `defaults`; a rest of null is as usual."""
    own = defaults.get(exercise.pk)
    return {
        "key": str(exercise.pk),
        "name": exercise.name,
        "measured_in": exercise.measured_in,
        "per_side": exercise.per_side,
        "is_tagged": exercise.is_tagged,
        "cues": exercise.cues,
        "steps": {unit: plain(load_step(exercise, unit, own)) for unit in UNITS},
        "rest_seconds": own.rest_seconds if own else None,
    }


def library_json(exercises: Iterable[Exercise], defaults: Defaults, *, known: str = "") -> dict[str, Any] | None:
    """The exercises with the words that a search looks at besides the name, a list for each field, which packs best.

    None where the phone has just these (`known`, a digest).
    """
    rows = [exercise_json(exercise, defaults) | {"words": _more_words(exercise)} for exercise in exercises]
    digest = sha256(json.dumps(rows).encode()).hexdigest()[:16]
    return None if digest == known else {"digest": digest, "fields": _by_field(rows)}


def _more_words(exercise: Exercise) -> str:
    """Of what else it is called, each once; the phone takes those of its name in the language in use from there."""
    own = searchable(exercise.name).split()
    others = searchable(" ".join([exercise.source_name, *exercise.aliases])).split()
    return " ".join(dict.fromkeys(word for word in others if word not in own))


def _by_field(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
