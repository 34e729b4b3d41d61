"""Repeating sessions as a trainer plans, changes and ends them."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import PlannedSession, SessionSeries
from sessions_log.series import Rule, plan_series
from sessions_log.series_words import clock_words
from tests import pages
from tests.factories.sessions_log import SessionSeriesFactory, next_weekday
from web.keys import uuid7

pytestmark = pytest.mark.django_db
TUESDAY = 1


def as_read(answer) -> str:
    return pages.as_read(answer.content.decode())


@pytest.fixture
def weekly(trainer, care_client) -> SessionSeries:
    rule = Rule.of(SessionSeriesFactory.build(client=care_client))
    return plan_series(care_client, trainer=trainer, rule=rule, key=uuid7())


def typed(**changed) -> dict:
    usual = {
        "key": str(uuid7()),
        "starts_at": f"{next_weekday(TUESDAY)}T17:00",
        "minutes": "60",
        "every": "1",
        "weekdays": ["1", "3"],
    }
    return usual | changed


def address(route: str, *args) -> str:
    return reverse(f"sessions_log:{route}", args=args)


def test_a_series_is_planned_once_however_often_the_form_comes(trainer_browser, care_client):
    form = typed()
    for _time in range(2):
        answer = trainer_browser.post(address("plan", care_client.pk), form, follow=True)
    assert "Planned: Every Tuesday and Thursday at 17:00." in as_read(answer)
    assert SessionSeries.objects.count() == 1
    assert PlannedSession.objects.filter(series__isnull=False).count() == 52


def test_without_repeating_it_is_one_session(trainer_browser, care_client):
    trainer_browser.post(address("plan", care_client.pk), typed(every=""))
    assert PlannedSession.objects.get().series is None


def test_no_weekday_chosen_is_that_of_the_first(trainer_browser, care_client):
    trainer_browser.post(address("plan", care_client.pk), typed(weekdays=[], every="2"))
    assert SessionSeries.objects.get().weekdays == 1 << TUESDAY


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", "1999-01-01"),
        ("ends_on", "2099-01-01"),
        ("ends_on", "never"),
        ("every", "9"),
        ("weekdays", ["8"]),
        ("minutes", "1"),
    ],
)
def test_what_can_not_be_is_said_at_its_field_and_nothing_is_saved(trainer_browser, care_client, field, value):
    answer = trainer_browser.post(address("plan", care_client.pk), typed(**{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert f'value="{next_weekday(TUESDAY)}T17:00"' in answer.content.decode()
    assert not PlannedSession.objects.exists()


def test_a_last_day_before_the_first_weekday_is_said(trainer_browser, care_client):
    monday_alone = typed(weekdays=["0"], ends_on=str(next_weekday(TUESDAY) + timedelta(days=2)))
    answer = trainer_browser.post(address("plan", care_client.pk), monday_alone)
    assert "No session lies between" in as_read(answer)
    assert not SessionSeries.objects.exists()


def test_a_moment_that_the_clock_skips_is_refused_in_words(trainer_browser, care_client):
    spring = next_clock_change()
    answer = trainer_browser.post(address("plan", care_client.pk), typed(starts_at=f"{spring}T02:30", every=""))
    assert answer.status_code == 422
    assert "The clock is set on that day" in as_read(answer)


def next_clock_change():
    """The second Sunday of March that comes next, on which Toronto's clock skips from 2:00 to 3:00."""
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        march = today.replace(year=year, month=3, day=8)
        change = march + timedelta(days=(6 - march.weekday()) % 7)
        if change > today:
            return change
    raise AssertionError("every year has a March")


def test_a_series_over_a_skipped_time_says_where_that_session_lies():
    nightly = SessionSeriesFactory(weekdays=1 << 6, at=time(2, 30), starts_on=date(2027, 3, 7))
    words = clock_words(nightly, [date(2027, 3, 7), date(2027, 3, 14)])
    assert words == ["On 14 March 2027 the clock skips 02:30: that session is at 03:30."]


def test_one_is_moved_alone_and_its_page_says_so(trainer_browser, care_client, weekly):
    single = weekly.sessions.order_by("starts_at")[1]
    page = address("change_plan", care_client.pk, single.pk)
    assert "Every Tuesday at 17:00" in as_read(trainer_browser.get(page))
    moved = {"starts_at": f"{single.series_day}T19:00", "minutes": "60"}
    trainer_browser.post(page, moved)
    single.refresh_from_db()
    assert single.differs
    assert "this one was changed alone" in as_read(trainer_browser.get(page))


def test_one_is_cancelled_and_planned_again(trainer_browser, care_client, weekly):
    single = weekly.sessions.order_by("starts_at")[1]
    attendance = address("attendance", care_client.pk, single.pk) + "?from=calendar"
    answer = trainer_browser.post(attendance, {"attendance": "cancelled"})
    assert answer.url == f"{address('calendar')}?on={single.series_day}"
    assert "Plan it again" in as_read(trainer_browser.get(address("change_plan", care_client.pk, single.pk)))
    trainer_browser.post(attendance, {"attendance": "planned"})
    single.refresh_from_db()
    assert single.attendance == "planned"


def test_all_are_changed_from_a_day_on_once_however_often_the_form_comes(trainer_browser, care_client, weekly):
    page = address("change_series", care_client.pk, weekly.pk)
    form = trainer_browser.get(page).context["form"]
    assert form.initial["starts_on"] == weekly.starts_on
    change = {
        "key": str(form.initial["key"]),
        "starts_on": str(weekly.starts_on + timedelta(days=7)),
        "at": "18:15",
        "minutes": "45",
        "every": "1",
        "weekdays": ["1"],
    }
    for _time in range(2):
        answer = trainer_browser.post(page, change, follow=True)
        assert "Every Tuesday at 18:15" in as_read(answer)
    assert SessionSeries.objects.count() == 2
    weekly.refresh_from_db()
    assert weekly.sessions.count() == 1


def test_a_change_from_the_first_day_on_takes_the_place_of_all(trainer_browser, care_client, weekly):
    change = {
        "key": str(uuid7()),
        "starts_on": str(weekly.starts_on),
        "at": "18:15",
        "minutes": "45",
        "every": "1",
    }
    for _time in range(2):
        answer = trainer_browser.post(address("change_series", care_client.pk, weekly.pk), change, follow=True)
        assert answer.status_code == 200
    assert SessionSeries.objects.get().pk != weekly.pk


def test_a_change_begins_ahead(trainer_browser, care_client, weekly):
    change = {"starts_on": str(timezone.localdate() - timedelta(days=1)), "at": "18:15", "minutes": "45", "every": "1"}
    answer = trainer_browser.post(address("change_series", care_client.pk, weekly.pk), change)
    assert answer.status_code == 422
    assert answer.context["form"].errors["starts_on"]


def test_they_are_ended_and_go_on_again(trainer_browser, care_client, weekly):
    end = address("end_series", care_client.pk, weekly.pk)
    answer = trainer_browser.post(end, {"ends_on": str(weekly.starts_on)}, follow=True)
    assert "until" in as_read(answer)
    assert weekly.sessions.count() == 1
    trainer_browser.post(end, {"ends_on": ""})
    assert weekly.sessions.count() > 20
    assert trainer_browser.post(end, {"ends_on": "2099-01-01"}).status_code == 422
    gone = trainer_browser.post(end, {"ends_on": str(weekly.starts_on - timedelta(days=1))}, follow=True)
    assert "None of these sessions is planned any more." in as_read(gone)
