"""Searching the library: typing, accents, order, and words a letter off."""

import pytest

from exercises.models import Exercise
from exercises.reference import library
from exercises.search import find
from tests.factories.accounts import TrainerFactory
from tests.factories.exercises import ExerciseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    """The hand-tagged library, in the database."""
    Exercise.objects.bulk_create(library())
    return Exercise.objects.usable_by(None)


def names(words, among, at_most=12):
    return [exercise.name for exercise in find(words, among=among, at_most=at_most)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("clamshell", "Clamshell"),
        ("clamshel", "Clamshell"),
        ("clamshelll", "Clamshell"),
        ("clamhsell", "Clamshell"),
        ("bulgarain split", "Bulgarian split squat"),
        ("bulgarai", "Bulgarian split squat"),  # while typing
        ("ext rotation", "External rotation with band"),
        ("band rotation external", "External rotation with band"),
        ("kettelbell swing", "Kettlebell swing"),
        ("dumbell curl", "Dumbbell curl"),
        ("PLIÉ", "Sumo squat"),
        ("plie squat", "Sumo squat"),
        ("pullup", "Pull-up"),
        ("pull ups", "Pull-up"),
        ("press up", "Push-up"),
        ("deadbug", "Dead bug"),
        ("dead lift", "Deadlift"),
        ("calves raise", "Heel raise"),
        ("childs pose", "Child's pose"),
        ("worlds greatest", "World's greatest stretch"),
        ("heal raise", "Heel raise"),
        ("flye", "Cable fly"),
        ("tke", "Terminal knee extension"),
    ],
)
def test_what_is_meant_is_among_the_first(shelf, typed, wanted):
    assert wanted in names(typed, shelf)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("squatt", "squat"), ("plank", "Plank"), ("heel raise", "Heel raise"), ("rdl", "Romanian deadlift")],
)
def test_the_best_comes_first(shelf, typed, first):
    assert first in names(typed, shelf)[0]


def test_words_as_typed_come_before_words_that_begin_so_and_those_before_near_ones():
    for name in ("Clamp hold", "Cramp drill", "Clamping drill"):
        ExerciseFactory(name=name)
    assert names("clamp", Exercise.objects.all()) == ["Clamp hold", "Clamping drill", "Cramp drill"]


def test_of_equals_the_tagged_one_comes_first():
    ExerciseFactory(name="Row A", regions=[])
    ExerciseFactory(name="Row with a long name")
    assert names("row", Exercise.objects.all()) == ["Row with a long name", "Row A"]


def test_nothing_is_guessed_where_enough_is_found():
    for number in range(12):
        ExerciseFactory(name=f"Plank {number}")
    ExerciseFactory(name="Blank")
    assert "Blank" not in names("plank", Exercise.objects.all(), at_most=99)


@pytest.mark.parametrize("typed", ["", "   ", "-", "%", "_", "\\", "xyzzy", "zqx", "a" * 500, "مرحبا", "' or 1=1"])
def test_what_fits_nothing_finds_nothing(shelf, typed):
    assert names(typed, shelf) == []


def test_every_word_counts(shelf):
    assert "Heel raise" not in names("heel squat", shelf)


def test_only_what_may_be_chosen_is_found():
    owner = TrainerFactory()
    ExerciseFactory(name="Zebra walk", code=None, owner=owner)
    assert names("zebra", Exercise.objects.usable_by(owner.pk)) == ["Zebra walk"]
    for other in (TrainerFactory().pk, None):
        assert names("zebra", Exercise.objects.usable_by(other)) == []


def test_a_renamed_exercise_is_found_at_once():
    exercise = ExerciseFactory(name="Zebra walk")
    assert names("zebra", Exercise.objects.all())
    exercise.source_name = "Giraffe walk"
    exercise.save()
    assert names("giraffe", Exercise.objects.all())
    assert not names("zebra", Exercise.objects.all())


def test_a_search_asks_twice_however_large_the_library(shelf, django_assert_num_queries):
    with django_assert_num_queries(2):
        find("squat", among=shelf)
    with django_assert_num_queries(1):
        find("xyzzy", among=shelf)
