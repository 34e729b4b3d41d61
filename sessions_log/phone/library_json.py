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

Defaults = Mapping[UUID, ExerciseDefaults]


def exercise_json(one: Exercise, defaults: Defaults) -> dict[str, Any]:
    """An exercise as it goes in the sessions of the trainer who has said `defaults`; a rest of null is as usual."""
    said = defaults.get(one.pk)
    return {
        "key": str(one.pk),
        "name": one.name,
        "measured_in": one.measured_in,
        "per_side": one.per_side,
        "is_tagged": one.is_tagged,
        "cues": one.cues,
        "steps": {unit: plain(load_step(one, unit, said)) for unit in User.LoadUnit.values},
        "rest_seconds": said.rest_seconds if said else None,
    }


def library_json(exercises: Iterable[Exercise], defaults: Defaults, *, known: str = "") -> dict[str, Any] | None:
    """The exercises with the words that a search looks at; None where the phone has just these (`known`, a digest)."""
    packed = [exercise_json(one, defaults) | {"words": one.search_text} for one in exercises]
    digest = sha256(json.dumps(packed).encode()).hexdigest()[:16]
    return None if digest == known else {"digest": digest, "exercises": packed}
