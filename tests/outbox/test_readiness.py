"""What a monitor is told: that something is wrong, and in the log what."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from clients.mail import LOG_BROKEN
from outbox import readiness
from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.tasks import deliver_due
from tests.factories.accounts import AdminFactory
from web import clock
from web.keys import uuid7
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
    with django_assert_max_num_queries(1 + (connection.vendor == "postgresql")):  # whose clock is asked as well
        client.get(reverse("readyz"))


def test_a_log_that_did_not_hold_last_night_and_a_disk_that_takes_nothing(settings, tmp_path):
    now = timezone.now()
    AdminFactory()
    enqueue(LOG_BROKEN, to="a@home.example", dedupe_key=f"{LOG_BROKEN}:{now.date()}:{uuid7()}", due_at=now)
    assert list(readiness.troubles(now=now)) == ["access-log"]
    assert list(readiness.troubles(now=now + timedelta(days=2))) == ["mail"]
    settings.ACCESS_HEADS_FILE = tmp_path / "not-mounted" / "access-heads.log"
    assert list(readiness.troubles(now=now)) == ["access-log", "endings"]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_an_hour_off_is_told_and_does_no_work(monkeypatch, caplog, hours):
    """On PostgreSQL the server says what time it is; a machine that is off neither takes a lease nor sends."""
    monkeypatch.setattr(clock, "_apart", lambda: abs(timedelta(hours=hours)))
    assert "clock" in list(readiness.troubles(now=timezone.now()))
    with leased("tests.sweep") as is_ours:
        assert not is_ours
    assert not SweepLease.objects.exists()
    enqueue("tests.due", to="a@home.example", dedupe_key="due", due_at=timezone.now() - timedelta(minutes=1))
    deliver_due()
    assert Message.objects.outstanding().count() == 1
    assert "3600 seconds off the database's" in caplog.text


def test_the_clock_of_the_database_is_asked():
    assert clock.is_clock_right()
    assert clock._apart() < timedelta(seconds=5)
