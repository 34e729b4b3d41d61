"""Whose turn it is gets a mail after 2, 5 and 10 business days, in their morning; then it is the trainer's."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from clients.access_log import Actor
from clients.models import Client, ClientLink
from consent import answering
from consent.grants import ConsentRequest, ask_for_consent
from outbox.delivery import deliver_due
from outbox.models import Message, Nudge
from outbox.nudge_sweep import send_due_nudges
from outbox.nudges import start_nudging, stop_nudging
from outbox.suppression import lift, suppress
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from workspace.archiving import archive

TUESDAY = datetime(2026, 12, 1, 17, tzinfo=UTC)  # noon in Toronto
pytestmark = pytest.mark.django_db


def at(day, hour=17):
    """A moment in December 2026, in hours UTC; noon in Toronto unless given."""
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def asked(client, now=TUESDAY, **changes):
    """An open question to the client, asked on Tuesday, 1 December."""
    grant = ConsentGrantFactory(client=client, given_at=None, **changes)
    start_nudging("consent.asked", grant.pk, now=now)
    return grant


def sweep_daily(first, last, hour=17):
    """The days on which mails were owed."""
    return [day for day in range(first, last + 1) if send_due_nudges(now=at(day, hour))]


def test_after_two_five_and_ten_business_days_then_today(care_client):
    asked(care_client)
    assert sweep_daily(1, 31) == [3, 8, 15]
    nudge = Nudge.objects.get()
    assert (nudge.sent, nudge.next_at) == (3, None)
    assert nudge.exhausted_at == at(17)
    assert list(Nudge.objects.stuck().filter(client_id=care_client.pk)) == [nudge]


def test_holidays_are_those_of_the_province(care_client):
    client = ClientFactory(lead_trainer=care_client.lead_trainer, province="BC")
    asked(client, now=at(23))
    asked(care_client, now=at(23))
    nudges = Nudge.objects.order_by("next_at")
    assert [(nudge.client_id, nudge.next_at.day) for nudge in nudges] == [(client.pk, 28), (care_client.pk, 29)]


@pytest.mark.parametrize(
    ("hour", "mails"), [(13, [4]), (14, [3]), (23, [3]), (0, [4])], ids=["8 am", "9 am", "6 pm", "7 pm the day before"]
)
def test_in_the_readers_day_alone(care_client, hour, mails):
    """In hours UTC: the nudge is for 9 o'clock in Toronto, 14 UTC, on Thursday."""
    asked(care_client)
    assert sweep_daily(1, 4, hour) == mails


def test_after_an_outage_until_late_at_night_it_waits_for_the_morning(care_client):
    asked(care_client)
    assert not send_due_nudges(now=at(5, 4))  # Friday, 11 pm
    assert send_due_nudges(now=at(7))  # Monday
    assert Nudge.objects.get().next_at > at(8, 23)  # the second of 8 December is not due on the next day


def test_one_mail_for_several_things_of_one_person(care_client):
    for _ in range(3):
        asked(care_client, practitioner=PractitionerFactory())
    assert send_due_nudges(now=at(3)) == 1
    deliver_due(now=at(3))
    (letter,) = mail.outbox
    assert letter.subject == "3 things wait for your answer"
    assert letter.to == [care_client.mailbox]


def test_what_became_due_after_the_days_mail_waits_for_the_next_day(care_client):
    asked(care_client)
    send_due_nudges(now=at(3))
    late = asked(care_client, practitioner=MassageTherapistFactory())
    Nudge.objects.filter(subject_id=late.pk).update(next_at=at(3, 16))
    assert not send_due_nudges(now=at(3, 18))
    assert send_due_nudges(now=at(4)) == 1


def answer(grant):
    answering.decline(grant, link=None)


def withdraw(grant):
    archive(grant.client, actor=Actor.system())


def suspend(grant):
    grant.practitioner.verification = "suspended"
    grant.practitioner.save()


def replace(grant):
    ask_for_consent(
        grant.client,
        ConsentRequest(
            practitioner=grant.practitioner, purpose=grant.purpose, scopes=["goals"], trainer=grant.client.lead_trainer
        ),
        now=at(3),
    )


@pytest.mark.parametrize("end", [answer, withdraw, suspend, replace])
def test_none_once_it_is_over(care_client, end):
    grant = asked(care_client)
    end(grant)
    assert not send_due_nudges(now=at(3))
    assert not Nudge.objects.get(subject_id=grant.pk).next_at


@pytest.mark.parametrize("end", [answer, withdraw, suspend])
def test_a_mail_that_is_owed_does_not_go_once_it_is_over(care_client, end):
    grant = asked(care_client)
    send_due_nudges(now=at(3))
    end(grant)
    deliver_due(now=at(3))
    assert Message.objects.get(kind="clients.nudges").state == "not-wanted"


def test_the_link_in_the_mail_opens_the_question(care_client, client):
    grant = asked(care_client)
    send_due_nudges(now=at(3))
    deliver_due(now=at(3))
    address = re.search(r"https?://[^/]+(/l/consent/\S+)", mail.outbox[0].body)[1]
    assert client.get(address).status_code == 200
    assert ClientLink.objects.get(purpose="consent").expires_at == grant.ends_at


def test_mail_that_comes_back_stops_the_clock_and_shows_on_today(care_client):
    asked(care_client)
    suppress(care_client.mailbox, scope="all", cause="bad-mailbox", why="550 no such user")
    assert not sweep_daily(1, 31)
    (nudge,) = Nudge.objects.stuck().filter(client_id=care_client.pk)
    assert nudge.is_bounced
    lift(care_client.mailbox)
    nudge.refresh_from_db()
    assert not nudge.is_bounced
    assert nudge.next_at > timezone.now()


def test_a_client_without_a_mailbox_is_the_trainers_in_the_end(care_client):
    Client.objects.update(email="", confirmed_address="")
    asked(Client.objects.get())
    assert not sweep_daily(1, 31)
    assert Nudge.objects.get().exhausted_at == at(17)


def test_starting_twice_changes_nothing_and_stopping_stops(care_client):
    grant = asked(care_client)
    start_nudging("consent.asked", grant.pk, now=at(9))
    assert Nudge.objects.get().since == TUESDAY
    stop_nudging("consent.asked", grant.pk)
    start_nudging("consent.asked", grant.pk, now=at(9))
    assert Nudge.objects.open().get().since == at(9)


def test_two_sweeps_and_a_clock_set_back_owe_one_mail(care_client):
    asked(care_client)
    assert send_due_nudges(now=at(3)) == 1
    assert send_due_nudges(now=at(3)) == 0
    assert send_due_nudges(now=at(3, 16)) == 0
    assert Message.objects.filter(kind="clients.nudges").count() == 1


def test_a_sweep_that_dies_between_mail_and_state_leaves_all_due(care_client):
    asked(care_client)

    def killed(execute, sql, *args):
        if sql.startswith('UPDATE "outbox_nudge"'):
            raise KeyboardInterrupt
        return execute(sql, *args)

    with connection.execute_wrapper(killed), pytest.raises(KeyboardInterrupt):
        send_due_nudges(now=at(3))
    assert not Message.objects.filter(kind="clients.nudges").exists()
    assert send_due_nudges(now=at(3)) == 1
    assert Nudge.objects.get().sent == 1


def test_nothing_due_is_one_query(care_client, django_assert_num_queries):
    asked(care_client)
    with django_assert_num_queries(1):
        send_due_nudges(now=at(2))


@pytest.mark.parametrize("number", [1, 40])
def test_as_many_queries_for_many_as_for_one(care_client, django_assert_max_num_queries, number):
    for _ in range(number):
        asked(ClientFactory(lead_trainer=care_client.lead_trainer))
    with django_assert_max_num_queries(20):
        assert send_due_nudges(now=at(3)) == number
