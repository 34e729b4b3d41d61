"""Whoever has a referral's next step is reminded of it, and nobody else."""

from datetime import UTC, date, datetime, time

import pytest
from django.core import mail
from django.urls import reverse

from clients.today import Section
from outbox.delivery import deliver_due
from outbox.models import Nudge
from outbox.nudge_sweep import send_due_nudges
from outbox.suppression import lift, suppress
from referrals import answers, attempts
from referrals.booking import Appointment, Booking
from referrals.models import Attempt, BusinessStatus, Outcome
from referrals.nudges import follow
from referrals.workflow import Party, record_booking
from tests.factories.referrals import AttemptFactory
from tests.today import rows_of

pytestmark = pytest.mark.django_db
B = BusinessStatus


def at(day, hour=17):
    """A moment in December 2026; noon in Toronto unless given."""
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def sent_to(first, last):
    """(day, address) of each mail that the sweep owes, swept daily at noon."""
    mails = []
    for day in range(first, last + 1):
        send_due_nudges(now=at(day))
        mail.outbox.clear()
        deliver_due(now=at(day))
        mails += [(day, letter.to[0]) for letter in mail.outbox if "reminder" in letter.body]
    return mails


def requested():
    attempt = AttemptFactory(status="draft")
    return attempts.move(attempt, to="requested", by=Party("Ana", "requester"), now=at(1))


def accepted(booking):
    return attempts.move(requested(), to="accepted", by=Party("Kenji", "recipient"), booking=booking, now=at(1, 18))


def kinds():
    return list(Nudge.objects.open().values_list("kind", flat=True))


def test_silence_to_a_request_is_the_practitioners():
    attempt = requested()
    to = attempt.practitioner.email
    assert sent_to(1, 31) == [(3, to), (8, to), (15, to)]
    (nudge,) = Nudge.objects.stuck()
    assert (nudge.kind, nudge.exhausted_at) == ("referrals.answer", at(17))


def test_who_books_is_asked_twice_then_the_one_who_accepted():
    attempt = accepted(Booking(B.CLIENT_BOOKS))
    client, practitioner = attempt.referral.client.mailbox, attempt.practitioner.email
    assert sent_to(1, 31) == [(3, client), (8, client), (10, practitioner)]
    assert Nudge.objects.get(kind="referrals.book").exhausted_at == at(21)


def test_who_wanted_to_call_is_reminded():
    attempt = accepted(Booking(B.WE_CALL))
    assert {to for _, to in sent_to(1, 31)} == {attempt.practitioner.email}


def test_before_the_visit_nobody_then_who_owes_what_came_of_it():
    visit = Appointment(date(2026, 12, 14), time(10), "America/Toronto")
    attempt = accepted(Booking(B.BOOKED, visit))
    assert sent_to(1, 17) == [(16, attempt.practitioner.email)]
    answers.complete(attempt, by="Kenji", attended=True, summary="Seen", now=at(17, 18))
    assert sent_to(18, 21) == [(21, attempt.referral.requester.email)]
    answers.acknowledge(attempt, now=at(21, 18))
    assert kinds() == []


def test_another_date_moves_the_reminder_and_no_show_asks_the_client_again():
    visit = Appointment(date(2026, 12, 14), time(10), "America/Toronto")
    attempt = accepted(Booking(B.BOOKED, visit))
    later = Appointment(date(2026, 12, 16), time(10), "America/Toronto")
    record_booking(attempt, Booking(B.BOOKED, later), by=Party("Kenji", "recipient"), now=at(2))
    assert Nudge.objects.open().get().next_at.day == 18
    record_booking(attempt, Booking(B.NO_SHOW), by=Party("Kenji", "recipient"), now=at(16, 18))
    assert sent_to(16, 18) == [(18, attempt.referral.client.mailbox)]


def test_going_on_without_anything_new_starts_no_new_round():
    attempt = accepted(Booking(B.CLIENT_BOOKS))
    sent_to(1, 9)
    attempts.move(attempt, to="in-progress", by=Party("Kenji", "recipient"), now=at(9))
    assert Nudge.objects.open().get().sent == 2
    follow(Attempt.objects.get(pk=attempt.pk))
    assert Nudge.objects.open().get().sent == 2


@pytest.mark.parametrize("to", ["rejected", "cancelled"])
def test_none_after_an_end(to):
    role = "recipient" if to == "rejected" else "requester"
    attempts.move(requested(), to=to, by=Party("Somebody", role), why="Away", now=at(2))
    assert kinds() == []
    assert sent_to(2, 31) == []


def test_none_to_who_was_suspended():
    attempt = requested()
    attempt.practitioner.verification = "suspended"
    attempt.practitioner.save()
    assert sent_to(1, 31) == []
    assert kinds() == []


def test_none_to_an_address_that_the_client_has_not_agreed_to():
    attempt = requested()
    attempt.practitioner.email = "another@clinic.example"
    attempt.practitioner.save()
    assert sent_to(1, 31) == []
    assert Nudge.objects.get().exhausted_at == at(17)


def test_no_mail_names_the_client_to_a_practitioner_or_says_why():
    attempt = requested()
    send_due_nudges(now=at(3))
    deliver_due(now=at(3))
    (letter,) = [one for one in mail.outbox if "reminder" in one.body]
    for secret in (attempt.referral.client.first_name, attempt.referral.reason, attempt.referral.question):
        assert secret not in letter.body + letter.subject
    assert Outcome.objects.count() == 0


def test_a_practitioners_mailbox_that_bounces_stands_on_today_until_it_is_put_right():
    attempt = requested()
    trainer, mailbox = attempt.referral.client.lead_trainer, attempt.practitioner.email
    suppress(mailbox, scope="all", cause="bad-mailbox", why="550 no such user")
    assert sent_to(2, 20) == []
    (row,) = (row for row in rows_of(trainer, Section.YOU) if "comes back" in row.what)
    assert attempt.practitioner.name in row.what
    assert row.url == reverse("referrals:detail", args=[attempt.referral.client_id, attempt.pk])
    lift(mailbox)
    assert not [row for row in rows_of(trainer, Section.YOU) if "comes back" in row.what]
