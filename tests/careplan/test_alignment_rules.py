"""What does not go together: do's, don'ts and exercises of two practitioners, and marks (no database)."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from careplan.alignment import contradictions, hindrances
from careplan.models import Guidance, PlanLink, Prescription
from exercises.models import Exercise
from exercises.reference import library
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS
from practitioners.models import Practitioner
from web.keys import uuid7

pytestmark = pytest.mark.either_stack

ONE, OTHER = (Practitioner(name=name) for name in ("One", "Other"))
LIBRARY = {exercise.name: exercise for exercise in sorted(library(), key=lambda exercise: exercise.is_tagged)}


def says(kind, who=ONE, **fields):
    return Guidance(kind=kind, practitioner=who, text="In words", **fields)


def asks_for(name, who=ONE, **dose):
    return Prescription(exercise=LIBRARY[name], practitioner=who, amount=10, **dose)


def sure(guidance, prescriptions=()):
    return [one.certainty for one in contradictions(guidance, prescriptions)]


@pytest.mark.parametrize(
    ("do", "dont", "answer"),
    [
        ({"patterns": ["hinge"], "regions": ["hip"]}, {"patterns": ["hinge"], "regions": ["hip"]}, "certain"),
        ({"patterns": ["hinge"]}, {"patterns": ["hinge"], "regions": ["lower-back"]}, "certain"),
        ({"patterns": ["hinge"], "regions": ["hip"]}, {"patterns": ["hinge"], "regions": ["lower-back"]}, "look"),
        ({"patterns": ["gait"], "regions": ["knee"]}, {"patterns": ["jump"], "regions": ["knee"]}, None),
        ({"patterns": ["squat"], "regions": ["knee"]}, {"patterns": ["lunge"], "regions": ["knee"]}, "look"),
        ({"patterns": ["squat"], "regions": ["hip"]}, {"patterns": ["lunge"], "regions": ["knee"]}, None),
        ({"regions": ["knee"]}, {"patterns": ["jump"], "regions": ["knee"]}, "look"),
        ({"regions": ["knee"]}, {"regions": ["shoulder"]}, None),
        ({"patterns": ["squat"]}, {"patterns": ["squat"], "attributes": ["loaded-spine"]}, "look"),
        (
            {"patterns": ["squat"], "attributes": ["loaded-spine"]},
            {"patterns": ["squat"], "attributes": ["loaded-spine"]},
            "certain",
        ),
        ({"attributes": ["overhead"]}, {"attributes": ["overhead"], "regions": ["shoulder"]}, "certain"),
        ({"patterns": ["run"]}, {"attributes": ["impact"]}, "certain"),
        ({"patterns": ["run"], "regions": ["knee"]}, {"regions": ["knee"], "impact_limit": "none"}, "certain"),
        ({"patterns": ["squat"]}, {"patterns": ["squat"], "load_limit_kg": Decimal(20)}, "look"),
        ({}, {"patterns": ["squat"]}, None),
        ({"patterns": ["squat"]}, {}, None),
        ({"patterns": ["of-an-older-library"]}, {"patterns": ["of-an-older-library"]}, None),
    ],
)
def test_a_do_against_anothers_dont(do, dont, answer):
    assert sure([says("do", **do), says("dont", OTHER, **dont)]) == ([answer] if answer else [])


@pytest.mark.parametrize(
    ("do", "dont", "answer"),
    [
        ({"side": "left"}, {"side": "left"}, "certain"),
        ({"side": "left"}, {"side": "both"}, "certain"),
        ({"side": "left"}, {"side": "right"}, None),
    ],
)
def test_sides_have_to_meet(do, dont, answer):
    squat = {"patterns": ["squat"], "regions": ["knee"]}
    assert sure([says("do", **squat, **do), says("dont", OTHER, **squat, **dont)]) == ([answer] if answer else [])


def test_the_trunk_has_no_side():
    twist = {"patterns": ["rotation"], "regions": ["lower-back"]}
    assert sure([says("do", **twist, side="left"), says("dont", OTHER, **twist, side="right")]) == ["certain"]


def test_nobody_contradicts_themselves_and_a_caution_is_no_dont():
    squat = {"patterns": ["squat"]}
    assert not sure([says("do", **squat), says("dont", **squat)])
    assert not sure([says("do", **squat), says("caution", OTHER, **squat)])


def test_an_exercise_against_anothers_dont_and_caution():
    no_impact, mind = says("dont", OTHER, attributes=["impact"]), says("caution", OTHER, regions=["knee"])
    pairs = contradictions([mind, no_impact], [asks_for("Skipping rope")])
    assert [(one.other, one.certainty, one.is_grave) for one in pairs] == [
        (no_impact, "certain", True),
        (mind, "look", False),
    ]
    assert [one.why for one in pairs] == ["with impact", "knee"]


def test_an_exercise_against_its_own_prescribers_dont_is_theirs_to_know():
    assert not sure([says("dont", attributes=["impact"])], [asks_for("Skipping rope")])


def test_the_prescribed_side_and_load_count():
    no_lunge = says("dont", OTHER, patterns=["lunge"], regions=["knee"], side="left")
    assert sure([no_lunge], [asks_for("Reverse lunge", side="left")]) == ["certain"]
    assert sure([no_lunge], [asks_for("Reverse lunge", side="right")]) == ["look"]
    light = says("caution", OTHER, patterns=["squat"], load_limit_kg=Decimal(20))
    assert sure([light], [asks_for("Goblet squat", load_kg=Decimal(24))]) == ["certain"]
    assert sure([light], [asks_for("Goblet squat", load_kg=Decimal(16))]) == ["look"]


def link(prescription, mark, goal_id):
    return PlanLink(prescription_id=prescription.pk, goal_id=goal_id, mark=mark)


def test_an_exercise_marked_as_supporting_is_hindered_by_what_certainly_limits_it():
    goal: UUID = uuid7()
    rope = asks_for("Skipping rope")
    own, others, maybe = (
        says("dont", attributes=["impact"]),
        says("caution", OTHER, patterns=["jump"]),
        says("caution", OTHER, regions=["knee"]),
    )
    limits = hindrances([rope], [own, others, maybe], [link(rope, "supports", goal)])
    assert [(one.by, one.goal_id) for one in limits] == [(own, goal), (others, goal)]
    for mark in ("limits", "unclear"):
        assert not hindrances([rope], [own], [link(rope, mark, goal)])
    assert not hindrances([asks_for("Heel raise")], [own], [link(rope, "supports", goal)])


TAGS = {
    "patterns": st.lists(st.sampled_from(sorted(PATTERNS)), max_size=3),
    "regions": st.lists(st.sampled_from(sorted(REGIONS)), max_size=3),
    "attributes": st.lists(st.sampled_from(sorted(ATTRIBUTES)), max_size=3),
}
anything = st.builds(
    Guidance,
    kind=st.sampled_from(["do", "dont", "caution"]),
    practitioner=st.sampled_from([ONE, OTHER]),
    side=st.sampled_from(["both", "left", "right"]),
    impact_limit=st.sampled_from(["", "low", "none"]),
    **TAGS,
)
exercises = st.builds(
    Prescription,
    exercise=st.builds(Exercise, per_side=st.booleans(), **TAGS),
    practitioner=st.sampled_from([ONE, OTHER]),
    side=st.sampled_from(["both", "left", "right"]),
)


def found(guidance, prescriptions):
    return {(id(one.instruction), id(one.other), one.certainty) for one in contradictions(guidance, prescriptions)}


@given(st.lists(anything, max_size=6), st.lists(exercises, max_size=3))
def test_order_changes_nothing_and_two_are_always_needed(guidance, prescriptions):
    assert found(guidance, prescriptions) == found(guidance[::-1], prescriptions[::-1])
    for contradiction in contradictions(guidance, prescriptions):
        assert contradiction.instruction.practitioner_id != contradiction.other.practitioner_id
        assert contradiction.why


@given(st.lists(anything, max_size=5), st.lists(exercises, max_size=3), anything)
def test_more_guidance_takes_no_contradiction_away(guidance, prescriptions, one_more):
    assert found(guidance, prescriptions) <= found([*guidance, one_more], prescriptions)
