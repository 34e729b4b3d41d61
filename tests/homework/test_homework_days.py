"""Which days are asked about, and what the answers add up to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from careplan.models.home_plan import USUAL_WEEKDAYS
from homework.check_ins import Adherence, adherence, days, due_for, is_due, week_of_marks
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import HomeworkCheckInFactory

MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)
LATER = date(2026, 12, 31)


def prescription(**fields):
    return PrescriptionFactory.build(
        **({"starts_on": date(2026, 11, 1), "client": None, "practitioner": None, "exercise": None} | fields)
    )


def check_in(of, day, answer="done"):
    return HomeworkCheckInFactory.build(prescription=of, on=date(2026, 11, day), answer=answer)


@pytest.mark.parametrize("days_a_week", range(1, 8))
def test_a_week_asks_as_often_as_prescribed(days_a_week):
    exercise = prescription(days_a_week=days_a_week)
    assert sum(is_due(exercise, day) for day in days(MONDAY, SUNDAY)) == days_a_week


def test_three_days_a_week_leave_a_day_between():
    assert USUAL_WEEKDAYS[3] == {0, 2, 4}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"where": "both"}, True),
        ({"where": "session"}, False),
        ({"starts_on": MONDAY}, True),
        ({"starts_on": date(2026, 11, 17)}, False),
        ({"ends_on": MONDAY}, True),
        ({"ends_on": date(2026, 11, 15)}, False),
        ({"stopped_at": datetime(2026, 11, 16, 9, tzinfo=ZoneInfo("UTC"))}, False),
        ({"stopped_at": datetime(2026, 11, 17, 9, tzinfo=ZoneInfo("UTC"))}, True),
        ({"days_a_week": 1}, True),
    ],
)
def test_a_prescription_is_due_between_its_start_and_its_end(fields, expected):
    assert is_due(prescription(**fields), MONDAY) is expected


def test_no_answer_is_not_the_same_as_skipped():
    exercise = prescription()
    answers = [check_in(exercise, 16), check_in(exercise, 17, "partly"), check_in(exercise, 18, "skipped")]
    assert adherence([exercise], answers, MONDAY, SUNDAY, today=LATER) == Adherence(7, 1, 1, 1, 4)


def test_today_counts_only_once_it_is_answered():
    exercise = prescription()
    assert adherence([exercise], [], MONDAY, SUNDAY, today=date(2026, 11, 18)).due == 2
    assert adherence([exercise], [check_in(exercise, 18)], MONDAY, SUNDAY, today=date(2026, 11, 18)) == Adherence(
        3, 1, 0, 0, 2
    )


def test_an_answer_about_an_unasked_day_still_counts():
    exercise = prescription(days_a_week=1)
    assert adherence([exercise], [check_in(exercise, 19)], MONDAY, SUNDAY, today=LATER) == Adherence(2, 1, 0, 0, 1)


def test_answers_outside_the_period_and_to_others_are_left_out():
    exercise, other = prescription(days_a_week=1), prescription()
    answers = [check_in(exercise, 15), check_in(exercise, 23), check_in(other, 16)]
    assert adherence([exercise], answers, MONDAY, SUNDAY, today=LATER) == Adherence(1, 0, 0, 0, 1)


def test_a_period_that_ends_before_it_starts_asks_for_nothing():
    assert adherence([prescription()], [], SUNDAY, MONDAY, today=LATER) == Adherence()


def test_the_week_has_seven_marks_and_no_guilt():
    exercise = prescription(days_a_week=6)
    answers = [check_in(exercise, 16), check_in(exercise, 17, "partly"), check_in(exercise, 18, "skipped")]
    marks = week_of_marks([exercise], answers, SUNDAY, today=date(2026, 11, 21))
    assert [mark.state for mark in marks] == ["done", "partly", "skipped", "no-answer", "no-answer", "open", "nothing"]


def test_a_day_is_done_when_all_of_it_is_done():
    exercise, other = prescription(), prescription()
    marks = week_of_marks([exercise, other], [check_in(exercise, 22)], SUNDAY, today=LATER)
    assert marks[-1].state == "partly"
    marks = week_of_marks([exercise, other], [check_in(exercise, 22), check_in(other, 22)], SUNDAY, today=LATER)
    assert marks[-1].state == "done"


@pytest.mark.django_db
def test_nothing_is_due_for_somebody_unconfirmed_or_archived():
    for fields in ({"confirmed_at": None}, {"status": "archived"}):
        client = ClientFactory(**fields)
        PrescriptionFactory(client=client, starts_on=MONDAY)
        assert due_for(client, SUNDAY) == []
