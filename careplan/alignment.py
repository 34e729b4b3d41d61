"""What practitioners ask for, held against each other and against the goals. The rules are pure.

`contradictions` finds what does not go together between two practitioners (never within one's own words):

1. A do and a don't. They have to share a side of the body, unless what they share is the neck, the back,
   the abdomen or the pelvis, which have none.
2. Where both name movements, they contradict by a movement that both name; a kindred one
   (careplan.conflicts.KINDRED) of a part of the body that both name is a "look"; others don't meet. A do
   that jumps or runs has impact.
3. Where one names no movement, they meet by an attribute that both name, or else by a part of the body
   that both name: that alone is a "look".
4. What meets is certain, and only a "look" where the parts of the body differ, where the don't holds
   only under conditions that the do does not name (loaded, overhead), or where it leaves room within a
   limit of load or range, or of impact.
5. Words alone are not compared: nothing says what they share. The board says so (`is_words_alone`).
6. A prescribed exercise that hits another practitioner's don't or caution, as careplan.conflicts says,
   with the side and the load that were prescribed.

`hindrances` finds what a mark does not go together with: an exercise that is marked as supporting a goal, and
that somebody's don't or caution in force (the prescriber's own too) certainly limits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from careplan.conflicts import LANDING, MIDLINE, Ask, Certainty, find_conflicts, in_order
from careplan.models import Goal, Guidance, PlanLink, Prescription, Side
from clients.lifecycle import require_confirmed
from clients.models import Client
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS

Instruction = Guidance | Prescription


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What one practitioner asks for, and another's don't or caution that it meets."""

    instruction: Instruction
    other: Guidance
    certainty: Certainty
    why: str

    @property
    def is_certain(self) -> bool:
        return self.certainty == "certain"

    @property
    def is_grave(self) -> bool:
        """One says do it and the other says don't, for certain; a caution asks for care, not for leaving out."""
        return self.is_certain and self.other.kind == Guidance.Kind.DONT

    @property
    def in_words(self) -> str:
        """Who asks for what, and who says otherwise until when."""
        instruction, other = self.instruction, self.other
        if isinstance(instruction, Prescription):
            words = _("%(name)s asks for the exercise %(exercise)s.") % {
                "name": instruction.practitioner.name,
                "exercise": instruction.exercise.name,
            }
        else:
            words = _("%(name)s says do: “%(text)s”.") % {
                "name": instruction.practitioner.name,
                "text": instruction.text,
            }
        names = {"name": other.practitioner.name, "until": other.until, "text": other.text}
        is_dont = other.kind == Guidance.Kind.DONT
        dont, caution = (
            _("%(name)s says don't, %(until)s: “%(text)s”."),
            _("%(name)s says caution, %(until)s: “%(text)s”."),
        )
        return f"{words} {(dont if is_dont else caution) % names}"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """An exercise marked as supporting a goal, and what limits the exercise."""

    prescription: Prescription
    goal_id: UUID
    by: Guidance
    why: str


def contradictions(guidance: Iterable[Guidance], prescriptions: Iterable[Prescription]) -> list[Contradiction]:
    """What does not go together of all that is in force, the gravest first (no query).

    Each with `practitioner_id`; a prescription with its exercise.
    """
    rows = list(guidance)
    dos = [Ask(one) for one in rows if one.kind == Guidance.Kind.DO]
    donts = [Ask(one) for one in rows if one.kind == Guidance.Kind.DONT]
    pairs = [
        Contradiction(do.guidance, dont.guidance, sure, _shared(do, dont))
        for do in dos
        for dont in donts
        if do.guidance.practitioner_id != dont.guidance.practitioner_id and (sure := overlap(do, dont))
    ]
    for prescription in prescriptions:
        others = [row for row in rows if row.practitioner_id != prescription.practitioner_id]
        pairs += [
            Contradiction(prescription, hit.guidance, hit.certainty, hit.why)
            for hit in find_conflicts(
                prescription.exercise, others, side=prescription.side, load_kg=prescription.load_kg
            )
        ]
    return sorted(pairs, key=lambda one: (not one.is_grave, not one.is_certain))


def grave_contradictions(guidance: Iterable[Guidance], prescriptions: Iterable[Prescription]) -> list[Contradiction]:
    """Those in which one says do it and another don't, for certain (no query)."""
    return [pair for pair in contradictions(guidance, prescriptions) if pair.is_grave]


def overlap(do: Ask, dont: Ask) -> Certainty | None:
    """How surely a do and a don't mean the same (rules 1 to 5)."""
    regions = do.regions & dont.regions
    if not _sides_meet(do.guidance, dont.guidance) and MIDLINE.isdisjoint(regions):
        return None
    attributes = _attributes_of_do(do) & _attributes_of_dont(dont)
    if do.patterns and dont.patterns:
        if do.patterns.isdisjoint(dont.patterns):
            is_near = not dont.kindred.isdisjoint(do.patterns) or bool(attributes)
            return "look" if is_near and regions else None
    elif not attributes:
        return "look" if regions else None
    part_differs = bool(do.regions and dont.regions) and not regions
    needs_more = bool(dont.attributes) and not attributes
    return "look" if part_differs or needs_more or dont.bounds else "certain"


def _attributes_of_do(do: Ask) -> frozenset[str]:
    lands = not do.patterns.isdisjoint(LANDING)
    return do.attributes | {"impact"} if lands else do.attributes


def _attributes_of_dont(dont: Ask) -> frozenset[str]:
    return dont.attributes | {"impact"} if dont.impact_limit else dont.attributes


def _sides_meet(first: Guidance, other: Guidance) -> bool:
    return Side.BOTH in (first.side, other.side) or first.side == other.side


def _shared(do: Ask, dont: Ask) -> str:
    """What both name, in a short phrase; of kindred movements, both."""
    patterns = do.patterns & dont.patterns or (do.patterns & dont.kindred) | (
        dont.patterns if not dont.kindred.isdisjoint(do.patterns) else frozenset()
    )
    words = [
        *in_order(patterns, PATTERNS),
        *in_order(_attributes_of_do(do) & _attributes_of_dont(dont), ATTRIBUTES),
        *in_order(do.regions & dont.regions, REGIONS),
    ]
    return ", ".join(words)


def is_words_alone(guidance: Guidance) -> bool:
    """Whether nothing was ticked that could be compared."""
    return Ask(guidance).is_words_alone


def hindrances(
    prescriptions: Iterable[Prescription], guidance: Iterable[Guidance], links: Iterable[PlanLink]
) -> list[Hindrance]:
    """Exercises marked as supporting a goal that something in force certainly limits (no query)."""
    rows, supported = list(guidance), [link for link in links if link.mark == PlanLink.Mark.SUPPORTS]
    return [
        Hindrance(prescription, link.goal_id, hit.guidance, hit.why)
        for prescription in prescriptions
        for link in supported
        if link.prescription_id == prescription.pk
        for hit in find_conflicts(prescription.exercise, rows, side=prescription.side, load_kg=prescription.load_kg)
        if hit.is_certain
    ]


# --- marks --------------------------------------------------------------------------------------


def _key(instruction: Instruction) -> dict[str, Any]:
    return {"guidance" if isinstance(instruction, Guidance) else "prescription": instruction}


@transaction.atomic
def mark(client: Client, goal: Goal, instruction: Instruction, *, as_what: str, by: User) -> None:
    """Marks how a row of the board goes with a goal of the same client; the same mark again changes nothing.

    Raises NotConfirmedError.
    """
    require_confirmed(client)
    same = PlanLink.objects.filter(goal=goal, mark=as_what, **_key(instruction))
    if not same.exists():
        PlanLink.objects.update_or_create(
            goal=goal, **_key(instruction), defaults={"mark": as_what, "marked_by": by, "marked_at": timezone.now()}
        )


def unmark(goal: Goal, instruction: Instruction) -> None:
    """Takes a mark away; where there is none, nothing changes."""
    PlanLink.objects.filter(goal=goal, **_key(instruction)).delete()
