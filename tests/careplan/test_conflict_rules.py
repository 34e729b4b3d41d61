"""What holds for every exercise and all guidance (careplan/conflicts.py), whatever is ticked."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from careplan.conflicts import find_all_conflicts, find_conflicts, how_sure
from careplan.models import Guidance
from exercises.models import Exercise
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS
from practitioners.models import Practitioner

pytestmark = pytest.mark.either_stack

SURENESS = [None, "look", "certain"]
SIDES = ["both", "left", "right"]


def words_of(labels):
    """Tags, now and then one that the library does not know."""
    return st.lists(st.sampled_from([*sorted(labels), "of-an-older-library"]), max_size=3)


tags = {"patterns": words_of(PATTERNS), "regions": words_of(REGIONS), "attributes": words_of(ATTRIBUTES)}
limits = {
    "side": st.sampled_from(SIDES),
    "load_limit_kg": st.none() | st.decimals(0, 300, places=2),
    "range_limit": st.sampled_from(["", "knee bent to 90° at most"]),
    "pain_limit": st.none() | st.integers(0, 10),
    "impact_limit": st.sampled_from(["", "low", "none"]),
    "until_next_visit": st.booleans(),
    "ends_on": st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
}
exercises = st.builds(Exercise, per_side=st.booleans(), **tags)
restrictions = st.builds(Guidance, kind=st.sampled_from(["dont", "caution"]), **tags, **limits)
physio = st.just(Practitioner(name="Dana Whitfield"))
anything = st.builds(Guidance, kind=st.sampled_from(["do", "dont", "caution"]), practitioner=physio, **tags, **limits)
knowledge = {"side": st.none() | st.sampled_from(SIDES), "load_kg": st.none() | st.decimals(0, 300, places=2)}
UNTAGGED = Exercise(source_name="Something of the trainer's own")


def found(exercise, rows, **known):
    """Which of the rows are hit, and how surely, by the row itself."""
    return {(id(hit.guidance), hit.certainty) for hit in find_conflicts(exercise, rows, **known)}


@given(exercises, st.lists(anything, max_size=6), st.fixed_dictionaries(knowledge))
def test_it_never_fails_and_always_says_why_and_until_when(exercise, restrictions, known):
    for hit in find_conflicts(exercise, restrictions, **known):
        assert hit.why
        assert hit.guidance.until
        assert hit.certainty in ("certain", "look")


@given(exercises, st.lists(anything, max_size=6))
def test_the_order_of_guidance_and_saying_it_again_change_nothing(exercise, restrictions):
    assert found(exercise, restrictions) == found(exercise, restrictions[::-1]) == found(exercise, restrictions)


@given(exercises, st.lists(anything, max_size=5), anything)
def test_more_guidance_takes_no_conflict_away(exercise, restrictions, one_more):
    assert found(exercise, restrictions) <= found(exercise, [*restrictions, one_more])


@given(st.lists(exercises, max_size=4), st.lists(anything, max_size=4))
def test_a_library_at_once_finds_what_one_by_one_finds(some, restrictions):
    assert find_all_conflicts(some, restrictions) == [find_conflicts(one, restrictions) for one in some]


@given(exercises, st.builds(Guidance, kind=st.just("do"), **tags, **limits), st.fixed_dictionaries(knowledge))
def test_a_do_is_never_hit(exercise, do, known):
    assert find_conflicts(exercise, [do], **known) == []


@given(restrictions)
def test_an_exercise_without_tags_is_never_called_free(restriction):
    assert how_sure(UNTAGGED, restriction) in ("look", "certain")


@given(exercises, st.builds(Guidance, kind=st.sampled_from(["dont", "caution"])))
def test_words_alone_are_never_passed_over_and_never_certain(exercise, words):
    assert how_sure(exercise, words) == "look"


@given(exercises, exercises, restrictions, st.fixed_dictionaries(knowledge))
def test_more_tags_never_make_a_certain_conflict_less(exercise, other, restriction, known):
    more = Exercise(
        patterns=exercise.patterns + other.patterns,
        regions=exercise.regions + other.regions,
        attributes=exercise.attributes + other.attributes,
        per_side=exercise.per_side,
    )
    if found(exercise, [restriction], **known) == {(id(restriction), "certain")}:
        assert found(more, [restriction], **known) == {(id(restriction), "certain")}


@given(exercises, restrictions, st.fixed_dictionaries(knowledge))
def test_knowing_side_or_load_never_takes_a_conflict_away(exercise, restriction, known):
    assert bool(find_conflicts(exercise, [restriction])) == bool(find_conflicts(exercise, [restriction], **known))


@given(exercises, restrictions, st.decimals(0, 300, places=2), st.decimals(0, 300, places=2))
def test_a_heavier_load_is_never_less_of_a_conflict(exercise, restriction, first, other):
    lighter, heavier = (
        SURENESS.index(hits[0].certainty if hits else None)
        for hits in (find_conflicts(exercise, [restriction], load_kg=load) for load in sorted([first, other]))
    )
    assert lighter <= heavier


@given(st.builds(Guidance, kind=st.just("dont"), impact_limit=st.just("none"), **tags), exercises)
def test_no_impact_is_hit_by_impact_though_it_was_not_ticked(restriction, exercise):
    exercise.attributes = [*exercise.attributes, "impact"]
    assert how_sure(exercise, restriction) in ("look", "certain")


@pytest.mark.parametrize(
    ("tagged", "restriction", "why"),
    [
        (
            {"patterns": ["spinal-flexion"], "regions": ["lower-back"]},
            {"patterns": ["spinal-flexion"], "regions": ["lower-back"]},
            "bending the spine forward, lower back",
        ),
        (
            {"patterns": ["spinal-flexion"], "regions": ["abdomen"]},
            {"patterns": ["spinal-flexion"], "attributes": ["loaded-spine"]},
            "bending the spine forward; is it with load on the spine?",
        ),
        (
            {"patterns": ["lunge"], "regions": ["knee"]},
            {"patterns": ["squat"], "regions": ["knee"], "side": "left"},
            "lunge, knee; close to squat; left",
        ),
        (
            {"patterns": ["squat"], "regions": ["knee"]},
            {"patterns": ["squat"], "load_limit_kg": Decimal("20.00"), "pain_limit": 3},
            "squat; allowed only up to 20 kg; stop when pain is over 3 of 10",
        ),
        ({"attributes": ["impact"], "regions": ["knee"]}, {"impact_limit": "none"}, "with impact; no impact"),
        ({"patterns": ["squat"], "regions": ["knee"]}, {}, "only words, nothing is ticked"),
        ({}, {"patterns": ["squat"]}, "the exercise is not tagged yet"),
        (
            {"patterns": ["stretch"], "regions": ["shoulder"]},
            {"patterns": ["stretch"], "regions": ["hip"]},
            "stretch; does it reach the hip?",
        ),
    ],
)
def test_why_is_told_in_a_short_phrase(tagged, restriction, why):
    (hit,) = find_conflicts(Exercise(**tagged), [Guidance(kind="dont", **restriction)])
    assert hit.why == why
