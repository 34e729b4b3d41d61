"""Three days and one day before an appointment the client gets a reminder, in their morning, which they can stop."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail

from outbox.delivery import deliver_due
from outbox.models import Message
from referrals import answers, attempts
from referrals.booking import Appointment, Booking
from referrals.models import BusinessStatus
from referrals.visit_reminders import remind_of_visits
from referrals.workflow import Party
from tests.factories.referrals import BookedAttemptFactory
from tests.referrals.lives import BY

pytestmark = pytest.mark.django_db
VISIT = datetime(2027, 1, 14, 20, 45, tzinfo=UTC)  # a quarter to four in Toronto


def at(days_before, hour=15):
    """A moment so many days before the visit, in hours UTC; ten in the morning in Toronto unless given."""
    return VISIT.replace(hour=hour, minute=0) - timedelta(days=days_before)


@pytest.fixture
def attempt():
    return BookedAttemptFactory(appointment_day=VISIT.date(), business_since=at(20))


def reminded(moment):
    remind_of_visits(now=moment)
    return deliver_due(now=moment)


def test_three_days_and_one_day_before_and_no_other(attempt):
    mails = {days: reminded(at(days)) for days in range(12, -3, -1)}
    assert {days for days, count in mails.items() if count} == {3, 1}
    assert set(mails.values()) == {0, 1}


def test_what_it_says_and_how_it_is_stopped(attempt, client):
    reminded(at(3))
    (letter,) = mail.outbox
    assert letter.to == [attempt.referral.client.mailbox]
    for word in (
        attempt.practitioner.name,
        "14 January 2027",
        "15:45",
        "Clinic on the corner",
        "416 555 0199",
        "/l/visit/",
    ):
        assert word in letter.body
    assert attempt.referral.reason not in letter.body
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(settings.BASE_URL)
    assert client.post(stop).status_code in (200, 302)
    assert reminded(at(1)) == 0


def test_in_the_clients_morning_alone(attempt):
    assert reminded(at(3, hour=13)) == 0  # eight
    assert reminded(at(2, hour=3)) == 0  # ten in the evening, three days before
    assert reminded(at(3, hour=14)) == 1
    assert reminded(at(3, hour=16)) == 0


def test_by_the_clients_calendar(attempt):
    attempt.referral.client.time_zone = "America/Vancouver"
    attempt.referral.client.save()
    assert reminded(at(3, hour=15)) == 0  # seven
    assert reminded(at(3, hour=17)) == 1


def test_who_was_told_of_the_date_within_a_day_is_not_reminded(attempt):
    attempt.business_since = at(3, hour=2)
    attempt.save()
    assert reminded(at(3)) == 0
    assert reminded(at(1)) == 1


def test_another_date_is_reminded_of_anew_and_the_first_no_more(attempt):
    assert reminded(at(3)) == 1
    remind_of_visits(now=at(1))
    later = Appointment(VISIT.date() + timedelta(days=7), VISIT.time(), attempt.appointment_zone)
    answers.book(attempt, Booking(BusinessStatus.BOOKED, later), by=Party(BY, "recipient"), now=at(1, hour=16))
    mail.outbox.clear()
    deliver_due(now=at(1, hour=16))
    assert not [letter for letter in mail.outbox if "is soon" in letter.subject]
    mail.outbox.clear()
    assert [days for days in range(0, -8, -1) if reminded(at(days))] == [-4, -6]


def test_none_once_it_is_off(attempt):
    attempts.move(attempt, to="cancelled", by=Party("Ana", "requester"), why="Not needed")
    Message.objects.all().delete()
    assert reminded(at(3)) == 0


def test_none_after_the_visit_has_been_noted(attempt):
    remind_of_visits(now=at(1))
    answers.begin(attempt, by=BY, now=at(1, hour=16))
    mail.outbox.clear()
    deliver_due(now=at(1, hour=16))
    assert not [letter for letter in mail.outbox if "is soon" in letter.subject]
