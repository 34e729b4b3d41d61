"""Mail that waited while it was upgraded: what was one string is read by its names."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.sealing import seal, unseal_secrets
from web.keys import uuid7

pytestmark = pytest.mark.django_db

migration = import_module("outbox.migrations.0003_name_secrets_of_waiting_mail")


@pytest.mark.parametrize(
    ("kind", "dedupe_key", "secret", "payload", "secrets"),
    [
        (
            "homework",
            "homework:0190:2026-11-16",
            "a b c",
            {"on": "2026-11-16"},
            {"answer_token": "a", "stop_token": "b", "sharing_token": "c"},
        ),
        (
            "benefits.lapsing",
            "benefit:0190:2026-01-01:30d",
            "a b",
            {"year": "2026-01-01"},
            {"stop_token": "a", "sharing_token": "b"},
        ),
        ("accounts.sign_in_code", "accounts.sign_in_code:0190", "12-34", {"sign_in_code": "0190"}, {"code": "12-34"}),
        ("accounts.password_reset", "accounts.password_reset:1", "https://x/", {}, {"link": "https://x/"}),
        ("consent.asked", "consent.asked:1", "a b", {}, {"token": "a", "sharing_token": "b"}),
        ("consent.shared", "consent.shared:1", "a", {}, {"token": "a"}),
        ("consent.ended", "consent.ended:1", "a", {}, {"sharing_token": "a"}),
    ],
)
def test_a_waiting_mail_gets_the_names_of_its_secrets(kind, dedupe_key, secret, payload, secrets):
    enqueue(kind, to="ana@home.example", dedupe_key=dedupe_key, secrets={"token": "x"})
    Message.objects.update(sealed_secrets=seal(secret))
    migration.name_secrets(apps, connection.schema_editor())
    message = Message.objects.get()
    assert (message.payload, unseal_secrets(message.sealed_secrets)) == (payload, secrets)


def test_a_mail_without_a_secret_stays_without_one():
    enqueue("clients.log-broken", to="admin@care.example", dedupe_key="x", subject_id=uuid7())
    migration.name_secrets(apps, connection.schema_editor())
    message = Message.objects.get()
    assert (message.payload, message.sealed_secrets) == ({"clients": message.subject_id.int}, "")


def test_a_mail_whose_key_is_gone_keeps_what_it_had():
    enqueue("consent.shared", to="ana@home.example", dedupe_key="x", secrets={"token": "x"})
    Message.objects.update(sealed_secrets="not sealed by us")
    migration.name_secrets(apps, connection.schema_editor())
    assert Message.objects.get().sealed_secrets == "not sealed by us"
