"""Which events go, for how long they are tried, and what a killed worker leaves behind."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.identity import change_roles
from accounts.sessions import end_all_sessions
from clients.deactivation import close_account
from clients.models import ClientUserObjectPermission
from outbox.models import Message
from tests.factories.accounts import AdminFactory
from tests.factories.clients import ClientFactory
from tests.factories.referrals import RequestedFactory
from tests.factories.webhooks import DeliveryFactory, WebhookFactory
from tests.outbox.processes import ended, fork, shared_database  # noqa: F401
from tests.webhooks.receiver import says
from web.keys import uuid7
from web.retention import delete_over_age
from webhooks.announcing import announce, announce_incoming
from webhooks.delivery import AT_ONCE, OF_ONE_WEBHOOK, TRIED_FOR, deliver_due
from webhooks.models import Delivery, EventType, Webhook
from webhooks.registration import WebhookOffError, replay, send_test, turn_on

pytestmark = pytest.mark.django_db
State = Delivery.State


def about(client) -> Delivery:
    assert announce(EventType.REPORT_OPENED, client_id=client.pk, report_id=uuid7()) == 1
    return Delivery.objects.get()


def test_an_event_of_a_client_who_is_not_the_trainers_any_more_is_withheld(webhook, receiver):
    client = ClientFactory(lead_trainer=webhook.trainer)
    delivery = about(client)
    ClientUserObjectPermission.objects.filter(content_object=client).delete()
    assert deliver_due() == 0
    delivery.refresh_from_db()
    assert delivery.state == State.WITHHELD
    assert not receiver.received
    replay(delivery)
    deliver_due()
    assert not receiver.received


def test_a_referral_in_whose_client_another_trainer_leads_by_now_is_withheld(webhook, receiver):
    incoming = RequestedFactory(trainer=webhook.trainer)
    for _twice in range(2):
        announce_incoming(incoming)
    delivery = Delivery.objects.latest("pk")
    assert deliver_due() == 2
    incoming.client = ClientFactory()
    incoming.save()
    replay(delivery)
    assert deliver_due() == 0
    delivery.refresh_from_db()
    assert delivery.state == State.WITHHELD
    incoming.delete()
    assert not Delivery.objects.exists()


WAYS = {
    "closed": lambda trainer: close_account(trainer, by=AdminFactory(), reason="Left", otherwise=None),
    "role": lambda trainer: change_roles(trainer, roles=[], by=AdminFactory()),
    "signed out everywhere": end_all_sessions,
}


@pytest.mark.parametrize("way", WAYS)
def test_all_ends_with_the_account_the_role_and_all_sessions(webhook, receiver, way):
    delivery = DeliveryFactory(webhook=webhook)
    WAYS[way](webhook.trainer)
    assert deliver_due() == 0
    assert not receiver.received
    webhook.refresh_from_db()
    assert webhook.ended_at
    assert webhook.sealed_secret == ""
    with pytest.raises(WebhookOffError):
        send_test(webhook)
    with pytest.raises(WebhookOffError):
        replay(delivery)


def test_nothing_goes_while_the_account_is_stopped(webhook, receiver):
    DeliveryFactory(webhook=webhook)
    webhook.trainer.stopped_until = timezone.now() + timedelta(days=7)
    webhook.trainer.save()
    assert deliver_due() == 0
    assert not receiver.received


def test_tried_for_three_days_less_and_less_often_then_off_with_one_mail(webhook, receiver):
    receiver.answer = says(500)
    delivery, other = DeliveryFactory.create_batch(2, webhook=webhook)
    began = timezone.now()
    moment, waits = began, []
    while delivery.state == State.WAITING:
        deliver_due(now=moment)
        delivery.refresh_from_db()
        if delivery.next_try_at:
            waits.append(delivery.next_try_at - moment)
            moment = delivery.next_try_at
    assert 12 < delivery.tries < 30
    assert delivery.tries == len([each for each in receiver.received if each.headers["webhook-id"] == str(delivery.pk)])
    assert timedelta(days=2) < moment - began <= TRIED_FOR
    assert waits[0] < timedelta(minutes=1)
    assert max(waits) <= timedelta(hours=10)
    webhook.refresh_from_db()
    assert webhook.why_off == "failing"
    assert Message.objects.filter(kind="webhooks.turned-off").count() == 1
    other.refresh_from_db()
    assert other.next_try_at is None
    assert not send_is_possible(webhook)
    assert turn_on(webhook)
    receiver.answer = says(204)
    replay(delivery)
    assert deliver_due() == 1
    assert receiver.received[-1].headers["webhook-id"] == str(delivery.pk)


def send_is_possible(webhook: Webhook) -> bool:
    try:
        send_test(webhook)
    except WebhookOffError:
        return False
    return True


def test_one_event_that_is_always_refused_turns_nothing_off(webhook, receiver):
    refused = DeliveryFactory(webhook=webhook, began_at=timezone.now() - TRIED_FOR)
    webhook.last_delivered_at = timezone.now() - timedelta(hours=1)
    webhook.save()
    receiver.answer = says(500)
    deliver_due()
    refused.refresh_from_db()
    webhook.refresh_from_db()
    assert refused.state == State.FAILED
    assert webhook.off_since is None


def test_a_worker_that_was_away_for_days_tries_for_three_days_all_the_same(webhook, receiver):
    days_ago = timezone.now() - timedelta(days=9)
    delivery = DeliveryFactory(webhook=webhook, at=days_ago, next_try_at=days_ago)
    receiver.answer = says(500)
    deliver_due()
    delivery.refresh_from_db()
    assert delivery.state == State.WAITING


def test_one_webhook_with_much_to_be_told_leaves_room_for_others(webhook, receiver):
    """It fails: its next ones wait for the next run, and the other's goes in this one."""
    receiver.answer = says(500)
    DeliveryFactory.create_batch(AT_ONCE * 2, webhook=webhook)
    other = DeliveryFactory(webhook__url=receiver.url)
    deliver_due()
    other.refresh_from_db()
    assert other.tries == 1
    assert Delivery.objects.filter(webhook=webhook, tries=1).count() == OF_ONE_WEBHOOK


def test_what_is_rolled_back_is_not_told(webhook, receiver):
    client = ClientFactory(lead_trainer=webhook.trainer)
    with transaction.atomic():
        about(client)
        transaction.set_rollback(True)
    assert deliver_due() == 0
    assert not receiver.received


@pytest.mark.usefixtures("shared_database")
def test_killed_between_the_commit_and_the_sending(webhook, receiver):
    client = ClientFactory(lead_trainer=webhook.trainer)

    def happen_and_die() -> None:
        with transaction.atomic():
            announce(EventType.REPORT_OPENED, client_id=client.pk, report_id=uuid7())
        os.kill(os.getpid(), signal.SIGKILL)

    assert ended(fork(happen_and_die)) == -signal.SIGKILL
    assert not receiver.received
    assert deliver_due() == 1
    assert len(receiver.received) == 1


@pytest.mark.usefixtures("shared_database")
def test_killed_before_the_answer_is_noted_it_goes_again_under_the_same_id(webhook, receiver):
    delivery = DeliveryFactory(webhook=webhook)
    process = 0

    def kill_the_sender(line) -> None:
        os.kill(process, signal.SIGKILL)

    receiver.answer = kill_the_sender
    process = fork(deliver_due)
    assert ended(process) == -signal.SIGKILL
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (State.WAITING, 1)
    receiver.answer = says(204)
    assert deliver_due() == 0, "a moment later: the try counts"
    assert deliver_due(now=delivery.next_try_at) == 1
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


@pytest.mark.usefixtures("shared_database")
def test_two_senders_at_once_send_each_once(webhook, receiver):
    """Where the lease of the first was lost."""
    DeliveryFactory.create_batch(12, webhook=webhook)
    senders = [fork(deliver_due) for _ in range(2)]
    for process in senders:
        ended(process)
    deliver_due()
    ids = [received.headers["webhook-id"] for received in receiver.received]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 12


def test_kept_for_thirty_days(webhook):
    old = timezone.now() + timedelta(days=31)
    done, waiting = DeliveryFactory.create_batch(2, webhook=webhook)
    Delivery.objects.filter(pk=done.pk).update(state=State.DELIVERED, next_try_at=None)
    ended_one = WebhookFactory(ended_at=timezone.now(), sealed_secret="")
    delete_over_age(now=timezone.now() + timedelta(days=29))
    assert Delivery.objects.count() == 2
    delete_over_age(now=old)
    assert list(Delivery.objects.all()) == [waiting]
    assert not Webhook.objects.filter(pk=ended_one.pk).exists()


def test_an_erased_clients_events_go_with_them(webhook):
    client = ClientFactory(lead_trainer=webhook.trainer)
    about(client)
    client.delete()
    assert not Delivery.objects.exists()
