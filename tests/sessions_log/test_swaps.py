"""What is offered in the place of an exercise is of like demand."""

from exercises.models import Exercise
from sessions_log.swaps import most_alike
from web.keys import uuid7


def exercise(name, patterns, attributes=()):
    return Exercise(
        pk=uuid7(),
        source_name=name,
        patterns=patterns,
        regions=["shoulder"],
        attributes=list(attributes),
        equipment="cable",
    )


ROW = exercise("Cable row", ["pull-horizontal"])
CLEAN = exercise("Power clean", ["pull-horizontal", "hinge"], ["impact", "loaded-spine", "breath-hold"])
FACE_PULL = exercise("Face pull", ["pull-horizontal"])
DEADLIFT = exercise("Deadlift", ["hinge"], ["loaded-spine", "breath-hold"])


def test_no_power_clean_for_a_cable_row():
    assert most_alike(ROW, [CLEAN, FACE_PULL, ROW], restrictions=[]) == [FACE_PULL]


def test_what_asks_for_less_may_take_the_place():
    assert most_alike(CLEAN, [ROW, DEADLIFT, CLEAN], restrictions=[]) == [ROW, DEADLIFT]


def test_another_movement_is_no_swap():
    assert most_alike(ROW, [DEADLIFT], restrictions=[]) == []
