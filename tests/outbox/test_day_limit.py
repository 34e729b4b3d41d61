"""Nobody gets a third mail on a day where it may wait; what can't wait goes at once, and codes don't count."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from outbox.content import EmailContent, MailKind, register
from outbox.delivery import deliver_due
from outbox.enqueue import enqueue
from outbox.models import Message, Nudge
from outbox.nudge_sweep import send_due_nudges
from outbox.nudges import start_nudging
from referrals import answers
from referrals.booking import Appointment, Booking
from referrals.models import BusinessStatus
from referrals.telling import send_referral_again
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AttemptFactory
from web.keys import uuid7

ANA = "ana@home.example"
NOON = datetime(2026, 12, 3, 17, tzinfo=UTC)  # in Toronto
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def write_news(message, secrets):
    return EmailContent(subject="News", paragraphs=["Hello."], may_wait=True)


def write_code(message, secrets):
    return EmailContent(subject="A code", paragraphs=["123456"])


@pytest.fixture(autouse=True)
def _kinds_of_a_day(_kinds):
    register(MailKind("tests.news", write_news))
    register(MailKind("tests.code", write_code, is_asked_for=True))


def owe(kind, *, to=ANA, at=NOON):
    enqueue(kind, to=to, dedupe_key=str(uuid7()), due_at=at)


def sent(*kinds, at=NOON):
    """How many of these mails go out, each owed and sent in turn."""
    count = 0
    for kind in kinds:
        owe(kind, at=at)
        count += deliver_due(now=at)
    return count


def test_a_third_waits_until_a_day_after_the_first():
    assert sent("tests.news") == 1
    assert sent("tests.news", "tests.news", at=NOON + HOUR) == 1
    waiting = Message.objects.get(state="waiting")
    assert waiting.next_try_at == waiting.due_at == NOON + timedelta(days=1)
    assert waiting.tries == 0
    assert deliver_due(now=NOON + timedelta(hours=23)) == 0
    assert deliver_due(now=NOON + timedelta(hours=24)) == 1


def test_what_waits_goes_on_waiting_while_there_is_no_room():
    assert sent("tests.news", "tests.news", "tests.news", "tests.news", "tests.news") == 2
    days = [deliver_due(now=NOON + timedelta(days=days)) for days in (1, 2, 3)]
    assert days == [2, 1, 0]


def test_what_can_not_wait_goes_at_once_and_counts():
    assert sent("tests.plain", "tests.plain", "tests.plain") == 3
    assert sent("tests.news") == 0


def test_codes_do_not_count():
    assert sent("tests.code", "tests.code", "tests.code", "tests.news", "tests.news") == 5


def test_another_reader_has_a_day_of_their_own():
    assert sent("tests.news", "tests.news") == 2
    owe("tests.news", to="ben@home.example")
    assert deliver_due(now=NOON) == 1


def test_who_had_two_mails_is_reminded_on_the_next_business_day(care_client):
    grant = ConsentGrantFactory(client=care_client, given_at=None)
    start_nudging("consent.asked", grant.pk, now=NOON - timedelta(days=2))
    for kind in ("tests.plain", "tests.plain"):
        owe(kind, to=care_client.mailbox, at=NOON - HOUR)
        deliver_due(now=NOON - HOUR)
    assert send_due_nudges(now=NOON) == 0
    nudge = Nudge.objects.get(kind="consent.asked")
    assert nudge.sent == 0
    assert nudge.next_at > NOON
    assert send_due_nudges(now=NOON + timedelta(days=1)) == 1


def test_the_third_answer_of_a_day_and_all_after_it_are_one_mail_on_the_next(care_client):
    for _ in range(5):
        attempt = AttemptFactory(referral__client=care_client)
        answers.accept(attempt, by="Kenji Mori", booking=Booking(BusinessStatus.WE_CALL))
        deliver_due()
    trainer = care_client.lead_trainer.email
    assert [letter.subject for letter in mail.outbox if letter.to == [trainer]] == [
        "An answer to a referral waits for you"
    ] * 2
    mail.outbox.clear()
    first = Message.objects.filter(to=trainer, state="waiting").first()
    assert first is not None
    deliver_due(now=first.next_try_at + timedelta(minutes=1))
    assert [letter.subject for letter in mail.outbox if letter.to == [trainer]] == [
        "Answers to your referrals wait for you"
    ]
    assert not Message.objects.filter(to=trainer, state="waiting").exists()


@pytest.mark.parametrize(("urgency", "goes_at_once"), [("routine", 0), ("soon", 1), ("same-day", 1)])
def test_a_referral_waits_a_day_at_most_and_an_urgent_one_not_at_all(urgency, goes_at_once):
    attempt = AttemptFactory(referral__urgency=urgency)
    reader = attempt.practitioner.email
    now = timezone.now()
    owe("tests.plain", to=reader, at=now)
    owe("tests.plain", to=reader, at=now)
    deliver_due(now=now)
    send_referral_again(attempt)
    assert deliver_due(now=now + HOUR) == goes_at_once
    owe("tests.plain", to=reader, at=now + 23 * HOUR)
    owe("tests.plain", to=reader, at=now + 23 * HOUR)
    deliver_due(now=now + 23 * HOUR)
    assert deliver_due(now=now + 25 * HOUR) == 1 - goes_at_once


@pytest.mark.parametrize(("days", "goes_at_once"), [(None, 0), (10, 0), (2, 1)])
def test_the_word_that_a_practitioner_sees_the_client_waits_unless_the_visit_is_soon(care_client, days, goes_at_once):
    now = timezone.now()
    attempt = AttemptFactory(referral__client=care_client)
    for _ in range(2):
        owe("tests.plain", to=care_client.mailbox, at=now)
    deliver_due(now=now)
    booking = Booking(BusinessStatus.WE_CALL)
    if days:
        booking = Booking(
            BusinessStatus.BOOKED, Appointment((now + timedelta(days=days)).date(), time(14), "America/Toronto")
        )
    answers.accept(attempt, by="Kenji Mori", booking=booking)
    deliver_due(now=now + HOUR)
    letters = [letter.subject for letter in mail.outbox if letter.to == [care_client.mailbox]]
    assert len(letters) == 2 + goes_at_once
    deliver_due(now=now + 25 * HOUR)
    letters = [letter.subject for letter in mail.outbox if letter.to == [care_client.mailbox]]
    assert letters[-1].endswith("can see you")
