"""Adherence is shown by exercise and by week: partly beside it, not in it; a changed dose is the same exercise."""

from datetime import UTC, date, datetime, timedelta

import pytest

from homework.answers import asked_and_answered
from homework.by_week import WEEKS, at_home_by_week, first_week
from tests.factories.careplan import PrescriptionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import HomeworkCheckInFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 30)
TODAY = MONDAY + timedelta(days=3)


@pytest.fixture
def raise_():
    return ExerciseFactory(name="Heel raise")


def prescribe(client, exercise, **fields):
    return PrescriptionFactory(
        client=client,
        exercise=exercise,
        where="home",
        **{"days_a_week": 7, "starts_on": MONDAY - timedelta(days=7)} | fields,
    )


def shown(client):
    return at_home_by_week(*asked_and_answered(client, first_week(TODAY), TODAY), today=TODAY)


def test_each_week_says_what_was_done_partly_skipped_and_not_answered(care_client, raise_):
    prescription = prescribe(care_client, raise_)
    for days, answer in ((7, "done"), (6, "done"), (5, "partly"), (4, "skipped")):
        HomeworkCheckInFactory(prescription=prescription, on=MONDAY - timedelta(days=days), answer=answer)
    HomeworkCheckInFactory(prescription=prescription, on=MONDAY, answer="done")
    [exercise] = shown(care_client)
    of_week = {week.starts_on: week.adherence for week in exercise.weeks}
    last, this = of_week[MONDAY - timedelta(days=7)], of_week[MONDAY]
    assert (last.due, last.done, last.partly, last.skipped, last.no_answer) == (7, 2, 1, 1, 3)
    assert (this.due, this.done, this.no_answer) == (3, 1, 2), "today is still open"
    assert len(exercise.weeks) == WEEKS
    assert of_week[MONDAY - timedelta(days=14)].due == 0
    assert (exercise.together.due, exercise.together.done) == (10, 3)


def test_a_changed_dose_goes_on_in_the_same_line_and_counts_from_its_day(care_client, raise_):
    changed_on = datetime(2026, 3, 30, 15, tzinfo=UTC)
    before = prescribe(care_client, raise_, stopped_at=changed_on)
    after = prescribe(care_client, raise_, starts_on=MONDAY, days_a_week=7)
    for prescription, on in ((before, MONDAY - timedelta(days=1)), (after, MONDAY)):
        HomeworkCheckInFactory(prescription=prescription, on=on, answer="done")
    [exercise] = shown(care_client)
    assert (exercise.together.due, exercise.together.done) == (10, 2)


def test_what_is_done_in_sessions_alone_is_no_homework(care_client, raise_):
    PrescriptionFactory(client=care_client, exercise=raise_, where="session", starts_on=MONDAY)
    assert shown(care_client) == []


def test_it_is_read_in_one_query(care_client, raise_, django_assert_num_queries):
    prescription = prescribe(care_client, raise_)
    for days in range(7):
        HomeworkCheckInFactory(prescription=prescription, on=MONDAY - timedelta(days=days), answer="done")
    with django_assert_num_queries(1):
        shown(care_client)
