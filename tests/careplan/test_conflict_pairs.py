"""Exercise by exercise: does it hit the don't? A physio can read this table and correct it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.conflicts import find_conflicts
from careplan.models import Guidance
from exercises.models import Exercise
from exercises.reference import library
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS

LIBRARY = {exercise.name: exercise for exercise in library()}

NO_SPINAL_FLEXION = {"patterns": ["spinal-flexion"], "regions": ["lower-back"]}
NO_LOADED_FLEXION = {"patterns": ["spinal-flexion"], "attributes": ["loaded-spine"]}
NO_IMPACT = {"attributes": ["impact"]}
NO_OVERHEAD = {"attributes": ["overhead"], "regions": ["shoulder"]}
NO_JUMP_OR_RUN = {"patterns": ["jump", "run"]}
MIND_THE_KNEE = {"regions": ["knee"]}
NO_HINGE = {"patterns": ["hinge"]}
NO_DEEP_SQUAT = {"patterns": ["squat"], "regions": ["knee"]}
NO_BREATH_HOLD = {"attributes": ["breath-hold"]}
WORDS_ALONE: dict[str, list[str]] = {}

PAIRS = [
    ("Sit-up", NO_SPINAL_FLEXION, "certain"),
    ("Jefferson curl", NO_SPINAL_FLEXION, "certain"),
    ("Goblet squat", NO_SPINAL_FLEXION, None),
    ("Plank", NO_SPINAL_FLEXION, None),
    ("Heel raise", NO_SPINAL_FLEXION, None),
    ("Jefferson curl", NO_LOADED_FLEXION, "certain"),
    ("Sit-up", NO_LOADED_FLEXION, "look"),
    ("Deadlift", NO_LOADED_FLEXION, None),
    ("Box jump", NO_IMPACT, "certain"),
    ("Treadmill running", NO_IMPACT, "certain"),
    ("Heel raise", NO_IMPACT, None),
    ("Plank", NO_IMPACT, None),
    ("Box jump", NO_JUMP_OR_RUN, "certain"),
    ("Barbell back squat", NO_JUMP_OR_RUN, None),
    ("Barbell back squat", MIND_THE_KNEE, "look"),
    ("Goblet squat", MIND_THE_KNEE, "look"),
    ("Chin tuck", MIND_THE_KNEE, None),
    ("Seated cable row", MIND_THE_KNEE, None),
    ("Deadlift", NO_HINGE, "certain"),
    ("Barbell back squat", NO_HINGE, None),
    ("Barbell back squat", NO_DEEP_SQUAT, "certain"),
    ("Dumbbell bench press", NO_DEEP_SQUAT, None),
    ("Barbell back squat", NO_BREATH_HOLD, "certain"),
    ("Heel raise", NO_BREATH_HOLD, None),
    ("Dumbbell bench press", NO_OVERHEAD, None),
    ("Heel raise", WORDS_ALONE, "look"),
    ("Plank", WORDS_ALONE, "look"),
]


def guidance(kind="dont", **tags):
    return Guidance(kind=kind, **{"patterns": [], "regions": [], "attributes": []} | tags)


@pytest.mark.parametrize(("name", "tags", "sure"), PAIRS)
def test_a_pair(name, tags, sure):
    hits = find_conflicts(LIBRARY[name], [guidance(**tags)])
    assert [hit.certainty for hit in hits] == ([sure] if sure else [])


tags_of = {
    "patterns": st.lists(st.sampled_from(sorted(PATTERNS)), max_size=3),
    "regions": st.lists(st.sampled_from(sorted(REGIONS)), max_size=3),
    "attributes": st.lists(st.sampled_from(sorted(ATTRIBUTES)), max_size=3),
}
exercises = st.builds(Exercise, **tags_of)
restrictions = st.builds(guidance, kind=st.sampled_from(["dont", "caution"]), **tags_of)


@given(exercises, st.lists(restrictions, max_size=5))
def test_order_and_repetition_change_nothing(exercise, asked):
    def found(rows):
        return sorted((rows_id[id(hit.guidance)], hit.certainty) for hit in find_conflicts(exercise, rows))

    rows_id = {id(row): number for number, row in enumerate(asked)}
    assert found(asked) == found(asked[::-1]) == found(asked)


@given(exercises, st.builds(guidance, kind=st.just("do"), **tags_of))
def test_a_do_is_never_hit(exercise, do):
    assert find_conflicts(exercise, [do]) == []


@given(restrictions)
def test_an_exercise_without_tags_is_never_called_free(restriction):
    untagged = Exercise(name="Something of the trainer's own")
    assert [hit.certainty for hit in find_conflicts(untagged, [restriction])] == ["look"]


@given(exercises)
def test_words_without_tags_are_never_passed_over(exercise):
    assert len(find_conflicts(exercise, [guidance()])) == 1
