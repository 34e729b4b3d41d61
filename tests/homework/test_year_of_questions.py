"""A year of questions, over both changes of the clock, where the client lives: no day twice, none missed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from careplan.models import HomePlan, Prescription
from clients.models import Client
from homework.asking import next_question

FIRST = date(2026, 3, 1)
YEAR = 365


def prescribed(zone: str, days_a_week: int, ask_hour: int) -> Prescription:
    client = Client(name="Ana", time_zone=zone)
    client.home_plan = HomePlan(client=client, ask_hour=ask_hour)
    created = datetime.combine(FIRST - timedelta(days=9), time(12), tzinfo=UTC)
    return Prescription(client=client, starts_on=FIRST, days_a_week=days_a_week, created_at=created)


@pytest.mark.parametrize("zone", ["America/Toronto", "America/Vancouver", "America/St_Johns"])
@pytest.mark.parametrize(("days_a_week", "ask_hour"), [(7, 17), (7, 7), (3, 20)])
def test_each_day_of_a_year_once(zone, days_a_week, ask_hour):
    prescription, here = prescribed(zone, days_a_week, ask_hour), ZoneInfo(zone)
    now = datetime.combine(FIRST, time(0), tzinfo=here).astimezone(UTC)
    questions = []
    while (at := next_question(prescription, now=now)) and at.astimezone(here).date() < FIRST + timedelta(days=YEAR):
        assert at.astimezone(here).hour == ask_hour
        questions.append(at.astimezone(here).date())
        now = at.astimezone(UTC) + timedelta(seconds=30)  # the sweep comes a little later
    days = [FIRST + timedelta(days=number) for number in range(YEAR)]
    weekdays = prescription.home_plan.weekdays(days_a_week, FIRST)
    assert questions == [day for day in days if day.weekday() in weekdays]


def test_who_moves_in_the_middle_of_a_week_is_asked_each_day_once():
    prescription = prescribed("America/Vancouver", 7, 17)
    now = datetime.combine(FIRST, time(0), tzinfo=ZoneInfo("America/Vancouver")).astimezone(UTC)
    questions = []
    for zone in ["America/Vancouver"] * 3 + ["America/St_Johns"] * 3 + ["America/Vancouver"] * 3:
        prescription.client.time_zone = zone
        at = next_question(prescription, now=now)
        assert at
        questions.append(at.astimezone(ZoneInfo(zone)).date())
        now = at.astimezone(UTC) + timedelta(seconds=30)
    days = sorted(set(questions))  # a day that comes twice has one mail, by its key
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert questions == sorted(questions)
