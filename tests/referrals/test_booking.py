"""An appointment stands by the clock on the wall: never past, in no year 9999, at no time that the clock leaves out."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from referrals.booking import Appointment, AppointmentError, Booking, check_appointment, set_booking
from referrals.models import Attempt, BusinessStatus
from tests.factories.referrals import AttemptFactory

NOW = datetime(2026, 11, 29, 15, tzinfo=UTC)
BOOKED = BusinessStatus.BOOKED


def at(day: str, clock: str, zone: str = "America/Toronto") -> Appointment:
    return Appointment(date.fromisoformat(day), time.fromisoformat(clock), zone)


@pytest.mark.parametrize(
    ("appointment", "words"),
    [
        (at("2026-11-29", "09:59"), "over already"),
        (at("2026-11-28", "15:45"), "over already"),
        (at("1999-01-01", "15:45"), "over already"),
        (at("2028-12-01", "15:45"), "more than two years"),
        (at("9999-12-31", "23:59"), "more than two years"),
        (at("2027-03-14", "02:30"), "leaves this time out"),
        (at("2027-03-14", "02:30", "America/Halifax"), "leaves this time out"),
    ],
)
def test_what_is_no_time_for_an_appointment_is_refused_in_words(appointment, words):
    with pytest.raises(AppointmentError, match=words):
        check_appointment(appointment, now=NOW)


@pytest.mark.parametrize(
    "appointment",
    [
        at("2026-11-29", "10:01"),
        at("2028-11-28", "15:45"),
        at("2027-11-07", "01:30"),  # the clock shows it twice: the first is meant
        at("2027-03-14", "02:30", "America/Regina"),  # no summer time there
        at("2027-03-14", "02:30", "America/Vancouver"),  # nor there, since 2026
    ],
)
def test_every_other_time_is_one(appointment):
    check_appointment(appointment, now=NOW)


def test_each_change_counts_up_for_the_calendar_and_the_same_again_changes_nothing():
    task = Attempt(status="accepted")
    first, second = at("2026-12-03", "15:45"), at("2026-12-04", "09:00")
    assert set_booking(task, Booking(BOOKED, first), now=NOW)
    assert not set_booking(task, Booking(BOOKED, first), now=NOW + timedelta(hours=1))
    assert (task.business_status, task.calendar_sequence, task.business_since) == ("booked", 1, NOW)
    assert set_booking(task, Booking(BOOKED, second), now=NOW)
    assert (task.business_status, task.calendar_sequence) == ("rescheduled", 2)
    assert set_booking(task, Booking(BusinessStatus.CLIENT_BOOKS), now=NOW)
    assert (task.business_status, task.calendar_sequence, task.appointment_at) == ("client-books", 3, None)


def test_nothing_is_missed_before_its_time():
    task = Attempt(status="accepted")
    with pytest.raises(AppointmentError):
        set_booking(task, Booking(BusinessStatus.NO_SHOW), now=NOW)
    set_booking(task, Booking(BOOKED, at("2026-12-03", "15:45")), now=NOW)
    with pytest.raises(AppointmentError):
        set_booking(task, Booking(BusinessStatus.NO_SHOW), now=NOW)
    assert task.times_missed == 0


@pytest.mark.parametrize(
    "half",
    [{"appointment_day": date(2026, 12, 3)}, {"appointment_zone": "America/Toronto"}, {"business_status": "booked"}],
)
def test_the_database_takes_no_half_of_an_appointment(db, half):
    attempt = AttemptFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(**half)
