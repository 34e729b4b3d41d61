"""What a receiver, its name and its network may do: each is noted, nothing holds the sender up, nothing leaks."""

import json
import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.models import Message
from tests.factories.webhooks import DeliveryFactory, WebhookFactory
from tests.webhooks import receiver as of_receiver
from tests.webhooks.receiver import Receiver, says
from webhooks.addresses import resolve
from webhooks.delivery import deliver_due
from webhooks.models import Delivery
from webhooks.sending import IN_ALL

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def delivery(webhook):
    return DeliveryFactory(webhook=webhook)


def sent(delivery: Delivery, **options) -> Delivery:
    deliver_due(**options)
    delivery.refresh_from_db()
    return delivery


def test_one_that_is_taken_is_sent_once(delivery, receiver):
    assert sent(delivery).state == State.DELIVERED
    assert (delivery.status, delivery.tries) == (204, 1)
    assert deliver_due(now=timezone.now() + timedelta(days=1)) == 0
    [received] = receiver.received
    assert received.target == "/carelane?for=me"
    assert received.headers["host"] == receiver.url.split("/")[2]
    assert json.loads(received.body)["id"] == received.headers["webhook-id"] == str(delivery.pk)


@pytest.mark.parametrize("status", [500, 503, 404, 400, 429])
def test_a_refusal_is_tried_again(delivery, receiver, status):
    receiver.answer = says(status)
    assert sent(delivery).state == State.WAITING
    assert (delivery.status, delivery.tries) == (status, 1)
    assert timedelta(seconds=15) < delivery.next_try_at - timezone.now() < timedelta(seconds=45)
    assert deliver_due() == 0, "not before it is due"
    receiver.answer = says(200)
    assert sent(delivery, now=delivery.next_try_at).state == State.DELIVERED
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1
    assert len({received.body for received in receiver.received}) == 1


def test_gone_turns_the_webhook_off_and_tells_its_owner(delivery, receiver, webhook):
    later = DeliveryFactory(webhook=webhook, next_try_at=timezone.now() + timedelta(hours=1))
    receiver.answer = says(410)
    assert sent(delivery).state == State.FAILED
    webhook.refresh_from_db()
    assert webhook.why_off == "gone"
    assert Message.objects.get(kind="webhooks.turned-off").to == webhook.trainer.email
    later.refresh_from_db()
    assert later.state == State.FAILED


def test_a_redirect_is_not_followed(delivery, receiver, tmp_path):
    with Receiver(tmp_path) as private:
        receiver.answer = says(307, head=f"Location: {private.url}\r\n")
        assert sent(delivery).status == 307
        assert delivery.state == State.WAITING
        assert not private.received


@pytest.mark.parametrize(
    ("answer", "error"),
    [(of_receiver.garbage, "answer"), (of_receiver.hangs_up, "connection")],
)
def test_no_answer_that_is_one(delivery, receiver, answer, error):
    receiver.answer = answer
    assert sent(delivery).error == error
    assert delivery.state == State.WAITING


def test_a_body_is_never_waited_for(delivery, receiver):
    receiver.answer = of_receiver.drips_its_body
    began = time.monotonic()
    assert sent(delivery).state == State.DELIVERED
    assert time.monotonic() - began < IN_ALL


def test_who_answers_slowly_for_ever_holds_nobody_up(settings, delivery, receiver, tmp_path):
    """Four that drip or are silent at a step each, and one that is well: all is over in the time of one try."""
    slow = [of_receiver.silent, of_receiver.drips_its_status, of_receiver.drips_its_headers]
    receivers = [Receiver(tmp_path, answer=answer) for answer in slow]
    receivers.append(Receiver(tmp_path, shakes_hands=False))
    deliveries = []
    with ExitStack() as all_of_them:
        for each in receivers:
            all_of_them.enter_context(each)
            deliveries.append(DeliveryFactory(webhook__url=each.url))
        began = time.monotonic()
        assert deliver_due() == 1
        assert time.monotonic() - began < 2 * IN_ALL
    delivery.refresh_from_db()
    assert delivery.state == State.DELIVERED
    rows = Delivery.objects.filter(pk__in=[each.pk for each in deliveries])
    assert list(rows.values_list("state", "error")) == [(State.WAITING, "time")] * len(receivers)


def test_nobody_listens(delivery, webhook):
    webhook.url = "https://localhost:1/"
    webhook.save()
    assert sent(delivery).error == "connection"


def test_a_certificate_that_nobody_vouches_for(delivery, monkeypatch, tmp_path):
    (tmp_path / "none.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    assert sent(delivery).error == "certificate"


def test_a_certificate_of_another_name(receiver, trainer):
    webhook = WebhookFactory(trainer=trainer, url=receiver.url.replace("localhost", "hooks.example"))
    delivery = DeliveryFactory(webhook=webhook)
    assert sent(delivery, resolver=lambda host, port: ["127.0.0.1"]).error == "certificate"
    assert not receiver.received


def test_a_name_that_turns_private_after_it_was_saved(settings, delivery, receiver):
    """It was public when it was saved, and for one try."""
    settings.WEBHOOKS_TO_LOOPBACK = False
    assert sent(delivery).error == "address"
    assert not receiver.received


def test_what_was_looked_at_is_what_is_connected_to(delivery, receiver):
    """A name that answers otherwise the second time it is names is not names a second time."""
    names = []

    def resolver(host, port):
        names.append(host)
        return resolve(host, port) if len(names) == 1 else ["10.0.0.1"]

    assert sent(delivery, resolver=resolver).state == State.DELIVERED
    assert names == ["localhost"]


def test_a_name_that_is_gone(delivery, receiver):
    def nowhere(host, port):
        raise OSError

    assert sent(delivery, resolver=nowhere).error == "name"
