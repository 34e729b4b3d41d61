"""The exercise library as a phone keeps it."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from exercises.models import Exercise


def exercise_json(one: Exercise) -> dict[str, Any]:
    return {
        "key": str(one.pk),
        "name": one.name,
        "measured_in": one.measured_in,
        "per_side": one.per_side,
        "is_tagged": one.is_tagged,
        "cues": one.cues,
    }


def library_json(exercises: Iterable[Exercise], *, known: str = "") -> dict[str, Any] | None:
    """The exercises with the words that a search looks at; None where the phone has just these (`known`, a digest)."""
    packed = [exercise_json(one) | {"words": one.search_text} for one in exercises]
    digest = sha256(json.dumps(packed).encode()).hexdigest()[:16]
    return None if digest == known else {"digest": digest, "exercises": packed}
