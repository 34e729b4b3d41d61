"""The appointment as a calendar file, read back: one event with a fixed UID, right in every zone, called off when it is."""

from datetime import UTC, date, datetime, time

import icalendar
import pytest

from referrals.booking import Appointment, Booking, set_booking
from referrals.calendar_file import calendar_file
from referrals.models import Attempt, BusinessStatus

NOW = datetime(2026, 11, 29, 15, tzinfo=UTC)


def booked(zone="America/Toronto", clock=time(10), day=date(2026, 12, 15), **fields) -> Attempt:
    attempt = Attempt(status="accepted", **fields)
    appointment = Appointment(day, clock, zone, "Clinic on the corner, Toronto", "416 555 0199")
    set_booking(attempt, Booking(BusinessStatus.BOOKED, appointment), now=NOW)
    return attempt


def read(attempt: Attempt):
    calendar = icalendar.Calendar.from_ical(calendar_file(attempt, now=NOW))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("America/Toronto", 15),
        ("America/Vancouver", 17),  # no longer changes its clocks since 2026
        ("America/Edmonton", 16),
        ("America/Winnipeg", 15),
        ("America/Halifax", 14),
    ],
)
def test_it_begins_when_it_begins_there(zone, utc):
    calendar, event = read(booked(zone))
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 12, 15, utc, tzinfo=UTC)
    assert event["DTSTART"].params["TZID"] == zone
    assert [str(part["TZID"]) for part in calendar.walk("VTIMEZONE")] == [zone]


def test_it_says_nothing_of_health_and_asks_for_no_answer():
    calendar, event = read(booked())
    assert (str(calendar["METHOD"]), str(event["SUMMARY"]), str(event["STATUS"])) == (
        "PUBLISH",
        "Appointment",
        "CONFIRMED",
    )
    assert str(event["LOCATION"]) == "Clinic on the corner, Toronto"
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


def test_each_change_is_the_same_event_with_a_higher_number():
    attempt = booked()
    _, before = read(attempt)
    set_booking(
        attempt,
        Booking(BusinessStatus.BOOKED, Appointment(date(2026, 12, 16), time(9), "America/Toronto")),
        now=NOW,
    )
    _, after = read(attempt)
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"status": "failed"}, {"business_status": "client-books"}])
def test_what_is_called_off_is_cancelled_in_the_calendar(change):
    attempt = booked()
    for name, value in change.items():
        setattr(attempt, name, value)
    calendar, event = read(attempt)
    assert (str(calendar["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")


def test_without_a_date_there_is_no_file():
    assert calendar_file(Attempt(status="accepted", business_status="we-call"), now=NOW) is None
