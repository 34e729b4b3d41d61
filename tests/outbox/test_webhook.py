"""The provider's webhook: shut unless it is configured, proven by its secret, and it acts on our mails alone."""

import json
from base64 import b64encode

import pytest
from django.conf import settings as of_django
from django.test import Client as Browser
from django.urls import reverse

from outbox.delivery import deliver_due
from outbox.enqueue import enqueue
from outbox.models import Message, Suppression
from outbox.webhook import PROVIDERS

pytestmark = pytest.mark.django_db

ANA = "ana@home.example"
SECRET = "carelane:a-long-secret"


@pytest.fixture
def configured(settings):
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def message(postmaster) -> Message:
    enqueue("tests.reminder", to=ANA, dedupe_key="tests:1")
    deliver_due()
    return Message.objects.get()


def report(event: dict[str, object], *, secret: str = SECRET):
    credentials = b64encode(secret.encode()).decode()
    return Browser().post(
        reverse("outbox:mail_events"),
        json.dumps(event),
        content_type="application/json",
        headers={"authorization": f"Basic {credentials}"},
    )


def bounce(message, **changes):
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "ID": 42,
        "MessageID": "postmarks-own-id",
        "Email": ANA,
        "Details": "smtp;550 5.1.1 User unknown",
        "Metadata": {"message_id": message.message_id},
        **changes,
    }


def test_it_is_shut_by_default(message):
    assert of_django.MAIL_PROVIDER == ""
    answer = report(bounce(message))
    assert answer.status_code == 404
    assert not Suppression.objects.exists()


def test_a_wrong_secret_is_refused(configured, message):
    assert report(bounce(message), secret="carelane:guess").status_code == 400
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("metadata", [True, False])
def test_a_hard_bounce_suppresses_by_our_message_id_or_the_reader(configured, message, metadata):
    event = bounce(message) if metadata else bounce(message, Metadata={})
    assert report(event).status_code == 200
    message.refresh_from_db()
    assert (message.state, Suppression.objects.get().cause) == ("failed", "bad-mailbox")


def test_a_block_as_spam_is_tried_later(configured, message):
    report(bounce(message, Type="Blocked", Details="554 5.7.1 Blocked as spam"))
    message.refresh_from_db()
    assert message.state == "waiting"
    assert not Suppression.objects.exists()


def test_a_complaint_stops_reminders_of_that_kind(configured, message):
    report(bounce(message, RecordType="SpamComplaint", Type="SpamComplaint"))
    suppression = Suppression.objects.get()
    assert (suppression.cause, suppression.scope) == ("complaint", "tests.reminder")


def test_a_delivery_changes_nothing(configured, message):
    event = {"RecordType": "Delivery", "MessageID": "x", "Recipient": ANA, "DeliveredAt": "2026-11-29T01:00:00Z"}
    assert report(event).status_code == 200
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_has_its_view(settings, configured, provider):
    settings.MAIL_PROVIDER = provider
    assert report({}, secret="carelane:guess").status_code == 400
