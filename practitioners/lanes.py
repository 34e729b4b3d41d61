"""What a discipline does, sends on and does not do: its lane."""

from dataclasses import dataclass

from practitioners.models import Discipline, LaneItem

TRAINER = "personal-trainer"


@dataclass(frozen=True)
class Lane:
    discipline: Discipline
    does: list[str]
    sends_on: list[str]
    does_not: list[str]


def lane_of(discipline: Discipline) -> Lane:
    """One query."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in LaneItem.Kind.values}
    for item in discipline.lane_items.all():
        by_kind[item.kind].append(item.text)
    kinds = LaneItem.Kind
    return Lane(discipline, by_kind[kinds.DOES], by_kind[kinds.REFERS_OUT], by_kind[kinds.DOES_NOT])


def lane_of_trainers() -> Lane | None:
    """The personal trainer's own; None while the reference data is not loaded (two queries)."""
    discipline = Discipline.objects.filter(code=TRAINER).first()
    return lane_of(discipline) if discipline else None
