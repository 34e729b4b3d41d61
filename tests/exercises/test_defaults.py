"""What one tap adds to a load, and how long the rest is: by the equipment, or as a trainer says for themselves."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from exercises.defaults import STEPS, defaults_of, load_step
from exercises.models import Exercise, ExerciseDefaults
from exercises.tags import EQUIPMENT
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.exercises import ExerciseDefaultsFactory, ExerciseFactory, OwnExerciseFactory, UntaggedFactory
from web.keys import uuid7


def at(route, exercise):
    return reverse(f"exercises:{route}", args=[exercise.pk])


def signed_in(user):
    browser = Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def said():
    """All rows, by trainer and exercise."""
    return {
        (defaults.trainer_id, defaults.exercise_id): (defaults.step_kg, defaults.step_lb, defaults.rest_seconds)
        for defaults in ExerciseDefaults.objects.all()
    }


# --- the rule -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("equipment", "kg", "lb"),
    [
        ("barbell", "2.5", "5"),
        ("dumbbell", "2", "5"),
        ("kettlebell", "4", "5"),
        ("machine", "5", "10"),
        ("cable", "5", "10"),
        ("medicine-ball", "1", "2"),
        ("band", "2.5", "5"),
        ("none", "2.5", "5"),
        ("", "2.5", "5"),
    ],
)
def test_the_step_is_what_the_equipment_has(equipment, kg, lb):
    exercise = Exercise(equipment=equipment)
    assert [load_step(exercise, unit) for unit in ("kg", "lb")] == [Decimal(kg), Decimal(lb)]


def test_only_equipment_that_there_is_has_steps():
    assert STEPS.keys() <= EQUIPMENT.keys()


def test_what_the_trainer_says_goes_before_it_in_each_unit_by_itself():
    exercise = Exercise(equipment="machine")
    defaults = ExerciseDefaults(step_kg=Decimal("1.25"))
    assert load_step(exercise, "kg", defaults) == Decimal("1.25")
    assert load_step(exercise, "lb", defaults) == Decimal(10)
    assert load_step(exercise, "lb", ExerciseDefaults(step_lb=Decimal("2.5"))) == Decimal("2.5")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"step_kg": 0},
        {"step_kg": -1},
        {"step_kg": Decimal("50.01")},
        {"step_lb": 0},
        {"step_lb": Decimal("100.01")},
        {"rest_seconds": 601},
        {"step_kg": None, "step_lb": None, "rest_seconds": None},
    ],
)
def test_the_database_refuses_what_makes_no_sense(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ExerciseDefaultsFactory(**wrong)


@pytest.mark.django_db
def test_the_database_keeps_one_for_each_trainer_and_exercise():
    defaults = ExerciseDefaultsFactory()
    ExerciseDefaultsFactory(exercise=defaults.exercise)
    ExerciseDefaultsFactory(trainer=defaults.trainer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExerciseDefaultsFactory(trainer=defaults.trainer, exercise=defaults.exercise)


# --- the page -----------------------------------------------------------------------------


@pytest.fixture
def press(db):
    return ExerciseFactory(name="Leg press", equipment="machine")


def test_it_is_said_on_the_page_of_the_exercise(trainer, trainer_browser, press):
    answer = trainer_browser.post(
        at("defaults", press), {"step_kg": "7,5", "step_lb": "", "rest_seconds": "180"}, follow=True
    )
    page = answer.content.decode()
    assert said() == {(trainer.pk, press.pk): (Decimal("7.5"), None, 180)}
    assert "Saved." in page
    assert 'value="7.5"' in page
    assert '<option value="180" selected>' in page


def test_sent_twice_it_is_said_once_and_the_last_word_holds(trainer, trainer_browser, press):
    for step in ("1", "1", "2"):
        trainer_browser.post(at("defaults", press), {"step_kg": step})
    assert said() == {(trainer.pk, press.pk): (Decimal(2), None, None)}


def test_all_left_empty_it_is_as_usual_again(trainer, trainer_browser, press):
    ExerciseDefaultsFactory(trainer=trainer, exercise=press)
    assert trainer_browser.post(at("defaults", press), {"rest_seconds": ""}).status_code == 302
    assert said() == {}


def test_no_rest_is_another_thing_than_the_usual_one(trainer, trainer_browser, press):
    trainer_browser.post(at("defaults", press), {"rest_seconds": "0"})
    assert said() == {(trainer.pk, press.pk): (None, None, 0)}
    assert '<option value="0" selected>' in trainer_browser.get(at("detail", press)).content.decode()


def test_the_page_says_what_is_usual(trainer, trainer_browser, press):
    User.objects.filter(pk=trainer.pk).update(rest_seconds=120)
    page = trainer_browser.get(at("detail", press)).content.decode()
    for words in ("Left empty, it is 5.", "Left empty, it is 10.", "As usual: 2 minutes", "No timer"):
        assert words in page


@pytest.mark.parametrize(("unit", "order"), [("kg", ["step_kg", "step_lb"]), ("lb", ["step_lb", "step_kg"])])
def test_the_trainers_own_unit_comes_first(trainer, trainer_browser, press, unit, order):
    User.objects.filter(pk=trainer.pk).update(load_unit=unit)
    form = trainer_browser.get(at("detail", press)).context["form"]
    assert list(form.fields) == [*order, "rest_seconds"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("step_kg", "0", "from 0.1 to 50 kg; you typed “0”"),
        ("step_kg", "51", "from 0.1 to 50 kg"),
        ("step_kg", "1.255", "at most 2 decimals"),
        ("step_lb", "101", "from 0.1 to 100 lb"),
        ("step_lb", "five", "you typed “five”"),
        ("rest_seconds", "7", "7 is not one of the available choices"),
        ("rest_seconds", "long", "long is not one of the available choices"),
        ("step_kg", "a\x00b", "Null"),
    ],
)
def test_what_can_not_be_is_said_and_what_was_typed_stays(trainer, trainer_browser, press, field, value, says):
    typed = {"step_kg": "1.25", "step_lb": "2.5", "rest_seconds": "60"} | {field: value}
    answer = trainer_browser.post(at("defaults", press), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "Leg press" in page
    assert ('value="1.25"' in page) is (field != "step_kg")
    assert ('value="2.5"' in page) is (field != "step_lb")
    assert said() == {}


def test_a_get_leads_back(trainer_browser, press):
    assert trainer_browser.get(at("defaults", press)).url == at("detail", press)


@pytest.mark.parametrize("which", ["own", "out of use", "untagged", "replaced"])
def test_any_exercise_that_can_be_read_has_it(trainer, trainer_browser, which):
    exercise = {
        "own": lambda: OwnExerciseFactory(owner=trainer),
        "out of use": lambda: OwnExerciseFactory(owner=trainer, archived_at="2026-01-01T00:00Z"),
        "untagged": UntaggedFactory,
        "replaced": lambda: ExerciseFactory(replaced_by=ExerciseFactory()),
    }[which]()
    assert "In your sessions" in trainer_browser.get(at("detail", exercise)).content.decode()
    trainer_browser.post(at("defaults", exercise), {"step_kg": "1"})
    assert said() == {(trainer.pk, exercise.pk): (Decimal(1), None, None)}


def test_a_copy_goes_on_as_the_one_that_it_was_copied_from(trainer, trainer_browser):
    bare = UntaggedFactory()
    ExerciseDefaultsFactory(trainer=trainer, exercise=bare, step_kg=Decimal("0.5"), step_lb=None, rest_seconds=0)
    ExerciseDefaultsFactory(exercise=bare, rest_seconds=300)
    typed = {"key": uuid7(), "name": "Zercher squat", "regions": ["knee"], "measured_in": "reps"}
    for _ in range(2):
        trainer_browser.post(at("copy", bare), typed)
    copy = Exercise.objects.get(owner=trainer)
    [defaults] = ExerciseDefaults.objects.filter(exercise=copy)
    assert (defaults.trainer, defaults.step_kg, defaults.step_lb, defaults.rest_seconds) == (
        trainer,
        Decimal("0.5"),
        None,
        0,
    )


# --- nobody else's ------------------------------------------------------------------------


def test_what_another_trainer_says_is_theirs(trainer, trainer_browser, press):
    theirs = ExerciseDefaultsFactory(exercise=press, step_kg=Decimal("3.75"), rest_seconds=300)
    page = trainer_browser.get(at("detail", press)).content.decode()
    assert "3.75" not in page
    assert '<option value="" selected>' in page
    assert defaults_of(trainer) == {}
    trainer_browser.post(at("defaults", press), {"step_kg": "1", "trainer": str(theirs.trainer_id)})
    trainer_browser.post(at("defaults", press), {})
    assert said() == {(theirs.trainer_id, press.pk): (Decimal("3.75"), Decimal(2), 300)}


def test_another_trainers_own_exercise_is_not_there(trainer_browser, db):
    own = OwnExerciseFactory()
    for answer in (trainer_browser.get(at("defaults", own)), trainer_browser.post(at("defaults", own), {"step_kg": 1})):
        assert answer.status_code == 404
    assert said() == {}


def test_an_admin_reads_the_exercise_and_has_no_sessions(press):
    browser = signed_in(AdminFactory())
    assert "In your sessions" not in browser.get(at("detail", press)).content.decode()
    assert browser.post(at("defaults", press), {"step_kg": "1"}).status_code in {403, 404}
    assert said() == {}


def test_nothing_is_said_for_a_trainer_by_another(press):
    first, second = TrainerFactory(), TrainerFactory()
    signed_in(first).post(at("defaults", press), {"step_kg": "1"})
    signed_in(second).post(at("defaults", press), {"step_kg": "2"})
    assert {who: row[0] for (who, _what), row in said().items()} == {first.pk: Decimal(1), second.pk: Decimal(2)}
