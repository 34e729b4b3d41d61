"""The calendar file, as calendar programs read it: parsed back, and its rules unfolded over changes of clocks."""

import logging
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from sessions_log.feed import end_feed, make_feed
from sessions_log.feed_file import calendar_of, initials
from sessions_log.models import CalendarFeed
from sessions_log.planning import change_planned, mark_attendance
from sessions_log.series import Rule, change_series, end_series, plan_series
from tests.accounts.signing_in import PASSWORD
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import PlannedSessionFactory
from web.keys import uuid7
from web.logs import WithoutSecrets

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
TUESDAY, SUNDAY = 1, 6
STARTS = [date(2026, 10, 27), date(2026, 11, 3), date(2026, 11, 10)]


def weekly(client, **changed):
    """Tuesdays at 17:00 by the clock of Toronto, from 6 October 2026."""
    usual = {
        "weekdays": frozenset({TUESDAY}),
        "every": 1,
        "starts_on": date(2026, 10, 6),
        "ends_on": None,
        "at": time(17),
        "time_zone": "America/Toronto",
        "minutes": 45,
        "template": None,
    }
    rule = Rule(**usual | changed)
    return plan_series(client, trainer=client.lead_trainer, rule=rule, key=uuid7(), now=NOW)


def parsed(trainer) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(calendar_of(trainer, now=NOW))


def times(trainer, first: str, last: str) -> list[str]:
    """When sessions are between two days, in UTC, as a calendar program unfolds the file."""
    events = recurring_ical_events.of(parsed(trainer)).between(date.fromisoformat(first), date.fromisoformat(last))
    shown = [event.start.astimezone(UTC) for event in events if event.get("STATUS") != "CANCELLED"]
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in sorted(shown)]


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("America/Toronto", ["21:00", "22:00", "22:00"]),
        ("America/Vancouver", ["00:00", "00:00", "00:00"]),  # does not change its clocks any more
        ("America/St_Johns", ["19:30", "20:30", "20:30"]),
    ],
)
def test_the_time_on_the_wall_stays_over_a_change_of_clocks(trainer, care_client, zone, hours):
    weekly(care_client, time_zone=zone)
    unfolded = times(trainer, "2026-10-27", "2026-11-12")
    assert [moment[-5:] for moment in unfolded] == hours
    spring = times(trainer, "2027-03-09", "2027-03-18")
    assert spring[0][-5:] == hours[1]
    assert spring[1][-5:] == hours[0]


def test_the_file_says_the_same_as_what_is_written_down(trainer, care_client):
    series = weekly(care_client, weekdays=frozenset({TUESDAY, SUNDAY}), every=2)
    written = [
        f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" for moment in series.sessions.values_list("starts_at", flat=True)
    ]
    assert times(trainer, "2026-10-01", "2027-03-30") == sorted(written)


def test_the_last_day_is_of_it_in_every_zone(trainer, care_client):
    weekly(care_client, ends_on=date(2026, 11, 3), at=time(18))
    assert times(trainer, "2026-10-26", "2027-01-01") == ["2026-10-27 22:00", "2026-11-03 23:00"]


def test_a_cancelled_one_is_dropped_and_a_moved_one_moved(trainer, care_client):
    series = weekly(care_client)
    cancelled, moved = (series.sessions.get(series_day=day) for day in STARTS[:2])
    mark_attendance(cancelled, "cancelled")
    change_planned(moved, {"starts_at": moved.starts_at + timedelta(days=1), "minutes": 30})
    assert times(trainer, "2026-10-27", "2026-11-12") == ["2026-11-04 22:00", "2026-11-10 22:00"]
    rule, alone = parsed(trainer).walk("VEVENT")
    assert rule["UID"] == alone["UID"] == f"{series.pk}@carelane"
    assert alone["RECURRENCE-ID"].dt.isoformat() == "2026-11-03T17:00:00-05:00"
    assert rule["SEQUENCE"] == alone["SEQUENCE"] == 2
    mark_attendance(cancelled, "planned")
    assert times(trainer, "2026-10-27", "2026-10-29") == ["2026-10-27 21:00"]


def test_one_that_was_moved_and_then_cancelled_is_dropped_without_a_stray_event(trainer, care_client):
    series = weekly(care_client)
    moved = series.sessions.get(series_day=STARTS[0])
    change_planned(moved, {"starts_at": moved.starts_at + timedelta(days=1)})
    mark_attendance(moved, "cancelled")
    assert times(trainer, "2026-10-27", "2026-11-04") == ["2026-11-03 22:00"]
    assert len(parsed(trainer).walk("VEVENT")) == 1


def test_a_change_from_a_day_on_and_an_end_are_in_it(trainer, care_client):
    series = weekly(care_client)
    later = Rule(**vars(Rule.of(series)) | {"at": time(18), "starts_on": date(2026, 11, 3)})
    changed = change_series(series, rule=later, trainer=trainer, key=uuid7(), now=NOW)
    assert times(trainer, "2026-10-27", "2026-11-12") == ["2026-10-27 21:00", "2026-11-03 23:00", "2026-11-10 23:00"]
    end_series(changed, date(2026, 11, 3), now=NOW)
    assert times(trainer, "2026-10-27", "2027-03-01") == ["2026-10-27 21:00", "2026-11-03 23:00"]


def test_a_single_session_has_a_stable_uid_and_a_number_that_grows(trainer, care_client):
    planned = PlannedSessionFactory(client=care_client, starts_at=NOW + timedelta(days=1))
    before = parsed(trainer).walk("VEVENT")[0]
    change_planned(planned, {"starts_at": planned.starts_at + timedelta(hours=1)})
    mark_attendance(planned, "cancelled")
    after = parsed(trainer).walk("VEVENT")[0]
    assert before["UID"] == after["UID"] == f"{planned.pk}@carelane"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 2)
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert after.start == planned.starts_at + timedelta(hours=1)


def test_titles_have_initials_and_no_more(trainer):
    client = ClientFactory(lead_trainer=trainer, name="Zoé de la Tour")
    PlannedSessionFactory(client=client, starts_at=NOW + timedelta(days=1))
    weekly(client)
    text = calendar_of(trainer, now=NOW).decode()
    assert {event["SUMMARY"] for event in parsed(trainer).walk("VEVENT")} == {"Session Z. T."}
    assert "Zoé" not in text
    assert "Tour" not in text
    assert client.email not in text
    assert (initials("Cher"), initials("")) == ("C.", "")


def test_what_one_may_not_see_is_not_in_it(trainer, care_client):
    PlannedSessionFactory(starts_at=NOW + timedelta(days=1))  # of another trainer's client
    weekly(ClientFactory())
    archived = ClientFactory(lead_trainer=trainer, status="archived")
    PlannedSessionFactory(client=archived, starts_at=NOW + timedelta(days=1))
    assert parsed(trainer).walk("VEVENT") == []


def test_a_cover_sees_what_the_lead_has_planned_for_as_long_as_it_lasts(care_client):
    cover, now = TrainerFactory(), timezone.now()
    give_cover(care_client, cover, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=3))
    for days in (1, 5):
        PlannedSessionFactory(client=care_client, starts_at=now + timedelta(days=days))
    file = icalendar.Calendar.from_ical(calendar_of(cover, now=now))
    assert [event.start.date() for event in file.walk("VEVENT")] == [(now + timedelta(days=1)).astimezone(UTC).date()]


def test_it_asks_as_little_for_many_as_for_few(trainer, django_assert_max_num_queries):
    for _number in range(5):
        client = ClientFactory(lead_trainer=trainer)
        series = weekly(client)
        mark_attendance(series.sessions.first(), "cancelled")
        PlannedSessionFactory(client=client, starts_at=NOW + timedelta(days=1))
    with django_assert_max_num_queries(6):
        assert len(parsed(trainer).walk("VEVENT")) == 10


# --- the address --------------------------------------------------------------------------


def read(token: str):
    return Browser().get(reverse("sessions_log:calendar_file", args=[token]))


def test_only_the_hash_is_saved_and_a_new_address_ends_the_old(trainer):
    first = make_feed(trainer, now=NOW)
    assert first not in CalendarFeed.objects.get().token_hash
    assert read(first).status_code == 200
    second = make_feed(trainer, now=NOW)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    end_feed(trainer, by=trainer)
    assert read(second).status_code == 404


def test_the_page_makes_shows_once_and_ends_the_address_after_a_fresh_proof(trainer_browser, trainer):
    page, make, end = (reverse(f"sessions_log:{name}calendar_feed") for name in ("", "make_", "end_"))
    assert trainer_browser.post(make).url.startswith(reverse("account_reauthenticate"))
    assert not CalendarFeed.objects.exists()
    trainer_browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    made = trainer_browser.post(make)
    address = made.context["address"]
    assert address in made.content.decode()
    assert made["Referrer-Policy"] == "no-referrer"
    assert "/l/calendar/" not in trainer_browser.get(page).content.decode()
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert read(token).status_code == 200
    trainer_browser.post(end)
    assert read(token).status_code == 404


def test_the_secret_is_blotted_out_of_the_servers_log():
    record = logging.LogRecord("web", logging.WARNING, "", 0, "GET /l/calendar/%s.ics", ("secret",), None)
    WithoutSecrets().filter(record)
    assert record.getMessage() == "GET /l/calendar/…"


def test_the_answer_is_private_and_a_wrong_one_the_same_as_any_missing_page(trainer):
    answer = read(make_feed(trainer, now=NOW))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert read("wrong").content == Browser().get("/nothing-here/").content


@pytest.mark.parametrize(
    "lost", [{"is_active": False}, {"is_trainer": False}, {"stopped_until": datetime(2999, 1, 1, tzinfo=UTC)}]
)
def test_whoever_may_not_sign_in_is_not_read(trainer, lost):
    token = make_feed(trainer, now=NOW)
    for name, value in lost.items():
        setattr(trainer, name, value)
    trainer.save()
    assert read(token).status_code == 404


def test_reading_changes_nothing(trainer, care_client):
    token = make_feed(trainer, now=NOW)
    weekly(care_client)
    before = list(CalendarFeed.objects.values())
    assert read(token).status_code == 200
    assert list(CalendarFeed.objects.values()) == before
