"""The exercise library as a phone keeps it."""

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from accounts.models import User
from exercises.defaults import load_step
from exercises.library import Library, SharedLibrary
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


def library_json(library: Library, defaults: Defaults, *, known: str = "") -> dict[str, Any] | None:
    """The exercises with the words that a search looks at besides the name, a list for each field, which packs best.

    None where the phone has just these (`known`, a digest).
    """
    shared, digest_of_shared = _shared_rows(library.shared, get_language())
    usual = {key: row for key, row in shared.items() if key not in defaults}
    other = {exercise.pk: _row(exercise, defaults) for exercise in library.exercises if exercise.pk not in usual}
    told = [digest_of_shared, sorted(map(str, library.copied)), list(other.values())]
    digest = sha256(json.dumps(told).encode()).hexdigest()[:16]
    if digest == known:
        return None
    rows = [usual.get(exercise.pk) or other[exercise.pk] for exercise in library.exercises]
    return {"digest": digest, "fields": _by_field(rows)}


@lru_cache(maxsize=4)
def _shared_rows(shared: SharedLibrary, _language: str) -> tuple[dict[UUID, dict[str, Any]], str]:
    """The rows of exercises of which nobody has said anything, in one language, and their digest."""
    rows = {exercise.pk: _row(exercise, {}) for exercise in shared.exercises}
    return rows, sha256(json.dumps(list(rows.values())).encode()).hexdigest()


def _row(exercise: Exercise, defaults: Defaults) -> dict[str, Any]:
    return exercise_json(exercise, defaults) | {"words": _more_words(exercise)}


def _more_words(exercise: Exercise) -> str:
    """Of what else it is called, each once; the phone takes those of its name in the language in use from there."""
    own = searchable(exercise.name).split()
    others = searchable(" ".join([exercise.source_name, *exercise.aliases])).split()
    return " ".join(dict.fromkeys(word for word in others if word not in own))


def _by_field(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
