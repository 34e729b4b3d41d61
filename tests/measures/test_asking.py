"""A schedule asks a client for measures by mail: once on its day, all in one mail, and never twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from measures.asking import ask_for_measures, last_day
from measures.models import ReadingSchedule
from outbox.models import Message
from outbox.suppression import suppress
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ReadingScheduleFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def at(day: date, hour: int) -> datetime:
    """UTC; Toronto is five hours behind in winter and four in summer."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def schedule(client, **fields):
    return ReadingScheduleFactory(client=client, **{"starts_on": MONDAY, "every_weeks": 4} | fields)


def mails():
    return list(Message.objects.filter(kind="measures.asked"))


def test_it_is_asked_at_ten_on_its_day_and_four_weeks_later(care_client):
    row = schedule(care_client)
    hours = [at(MONDAY, 14), at(MONDAY, 15), at(MONDAY, 16), at(MONDAY + timedelta(days=7), 15)]
    assert [ask_for_measures(now) for now in hours] == [0, 1, 0, 0]
    row.refresh_from_db()
    assert (row.asked_on, row.due_at) == (MONDAY, at(MONDAY + timedelta(weeks=4), 14))  # summer time by then
    assert ask_for_measures(at(MONDAY + timedelta(weeks=4), 14)) == 1


def test_all_that_is_due_comes_in_one_mail(care_client):
    for measure in ("nprs", "psfs", "evs"):
        schedule(care_client, measure=measure)
    assert ask_for_measures(at(MONDAY, 15)) == 1
    assert len(mails()) == 1


def test_what_was_missed_while_nothing_ran_is_asked_once(care_client):
    row = schedule(care_client)
    assert ask_for_measures(at(MONDAY + timedelta(days=3), 15)) == 1
    row.refresh_from_db()
    assert row.due_at == at(MONDAY + timedelta(weeks=4), 14)


def test_who_said_stop_is_archived_or_has_not_confirmed_is_asked_nothing(care_client, trainer):
    suppress(care_client.mailbox, scope="reminders", cause="stopped", why="their own word")
    others = [
        ClientFactory(lead_trainer=trainer, **fields) for fields in ({"status": "archived"}, {"confirmed_at": None})
    ]
    for client in (care_client, *others):
        schedule(client)
    assert ask_for_measures(at(MONDAY, 15)) == 0
    assert not ReadingSchedule.objects.filter(due_at__lte=at(MONDAY, 15)).exists(), "each is looked at once"


def test_the_sweep_reads_nobody_who_is_not_due(care_client, django_assert_num_queries):
    schedule(care_client, due_at=at(MONDAY, 14))
    with django_assert_num_queries(3):  # the query, and its transaction
        ask_for_measures(at(MONDAY, 13))


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2026, 3, 1), None), (MONDAY, MONDAY), (date(2026, 3, 29), MONDAY), (date(2026, 3, 30), date(2026, 3, 30))],
)
def test_its_days_are_four_weeks_apart(today, last):
    assert last_day(ReadingSchedule(starts_on=MONDAY, every_weeks=4), today) == last


def test_a_trainer_sets_it_changes_the_rhythm_and_ends_it(trainer_browser, care_client):
    address = reverse("measures:schedules", args=[care_client.pk])
    on = trainer_browser.get(address).context["form"]["starts_on"].value()
    form = {"measure": "psfs", "starts_on": f"{on:%Y-%m-%d}"}
    for weeks in ("4", "2"):
        assert trainer_browser.post(address, {"key": uuid7(), "every_weeks": weeks} | form).status_code == 302
    [row] = ReadingSchedule.objects.filter(ended_at=None)
    assert (row.measure, row.every_weeks) == ("psfs", 2)
    assert "Patient-Specific Functional Scale: every 2 weeks" in trainer_browser.get(address).content.decode()
    trainer_browser.post(reverse("measures:end_schedule", args=[care_client.pk, row.pk]))
    assert not ReadingSchedule.objects.filter(ended_at=None).exists()
    assert "Nothing is asked for yet" in trainer_browser.get(address).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"every_weeks": "0"}, {"every_weeks": "27"}, {"starts_on": "2001-01-01"}, {"measure": "rom"}]
)
def test_a_wrong_rhythm_is_said(trainer_browser, care_client, wrong):
    address = reverse("measures:schedules", args=[care_client.pk])
    on = trainer_browser.get(address).context["form"]["starts_on"].value()
    form = {"key": uuid7(), "measure": "psfs", "every_weeks": "4", "starts_on": f"{on:%Y-%m-%d}"} | wrong
    assert trainer_browser.post(address, form).status_code == 422
    assert not ReadingSchedule.objects.exists()
