"""Does an exercise hit what a practitioner asked to leave out? Pure and deterministic: tags against tags.

A don't or caution names movements, "only when it is" (attributes such as overhead), parts of the body, a
side and limits. The rules, in order; `docs/conflicts.md` has examples that a physio can read and correct:

1. A do is never hit. Guidance that is not in force is the caller's to leave out.
2. Guidance without any tag is words alone: every exercise gets a "look", so that no word of a practitioner
   is passed over. So does guidance with a word that the library does not know.
3. An exercise without a part of the body is not tagged yet: a "look" at least, and certain only where
   everything that was named is met.
4. Named movements have to be met. Where none is, a kindred movement (`KINDRED`) of a named part of the body
   is a "look"; all else is no conflict, or no don't about the knee would leave any exercise of the knee.
5. Named attributes have to be met too: movement without attribute is a "look" (no *loaded* bending, and a
   sit-up bends without load); without movements, no attribute met means no conflict.
6. Movement or attribute on another part of the body than the named one is a "look". A part of the body
   alone is a "look" at most.
7. "No impact" is hit by whatever has impact, ticked or not, certainly; "low impact only" certainly by
   jumping and running, else it is a "look". Where impact is all that was limited, the rest is free.
8. A limit of load or range allows what stays within it: a "look", unless the load is known to be over it.
   A ceiling of pain is minded while training, and changes nothing here. What the log asks about a limit, and when, is
   in sessions_log/conflicts.py: conflicts_of.
9. Guidance for one side is hit for certain by what works both sides at once. What is done side by side may
   be done on the other side: a "look", unless it is known that the named side works. The spine and the
   trunk have no side of their own: there the side changes nothing.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

from django.utils.translation import gettext as _

from careplan.limits import kilograms
from careplan.models import Guidance, Side
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS, Labels

Certainty = Literal["certain", "look"]
Tags = frozenset[str]

# Movements that ask the same of the same joints: bending the loaded knee, landing, arms overhead under load.
# A hip hinge is not among them: it is what a physio gives in the place of bending the spine.
FAMILIES: list[Tags] = [
    frozenset({"squat", "lunge", "step"}),
    frozenset({"jump", "run", "impact"}),
    frozenset({"push-vertical", "pull-vertical"}),
]
KINDRED: dict[str, Tags] = {one: family for family in FAMILIES for one in family}
MIDLINE = frozenset({"neck", "upper-back", "lower-back", "abdomen", "pelvis"})
LANDING = frozenset({"jump", "run"})
_IMPACT = frozenset({"impact"})


class Tagged(Protocol):
    """What is asked of an exercise here (exercises.models.Exercise has it)."""

    patterns: list[str]
    regions: list[str]
    attributes: list[str]
    per_side: bool


class Conflict(NamedTuple):  # a tuple: a library against much guidance makes tens of thousands
    """One don't or caution that an exercise hits: whose and until when is in `guidance`."""

    guidance: Guidance
    certainty: Certainty
    exercise: Tagged
    over_kg: Decimal | None = None  # by how much a load is over its limit
    pain: int | None = None  # that was told, and is over its limit

    @property
    def is_certain(self) -> bool:
        return self.certainty == "certain"

    def over_in_words(self, unit: str) -> str:
        """ "5 kg over the limit of 20 kg"; "" where nothing is over a limit."""
        if self.pain is not None:
            limit = self.guidance.pain_limit
            return _("Pain %(pain)d of 10 is over the limit of %(limit)d") % {"pain": self.pain, "limit": limit}
        if self.over_kg is None or self.guidance.load_limit_kg is None:
            return ""
        amounts = {"by": self.over_kg, "limit": self.guidance.load_limit_kg}
        return _("%(by)s over the limit of %(limit)s") % {
            name: kilograms(load, unit=unit) for name, load in amounts.items()
        }

    @property
    def why(self) -> str:
        """What meets what, in a short phrase: "bending the spine forward, lower back"."""
        return _why(Ask(self.guidance), self.exercise)


def find_conflicts(
    exercise: Tagged, guidance: Iterable[Guidance], *, side: str | None = None, load_kg: Decimal | None = None
) -> list[Conflict]:
    """What of `guidance` the exercise hits: the certain ones first, don'ts before cautions (no query).

    `side` (of careplan.models.Side) and `load_kg` are what is known of how it is to be done.
    """
    return _hits(exercise, _prepared(guidance), side, load_kg)


def find_all_conflicts(exercises: Iterable[Tagged], guidance: Iterable[Guidance]) -> list[list[Conflict]]:
    """The same for each of many exercises, in their order: guidance is read once for all of them."""
    asks = _prepared(guidance)
    return [_hits(exercise, asks, None, None) for exercise in exercises]


def how_sure(exercise: Tagged, guidance: Guidance) -> Certainty | None:
    """Whether the exercise hits one do, don't or caution: "certain", "look", or None for no."""
    conflicts = find_conflicts(exercise, [guidance])
    return conflicts[0].certainty if conflicts else None


# --- the rules ----------------------------------------------------------------------------------


class Ask:
    """A don't or caution with its tags as sets, so that a whole library is held against it quickly."""

    def __init__(self, guidance: Guidance) -> None:
        self.guidance = guidance
        self.patterns = known(guidance.patterns, PATTERNS)
        self.attributes = known(guidance.attributes, ATTRIBUTES)
        self.regions = known(guidance.regions, REGIONS)
        self.has_unknown = len(self.patterns) + len(self.attributes) + len(self.regions) < sum(
            len(set(tags or [])) for tags in (guidance.patterns, guidance.attributes, guidance.regions)
        )
        self.bounds = guidance.load_limit_kg is not None or bool(guidance.range_limit)
        self.impact_limit = guidance.impact_limit
        names_a_movement = bool(self.patterns or self.attributes)
        is_bare = not names_a_movement and not self.bounds and guidance.pain_limit is None
        self.is_impact_alone = bool(self.impact_limit) and is_bare
        self.is_words_alone = not (names_a_movement or self.regions or self.is_impact_alone)
        self.kindred: Tags = frozenset().union(*(KINDRED.get(one, ()) for one in self.patterns)) - self.patterns
        self.is_one_sided = guidance.side != Side.BOTH


def _prepared(guidance: Iterable[Guidance]) -> list[Ask]:
    asks = [Ask(one) for one in guidance if one.kind != Guidance.Kind.DO]
    return sorted(asks, key=lambda ask: ask.guidance.kind != Guidance.Kind.DONT)


def _hits(exercise: Tagged, asks: list[Ask], side: str | None, load_kg: Decimal | None) -> list[Conflict]:
    patterns, attributes, regions = _tags(exercise)
    if not (patterns or attributes or regions):
        return [Conflict(ask.guidance, "look", exercise) for ask in asks]
    certain: list[Conflict] = []
    look: list[Conflict] = []
    for ask in asks:
        sure = _by_tags(ask, patterns, attributes, regions)
        if ask.impact_limit and sure != "certain" and "impact" in attributes:
            sure = _by_impact(ask, patterns, regions)
        if sure is None:
            continue
        if sure == "certain" and not _stays_certain(ask, exercise, regions, side, load_kg):
            sure = "look"
        (certain if sure == "certain" else look).append(Conflict(ask.guidance, sure, exercise))
    return certain + look


def _by_tags(ask: Ask, patterns: Tags, attributes: Tags, regions: Tags) -> Certainty | None:
    """Rules 2 to 6."""
    if ask.is_words_alone:
        return "look"
    misses_attribute = bool(ask.attributes) and ask.attributes.isdisjoint(attributes)
    misses_region = bool(ask.regions) and ask.regions.isdisjoint(regions)
    misses_pattern = bool(ask.patterns) and ask.patterns.isdisjoint(patterns)
    if (ask.patterns or ask.attributes) and not (misses_pattern or misses_attribute or misses_region):
        return "certain"
    if not regions or ask.has_unknown:
        return "look"
    if ask.is_impact_alone:
        return None
    if misses_pattern:
        is_kindred = not (ask.kindred.isdisjoint(patterns) and ask.kindred.isdisjoint(attributes))
        return "look" if is_kindred and ask.regions and not misses_region and not misses_attribute else None
    if ask.patterns:
        return "look"
    return None if misses_attribute or (misses_region and not ask.attributes) else "look"


def _by_impact(ask: Ask, patterns: Tags, regions: Tags) -> Certainty:
    """Rule 7, for an exercise with impact."""
    if ask.regions and ask.regions.isdisjoint(regions):
        return "look"
    is_high = ask.impact_limit == Guidance.Impact.NONE or not patterns.isdisjoint(LANDING)
    return "certain" if is_high else "look"


def _stays_certain(ask: Ask, exercise: Tagged, regions: Tags, side: str | None, load_kg: Decimal | None) -> bool:
    """Rules 8 and 9: what makes a "look" of what the tags meet."""
    limit = ask.guidance.load_limit_kg
    if ask.bounds and not (limit is not None and load_kg is not None and load_kg > limit):
        return False
    if not ask.is_one_sided or not MIDLINE.isdisjoint(ask.regions & regions):
        return True
    if side is None:
        return not exercise.per_side
    return side in (Side.BOTH, ask.guidance.side)


def known(tags: Iterable[str] | None, labels: Labels) -> Tags:
    """Those of the tags that the library knows."""
    return frozenset(tag for tag in tags or () if tag in labels)


def _tags(exercise: Tagged) -> tuple[Tags, Tags, Tags]:
    """What the exercise is tagged with: movements, attributes, parts of the body."""
    return frozenset(exercise.patterns or ()), frozenset(exercise.attributes or ()), frozenset(exercise.regions or ())


# --- in words -----------------------------------------------------------------------------------


def _why(ask: Ask, exercise: Tagged) -> str:
    patterns, attributes, regions = _tags(exercise)
    named_attributes = ask.attributes | (_IMPACT if ask.impact_limit else frozenset())
    met = ask.patterns & patterns
    near = frozenset() if met or not ask.patterns else ask.kindred & (patterns | attributes)
    words = [
        *in_order(met | (near & patterns), PATTERNS),
        *in_order((named_attributes & attributes) | (near & attributes), ATTRIBUTES),
        *in_order(ask.regions & regions, REGIONS),
    ]
    phrases = [", ".join(words)] if words else []
    if ask.is_words_alone:
        phrases.append(_("only words, nothing is ticked"))
    elif not regions:
        phrases.append(_("the exercise is not tagged yet"))
    else:
        if near:
            phrases.append(_("close to %(what)s") % {"what": _or(in_order(ask.patterns, PATTERNS))})
        if met and ask.attributes.isdisjoint(attributes) and ask.attributes:
            phrases.append(_("is it %(what)s?") % {"what": _or(in_order(ask.attributes, ATTRIBUTES))})
        if words and ask.regions and ask.regions.isdisjoint(regions):
            phrases.append(_("does it reach the %(what)s?") % {"what": _or(in_order(ask.regions, REGIONS))})
    return "; ".join(
        phrases + ask.guidance.limits + ([_("something that the library does not know")] * ask.has_unknown)
    )


def in_order(tags: Tags, labels: Labels) -> list[str]:
    """Tags as people read them inside a sentence, in the order of the vocabulary."""
    return [str(label).lower() for tag, label in labels.items() if tag in tags]


def _or(words: list[str]) -> str:
    return _(" or ").join(words)
