"""Readiness: the newest screening counts, until its day or a change in health."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from careplan.models import ReadinessScreening
from careplan.readiness import _standing, a_year_after, let_lapse, record_screening, standing
from clients.lifecycle import NotConfirmedError
from sessions_log.models import TrainingSession
from tests.factories.careplan import ReadinessScreeningFactory, ReplyFactory
from tests.factories.clients import ClientFactory
from web.keys import uuid7
from web.zones import today_in

ON = date(2026, 11, 24)


def screened(client, outcome="cleared", *, ago=30, lasts=365, on=ON):
    day = on - timedelta(days=ago)
    return ReadinessScreeningFactory(
        client=client, outcome=outcome, screened_on=day, lapses_on=day + timedelta(days=lasts)
    )


# --- how it stands ------------------------------------------------------------------------


def test_nobody_is_ready_by_default(care_client):
    assert standing(care_client, ON).state == "never"
    assert standing(care_client, ON).is_wanting


@pytest.mark.parametrize(
    ("outcome", "ago", "state", "soon"),
    [
        ("cleared", 30, "cleared", False),
        ("with-limits", 30, "with-limits", False),
        ("refer-first", 30, "refer-first", False),
        ("cleared", 334, "cleared", False),
        ("cleared", 335, "cleared", True),
        ("with-limits", 364, "with-limits", True),
        ("cleared", 365, "lapsed", False),
        ("with-limits", 500, "lapsed", False),
        ("refer-first", 500, "refer-first", False),
    ],
)
def test_it_stands_as_the_screening_and_the_day_say(care_client, outcome, ago, state, soon):
    screened(care_client, outcome, ago=ago)
    readiness = standing(care_client, ON)
    assert (readiness.state, readiness.lapses_soon) == (state, soon)


def test_the_newest_counts_whatever_was_written_down_last(care_client):
    screened(care_client, "cleared", ago=10)
    screened(care_client, "refer-first", ago=200)
    assert standing(care_client, ON).state == "cleared"


def test_of_two_on_one_day_the_later_one_counts(care_client):
    screened(care_client, "refer-first", ago=0)
    screened(care_client, "cleared", ago=0)
    assert standing(care_client, ON).state == "cleared"


def test_anothers_screening_says_nothing(care_client):
    screened(ClientFactory())
    assert standing(care_client, ON).state == "never"


@given(
    outcome=st.sampled_from(ReadinessScreening.Outcome.values),
    screened_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    lasts=st.integers(0, 2000),
    on=st.dates(date(2020, 1, 1), date(2032, 1, 1)),
)
def test_time_alone_clears_nobody_and_no_lapsed_one_is_cleared(outcome, screened_on, lasts, on):
    lapses_on = screened_on + timedelta(days=lasts)
    today, later = (_standing(outcome, screened_on, lapses_on, day) for day in (on, on + timedelta(days=1)))
    if lapses_on <= on:
        assert today.is_wanting
        assert not today.lapses_soon
    if today.is_wanting:
        assert later.is_wanting
    if outcome == "refer-first":
        assert today.state == "refer-first"
    assert today.holds_back == (today.state in ("refer-first", "lapsed"))


@pytest.mark.parametrize(("day", "lapses"), [(ON, date(2027, 11, 24)), (date(2028, 2, 29), date(2029, 2, 28))])
def test_a_year_is_a_calendar_year(day, lapses):
    assert a_year_after(day) == lapses


# --- writing it down ----------------------------------------------------------------------


def typed(**changes):
    today = timezone.localdate()
    return {"key": str(uuid7()), "screen": "par-q-plus", "outcome": "cleared", "screened_on": f"{today}"} | changes


def page(client, route="readiness", *more):
    return reverse(f"careplan:{route}", args=[client.pk, *more])


def test_a_screening_counts_for_twelve_months_and_is_kept_once(trainer_browser, trainer, care_client):
    form = typed()
    for _ in range(2):
        assert trainer_browser.post(page(care_client), form).status_code == 302
    screening = ReadinessScreening.objects.get()
    assert (screening.client, screening.recorded_by, screening.lapses_on) == (
        care_client,
        trainer,
        a_year_after(screening.screened_on),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"screen": ""},
        {"screen": "my-own"},
        {"outcome": ""},
        {"screened_on": ""},
        {"screened_on": f"{timezone.localdate() + timedelta(days=3)}"},
        {"screened_on": "1800-01-01"},
        {"screened_on": "yesterday"},
        {"lapses_on": f"{timezone.localdate()}"},
        {"lapses_on": "9999-12-31"},
        {"key": "none"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(trainer_browser, care_client, wrong):
    response = trainer_browser.post(page(care_client), typed(**wrong))
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not ReadinessScreening.objects.exists()


def test_nothing_is_kept_before_the_client_has_confirmed(trainer, trainer_browser):
    unconfirmed = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    assert trainer_browser.post(page(unconfirmed), typed()).status_code == 422
    with pytest.raises(NotConfirmedError):
        record_screening(
            unconfirmed, screen="other", outcome="cleared", screened_on=ON, lapses_on=None, trainer=trainer
        )
    assert not ReadinessScreening.objects.exists()


def test_one_press_makes_it_lapse_today_and_it_can_be_taken_back(trainer_browser, care_client):
    today = today_in(care_client.time_zone, timezone.now())
    screening = screened(care_client, on=today)
    lapses_on = screening.lapses_on
    for _ in range(2):
        trainer_browser.post(page(care_client, "health_changed"))
        assert standing(care_client, today).state == "lapsed"
    screening.refresh_from_db()
    assert screening.lapses_on == today
    trainer_browser.post(page(care_client, "change_lapse", screening.pk), {"lapses_on": f"{lapses_on}"})
    assert standing(care_client, today).state == "cleared"


def test_there_is_nothing_to_lapse_of_who_was_never_screened(care_client):
    assert not let_lapse(care_client, on=ON)


def test_a_screening_of_today_lapses_today_and_a_new_one_counts_at_once(care_client):
    screened(care_client, ago=0)
    assert let_lapse(care_client, on=ON)
    assert standing(care_client, ON).state == "lapsed"
    screened(care_client, "with-limits", ago=0)
    assert standing(care_client, ON).state == "with-limits"


def test_another_clients_screening_is_not_changed(trainer_browser, care_client):
    other = screened(ClientFactory())
    day = f"{other.screened_on + timedelta(days=9)}"
    response = trainer_browser.post(page(care_client, "change_lapse", other.pk), {"lapses_on": day})
    assert response.status_code == 404
    other.refresh_from_db()
    assert f"{other.lapses_on}" != day


def test_it_lapses_after_it_was_done(trainer_browser, care_client):
    screening = screened(care_client)
    response = trainer_browser.post(
        page(care_client, "change_lapse", screening.pk), {"lapses_on": f"{screening.screened_on}"}
    )
    assert response.status_code == 422
    assert "must be after" in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadinessScreening.objects.update(lapses_on=screening.screened_on - timedelta(days=1))


# --- where it is said ---------------------------------------------------------------------


def test_the_clients_page_says_how_it_stands(trainer_browser, care_client):
    overview = reverse("workspace:overview", args=[care_client.pk])
    assert "Never screened" in trainer_browser.get(overview).content.decode()
    screened(care_client, "refer-first", on=timezone.localdate())
    assert "To be referred first" in trainer_browser.get(overview).content.decode()


def start(browser, client, **more):
    return browser.post(reverse("sessions_log:start", args=[client.pk]), {"key": str(uuid7()), **more}, follow=True)


@pytest.mark.parametrize(
    ("outcome", "ago", "words"),
    [("refer-first", 30, "referred first"), ("cleared", 400, "has lapsed"), ("with-limits", 30, "")],
)
def test_it_is_said_when_a_session_starts_and_blocks_nothing(trainer_browser, care_client, outcome, ago, words):
    screened(care_client, outcome, ago=ago, on=timezone.localdate())
    shown = start(trainer_browser, care_client).content.decode()
    assert TrainingSession.objects.filter(client=care_client).exists()
    assert (words in shown) if words else ("screening" not in shown)


def test_it_stands_on_the_page_before_a_session_too(trainer_browser, care_client):
    screened(care_client, "refer-first", on=timezone.localdate())
    ReplyFactory(client=care_client, kind="stop")
    response = start(trainer_browser, care_client)
    assert response.status_code == 422
    assert "To be referred first" in response.content.decode()
    assert not TrainingSession.objects.exists()


def test_all_of_them_are_listed_with_the_same_queries(trainer_browser, care_client):
    def look():
        with CaptureQueriesContext(connection) as captured:
            trainer_browser.get(page(care_client))
        return len(captured)

    for number in range(5):
        screened(care_client, ago=number)
    look()
    few = look()
    for number in range(195):
        screened(care_client, ago=number)
    assert look() == few
