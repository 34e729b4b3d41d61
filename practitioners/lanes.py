"""What a discipline does, sends on and does not do: its lane."""

from dataclasses import dataclass

from practitioners.models import Discipline, LaneItem


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
