"""What was done, exercise by exercise: the list, the line, and the table that says the same."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_log.progress import exercises_done
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory, OwnExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from web.time_chart import axis

pytestmark = pytest.mark.django_db


@pytest.fixture
def squat():
    return ExerciseFactory(name="Goblet squat")


def did(client, exercise, *sets, days_ago, **session):
    training = TrainingSessionFactory(client=client, started_at=timezone.now() - timedelta(days=days_ago), **session)
    entry = ExerciseEntryFactory(session=training, exercise=exercise)
    for fields in sets:
        SetEntryFactory(entry=entry, **fields)
    return entry


def page_of(browser, client, exercise, **query):
    return browser.get(reverse("sessions_log:exercise_progress", args=[client.pk, exercise.pk]), query)


def drawn(page):
    return {str(side.side): [value for _on, value in side.points] for side in page.context["progress"].sides}


def test_each_exercise_stands_once_the_latest_first(care_client, squat):
    row = ExerciseFactory(name="Row")
    for days_ago in (9, 5):
        did(care_client, squat, {}, {}, days_ago=days_ago)
    did(care_client, row, {}, days_ago=2)
    assert [(one.name, one.times) for one in exercises_done(care_client)] == [("Row", 1), ("Goblet squat", 2)]


def test_what_is_not_held_has_no_set_or_is_another_clients_is_not_there(care_client, squat):
    did(care_client, squat, {}, days_ago=1, state="open", ended_at=None)
    did(care_client, squat, days_ago=2)
    did(ClientFactory(), squat, {}, days_ago=3)
    assert exercises_done(care_client) == []


def test_nothing_logged_says_what_to_do(trainer_browser, care_client):
    page = trainer_browser.get(reverse("sessions_log:by_exercise", args=[care_client.pk])).content.decode()
    assert "Nothing logged yet" in page


def test_the_line_is_the_heaviest_set_of_each_day_in_the_trainers_unit(trainer, trainer_browser, care_client, squat):
    did(care_client, squat, {"load_kg": 40, "amount": 10}, {"load_kg": 45, "amount": 8}, days_ago=9)
    did(care_client, squat, {"load_kg": 50}, {"load_kg": None}, days_ago=2)
    page = page_of(trainer_browser, care_client, squat)
    assert drawn(page) == {"both": [45, 50]}
    text = page.content.decode()
    for words in ("10 × 40 kg; 8 × 45 kg", "first 45, best 50, last 50", "Best, kg"):
        assert words in text
    trainer.load_unit = "lb"
    trainer.save()
    in_pounds = page_of(trainer_browser, care_client, squat)
    assert drawn(in_pounds)["both"] == [99.2, 110.25]
    assert "Best, lb" in in_pounds.content.decode()


def test_without_any_load_it_is_the_amount(trainer_browser, care_client):
    plank = ExerciseFactory(name="Plank", measured_in="seconds")
    for days_ago, amount in ((9, 30), (2, 45)):
        did(care_client, plank, {"amount": amount, "load_kg": None}, days_ago=days_ago)
    page = page_of(trainer_browser, care_client, plank)
    assert drawn(page) == {"both": [30, 45]}
    assert "Best, seconds" in page.content.decode()


def test_sides_have_lines_of_their_own_and_columns_that_say_the_same(trainer_browser, care_client, squat):
    did(care_client, squat, {"side": "left", "load_kg": 10}, {"side": "right", "load_kg": 14}, days_ago=9)
    did(care_client, squat, {"side": "left", "load_kg": 12}, days_ago=2)
    page = page_of(trainer_browser, care_client, squat)
    assert drawn(page) == {"left": [10, 12], "right": [14]}
    values = [[best for _chart, best in time.best] for time, _words in page.context["rows"]]
    assert values == [[12.0, None], [10.0, 14.0]]
    assert 'data-label="Right, kg"' in page.content.decode()
    assert "No data" in page.content.decode()


def test_the_same_exercise_twice_in_a_day_is_one_dot_and_two_rows(trainer_browser, care_client, squat):
    entry = did(care_client, squat, {"load_kg": 40}, days_ago=5)
    SetEntryFactory(entry=ExerciseEntryFactory(session=entry.session, exercise=squat), load_kg=60)
    page = page_of(trainer_browser, care_client, squat)
    assert drawn(page) == {"both": [60]}
    assert len(page.context["rows"]) == 2


def test_the_worst_pain_of_the_sets_stands_beside(trainer_browser, care_client, squat):
    did(care_client, squat, {"pain": 2}, {"pain": 5}, {"pain": None}, days_ago=5)
    assert [time.pain for time, _words in page_of(trainer_browser, care_client, squat).context["rows"]] == [5]


def test_what_this_client_has_not_done_is_not_there(trainer_browser, care_client, squat):
    did(ClientFactory(), squat, {}, days_ago=3)
    assert page_of(trainer_browser, care_client, squat).status_code == 404


def test_an_own_exercise_of_another_trainer_is_read_where_the_client_did_it(trainer_browser, care_client):
    own = OwnExerciseFactory()
    did(care_client, own, {}, days_ago=3)
    assert own.name in page_of(trainer_browser, care_client, own).content.decode()


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([40, 60], (40, 60)),
        ([41.5, 58], (40, 60)),
        ([50], (49, 51)),
        ([0.5], (0, 1)),
        ([0, 0], (0, 1)),
        ([1, 999], (0, 1000)),
    ],
)
def test_an_axis_goes_around_its_values_in_round_numbers(values, ends):
    assert axis(values) == ends


def test_five_hundred_sessions_ask_as_many_queries_as_twenty(
    trainer_browser, care_client, squat, django_assert_max_num_queries, django_assert_num_queries
):
    listed = reverse("sessions_log:by_exercise", args=[care_client.pk])

    def fill(days):
        for day in days:
            did(care_client, squat, {"load_kg": Decimal(day % 60)}, {"load_kg": 20}, days_ago=day)

    fill(range(1, 21))
    trainer_browser.get(listed)
    with django_assert_max_num_queries(100) as list_of_few:
        trainer_browser.get(listed)
    with django_assert_max_num_queries(100) as few:
        page_of(trainer_browser, care_client, squat)
    fill(range(21, 501))
    with django_assert_num_queries(len(list_of_few)):
        trainer_browser.get(listed)
    with django_assert_num_queries(len(few)):
        page = page_of(trainer_browser, care_client, squat)
    assert page.context["next_key"]
    own = [one for one in few if "sessions_log" in one["sql"] or "exercises_" in one["sql"]]
    assert len(own) <= 4


def test_all_times_are_reached_page_by_page(trainer_browser, care_client, squat):
    for day in range(1, 46):
        did(care_client, squat, {}, days_ago=day)
    first = page_of(trainer_browser, care_client, squat)
    second = page_of(trainer_browser, care_client, squat, after=first.context["next_key"])
    assert (len(first.context["rows"]), len(second.context["rows"]), second.context["next_key"]) == (40, 5, "")


def test_one_loaded_set_keeps_the_unloaded_ones_beside_it(trainer_browser, care_client):
    pull_up = ExerciseFactory(name="Pull-up")
    for days_ago, amount in ((9, 3), (8, 4), (7, 5), (6, 7), (5, 9)):
        did(care_client, pull_up, {"amount": amount, "load_kg": None}, days_ago=days_ago)
    did(care_client, pull_up, {"amount": 6, "load_kg": Decimal("2.5")}, days_ago=1)
    sides = page_of(trainer_browser, care_client, pull_up).context["progress"].sides
    assert [(side.label, [value for _on, value in side.points]) for side in sides] == [
        ("Best, kg", [2.5]),
        ("Best, repetitions", [3, 4, 5, 7, 9, 6]),
    ]


def test_of_an_assisted_exercise_less_help_is_better(trainer_browser, care_client):
    assisted = ExerciseFactory(name="Assisted pull-up")
    for days_ago, help_kg in ((9, 40), (5, 30), (1, 20)):
        did(care_client, assisted, {"load_kg": help_kg}, {"load_kg": help_kg + 5}, days_ago=days_ago)
    page = page_of(trainer_browser, care_client, assisted)
    assert drawn(page) == {"both": [40, 30, 20]}
    assert "first 40, best 20, last 20 kg; less help is better" in page.content.decode()
