"""The library that ships: tagged by hand, and names beside it that say of themselves that they are not tagged."""

import csv

import pytest

from exercises.models import Exercise
from exercises.reference import DATA, load_exercises, whole_library
from exercises.search import find
from exercises.tags import EQUIPMENT
from tests.factories.exercises import ExerciseFactory
from web.search_text import searchable


@pytest.fixture(scope="module")
def shelf():
    """The whole library in memory, by code."""
    return {exercise.code: exercise for exercise in whole_library()}


@pytest.fixture(scope="module")
def names():
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_873_names_are_there_once(names, shelf):
    assert len(names) == len({row["code"] for row in names}) == 873
    for row in names:
        exercise = shelf[row["same_as"] or row["code"]]
        assert searchable(row["name"]) in exercise.search_text


def test_a_name_without_tags_bears_no_tag_at_all(names, shelf):
    extras = [shelf[row["code"]] for row in names if not row["same_as"]]
    assert len(extras) > 600
    for extra in extras:
        assert [extra.patterns, extra.regions, extra.attributes, extra.is_rehab] == [[], [], [], False], extra.name
        assert not extra.is_tagged


def test_what_is_the_same_stands_once(shelf):
    names_in_shelf = [searchable(exercise.name) for exercise in shelf.values()]
    assert len(names_in_shelf) == len(set(names_in_shelf))
    assert "barbell-squat" not in shelf
    assert "Barbell squat" in shelf["barbell-back-squat"].aliases


def test_same_as_leads_to_a_tagged_one(names, shelf):
    for row in names:
        assert not row["same_as"] or shelf[row["same_as"]].is_tagged, row["name"]


def test_facts_are_known_words(names):
    for row in names:
        assert row["equipment"] in {"", *EQUIPMENT}, row["name"]
        assert row["measured_in"] in Exercise.MeasuredIn.values, row["name"]
        assert row["muscles"], row["name"]


def test_everything_fits_into_its_column(shelf):
    for exercise in shelf.values():
        exercise.clean_fields(exclude=["owner", "copy_of", "replaced_by"])
        assert len(searchable(" ".join([exercise.name, *exercise.aliases]))) <= 500, exercise.name


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    first = load_exercises()
    before = list(Exercise.objects.order_by("pk").values())
    assert load_exercises() == first == len(before)
    assert list(Exercise.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_what_became_the_same_as_a_tagged_one_is_found_no_more_and_kept():
    was_apart = ExerciseFactory(code="barbell-squat", name="Barbell squat", regions=[])
    load_exercises()
    was_apart.refresh_from_db()
    assert was_apart.replaced_by.code == "barbell-back-squat"
    matches = find("barbell squat", among=Exercise.objects.usable_by(None))
    assert was_apart not in matches
    assert matches[0].code == "barbell-back-squat"


@pytest.mark.django_db
def test_a_trainers_own_ones_are_left_alone(trainer):
    own = ExerciseFactory(code=None, owner=trainer, name="Barbell squat")
    load_exercises()
    own.refresh_from_db()
    assert (own.owner, own.name) == (trainer, "Barbell squat")
