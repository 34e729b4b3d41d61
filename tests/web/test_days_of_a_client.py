"""A session's day is the client's, on every page: the trainer in Vancouver, the client in St. John's."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients.access import join_own_account
from sessions_log.forms import PlanSessionForm
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    PlannedSessionFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.pages import as_read
from tests.practitioner_portal.test_shared_page import browser_of
from tests.sessions_log.rules import end_session
from web.zones import today_in

pytestmark = pytest.mark.django_db
ST_JOHNS, VANCOUVER = "America/St_Johns", "America/Vancouver"


@pytest.fixture
def trainer():
    return TrainerFactory(time_zone=VANCOUVER)


@pytest.fixture
def care_client(trainer):
    return ClientFactory(lead_trainer=trainer, time_zone=ST_JOHNS)


@pytest.fixture
def on():
    return today_in(ST_JOHNS, timezone.now()) - timedelta(days=3)


@pytest.fixture
def session(care_client, on):
    """Half an hour after midnight in St. John's, when it is still the day before in Vancouver."""
    started_at = datetime.combine(on, time(0, 30), tzinfo=ZoneInfo(ST_JOHNS))
    session = TrainingSessionFactory(client=care_client, started_at=started_at)
    SetEntryFactory(entry=ExerciseEntryFactory(session=session))
    return session


def assert_on(page, on):
    """The page names the day `on`, and never the day before."""
    text = as_read(page.content.decode())
    assert page.status_code == 200
    assert _is_named(on, text), "the client's day"
    assert not _is_named(on - timedelta(days=1), text), "the trainer's day"


def _is_named(day, text):
    return any(re.search(rf"(?<!\d){date_format(day, form)}", text) for form in ("j F", "j M Y"))


OF_A_SESSION = ("detail", "log", "finish", "ask_delete", "sync_conflicts")


@pytest.mark.parametrize("page", OF_A_SESSION)
def test_a_session_is_of_the_clients_day_on_its_own_pages(trainer_browser, session, on, page):
    assert_on(trainer_browser.get(reverse(f"sessions_log:{page}", args=[session.client_id, session.pk])), on)


@pytest.mark.parametrize(
    "page",
    [
        "sessions_log:history",
        "sessions_log:by_exercise",
        "workspace:overview",
        "workspace:timeline",
        "workspace:lanes",
        "workspace:prepare",
    ],
)
def test_and_on_the_pages_of_its_client(trainer_browser, session, on, page):
    assert_on(trainer_browser.get(reverse(page, args=[session.client_id])), on)


def test_and_in_the_list_of_clients_and_the_exercise_over_time(trainer_browser, session, on):
    assert_on(trainer_browser.get(reverse("workspace:clients")), on)
    exercise = session.entries.get().exercise_id
    assert_on(trainer_browser.get(reverse("sessions_log:exercise_progress", args=[session.client_id, exercise])), on)


def test_and_for_the_client_and_the_practitioner(session, on):
    client = session.client
    join_own_account(client)
    client.refresh_from_db()
    own = Browser()
    own.force_login(client.account, backend=BACKEND)
    assert_on(own.get(reverse("client_portal:record", args=[client.pk])), on)
    grant = ConsentGrantFactory(client=client)
    assert_on(browser_of(grant.practitioner).get(reverse("practitioner_portal:record", args=[grant.pk])), on)


def test_and_on_the_phones_sheet(trainer_browser, session, on):
    sheet = trainer_browser.get(reverse("sessions_log:sheet", args=[session.client_id, session.pk])).json()
    assert (sheet["day"], sheet["time"]) == (date_format(on), "00:30, Newfoundland (St. John's)")


def test_a_time_names_its_place_only_where_clocks_differ(trainer, trainer_browser, session):
    address = reverse("sessions_log:detail", args=[session.client_id, session.pk])
    assert "00:30 to 01:30, Newfoundland" in as_read(trainer_browser.get(address).content.decode())
    trainer.time_zone = ST_JOHNS
    trainer.save()
    assert "Newfoundland" not in trainer_browser.get(address).content.decode()


def test_the_trainers_calendar_has_its_own_clock_and_says_the_clients_day(trainer_browser, care_client):
    tomorrow = today_in(VANCOUVER, timezone.now()) + timedelta(days=1)
    starts_at = datetime.combine(tomorrow, time(22), tzinfo=ZoneInfo(VANCOUVER))
    PlannedSessionFactory(client=care_client, starts_at=starts_at)
    page = trainer_browser.get(reverse("sessions_log:calendar"), {"on": tomorrow.isoformat()}).content.decode()
    there = starts_at.astimezone(ZoneInfo(ST_JOHNS))
    assert f"there: {date_format(there, 'j F, H:i')}" in as_read(page)


@pytest.mark.parametrize(("days_ago", "is_taken"), [(1, True), (2, False)])
def test_a_plan_for_yesterday_is_yesterday_by_date(trainer, days_ago, is_taken):
    with timezone.override(VANCOUVER):
        day = timezone.localdate() - timedelta(days=days_ago)
        for clock in ("00:01", "23:59"):
            form = PlanSessionForm({"starts_at": f"{day}T{clock}", "minutes": "60"}, trainer=trainer)
            assert ("starts_at" not in form.errors) == is_taken


def test_minutes_that_are_typed_stand_where_the_clock_says_less(care_client):
    session = TrainingSessionFactory(
        client=care_client, state="open", started_at=timezone.now() - timedelta(minutes=20), ended_at=None
    )
    ended = end_session(session, minutes=60)
    assert ended.ended_at - ended.started_at == timedelta(minutes=60)
    assert ended.ended_at <= timezone.now()
