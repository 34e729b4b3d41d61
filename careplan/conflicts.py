"""Does an exercise hit what a practitioner asked to leave out? Pure and deterministic: tags against tags.

A don't or caution names movement patterns, attributes (such as "overhead") and body regions; whatever
it names narrows it. The rules, in order:

1. A do is never hit. Guidance that is not in force is the caller's to leave out.
2. Guidance without any tag is words alone: every exercise gets a "look", so that no word of a
   practitioner is silently passed over. So does an exercise that is not tagged.
3. Named patterns have to be met; where none is met, there is no conflict.
4. Named attributes have to be met too: pattern without attribute is a "look" (no *loaded* bending, and
   a sit-up bends without load); without patterns, no attribute met means no conflict.
5. Named regions that are not met turn certainty into a "look"; regions alone are a "look" at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from careplan.models import Guidance

Certainty = Literal["certain", "look"]


class Tagged(Protocol):
    """What is asked of an exercise here (exercises.models.Exercise has it)."""

    patterns: list[str]
    regions: list[str]
    attributes: list[str]


@dataclass(frozen=True)
class Conflict:
    guidance: Guidance
    certainty: Certainty

    @property
    def is_certain(self) -> bool:
        return self.certainty == "certain"


def find_conflicts(exercise: Tagged, guidance: Iterable[Guidance]) -> list[Conflict]:
    """What of `guidance` the exercise hits: the certain ones first, don'ts before cautions (no query)."""
    hits = [Conflict(one, certainty) for one in guidance if (certainty := how_sure(exercise, one))]
    return sorted(hits, key=lambda hit: (not hit.is_certain, hit.guidance.kind != Guidance.Kind.DONT))


def how_sure(exercise: Tagged, guidance: Guidance) -> Certainty | None:
    """Whether the exercise hits one do, don't or caution: "certain", "look", or None for no."""
    if guidance.kind == Guidance.Kind.DO:
        return None
    if not (guidance.patterns or guidance.attributes or guidance.regions):
        return "look"
    if not exercise.regions:
        return "look"
    pattern, attribute, region = (
        _meets(exercise.patterns, guidance.patterns),
        _meets(exercise.attributes, guidance.attributes),
        _meets(exercise.regions, guidance.regions),
    )
    if pattern is False or (pattern is None and attribute is False):
        return None
    if pattern is None and attribute is None:
        return "look" if region else None
    return "look" if attribute is False or region is False else "certain"


def _meets(has: list[str], named: list[str]) -> bool | None:
    """Whether one of the named tags is met; None where none is named."""
    return bool(set(has) & set(named)) if named else None
