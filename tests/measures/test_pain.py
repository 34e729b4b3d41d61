"""Every pain that anyone gave is one series, with where it came from."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.pain import highest_by_day, pain_of, pain_of_all
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    ReadingFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


def given(client, today, days=30):
    points = pain_of(client, since=today - timedelta(days=days), until=today)
    return [(point.value, str(point.source_words), point.exercise) for point in points]


def a_day_of_pain(client, on):
    """A session with pain before, in a set, over an exercise and after; an answer at home; and a reading."""
    began = datetime.combine(on, datetime.min.time(), tzinfo=client.zone) + timedelta(hours=10)
    session = TrainingSessionFactory(client=client, started_at=began, pain_before=2, pain_after=5)
    squat = ExerciseFactory(name="Goblet squat")
    SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=squat, pain=3), pain=4)
    raise_ = PrescriptionFactory(client=client, exercise=ExerciseFactory(name="Heel raise"))
    HomeworkCheckInFactory(prescription=raise_, on=on, pain=6)
    ReadingFactory(client=client, measure="nprs", value=1, taken_on=on)
    return session


def test_each_pain_is_there_with_its_source_in_the_order_of_the_day(care_client, today):
    a_day_of_pain(care_client, today - timedelta(days=2))
    assert given(care_client, today) == [
        (2, "before a session", ""),
        (5, "after a session", ""),
        (3, "in an exercise", "Goblet squat"),
        (4, "in a set", "Goblet squat"),
        (6, "at home", "Heel raise"),
        (1, "asked", ""),
    ]


def test_it_is_one_query_however_many_clients(trainer, today, django_assert_num_queries):
    clients = [ClientFactory(lead_trainer=trainer) for _ in range(3)]
    for client in clients:
        a_day_of_pain(client, today)
    with django_assert_num_queries(1):
        by_client = pain_of_all(clients, since=today, until=today)
    assert {key: len(points) for key, points in by_client.items()} == {client.pk: 6 for client in clients}


def test_another_clients_an_open_session_a_deleted_one_and_what_was_taken_out_are_not_in_it(care_client, today):
    a_day_of_pain(ClientFactory(), today)
    for state in ("open", "deleted"):
        session = TrainingSessionFactory(client=care_client, state=state)
        SetEntryFactory(entry=ExerciseEntryFactory(session=session, pain=7), pain=8)
    ReadingFactory(client=care_client, measure="nprs", value=9, taken_on=today, ended_at=timezone.now())
    ReadingFactory(client=care_client, measure="psfs", value=9, taken_on=today)
    assert given(care_client, today) == []


def test_its_day_is_the_clients(care_client):
    care_client.time_zone = "America/St_Johns"
    care_client.save()
    TrainingSessionFactory(client=care_client, started_at=datetime(2026, 3, 2, 3, tzinfo=UTC))  # 23:30 on the first
    on = date(2026, 3, 1)
    assert [point.on for point in pain_of(care_client, since=on, until=on)] == [on, on]


def test_a_day_counts_with_its_highest(care_client, today):
    a_day_of_pain(care_client, today)
    assert highest_by_day(pain_of(care_client, since=today, until=today)) == {today: 6}


def test_pain_that_was_asked_or_given_in_a_set_stands_on_the_clients_page_and_on_prepare(
    trainer_browser, care_client, today
):
    session = TrainingSessionFactory(client=care_client, pain_before=None, pain_after=None)
    SetEntryFactory(entry=ExerciseEntryFactory(session=session), pain=8)
    for page in ("workspace:overview", "workspace:prepare"):
        text = trainer_browser.get(reverse(page, args=[care_client.pk])).content.decode()
        assert "<strong>8</strong>/10" in text or "last 8" in text
