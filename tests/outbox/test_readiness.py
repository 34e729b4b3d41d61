"""What a monitor is told: that something is wrong, and in the log what."""

import logging
from datetime import timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from outbox import readiness
from outbox.enqueue import enqueue
from web.models import SweepLease
from web.sweeps import leased

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _not_asked_before():
    readiness._migrated.cache_clear()


def test_an_installation_that_has_just_begun_is_ready(client):
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_a_sweep_that_ended_lately_is_enough():
    with leased("tests.sweep"):
        pass
    SweepLease.objects.create(name="tests.nightly", ended_at=timezone.now() - timedelta(hours=20))
    assert list(readiness.troubles(now=timezone.now())) == []
    assert list(readiness.troubles(now=timezone.now() + timedelta(minutes=11))) == ["sweeps"]


def test_late_mail_and_a_migration_to_come(client, caplog):
    enqueue("tests.late", to="a@home.example", dedupe_key="late", due_at=timezone.now() - timedelta(minutes=6))
    MigrationRecorder.Migration.objects.filter(app="outbox").delete()
    with caplog.at_level(logging.ERROR):
        answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    assert "Not ready: migrations, mail" in caplog.text


def test_what_holds_is_asked_with_few_queries(client, django_assert_max_num_queries):
    client.get(reverse("readyz"))
    with django_assert_max_num_queries(3):
        client.get(reverse("readyz"))
