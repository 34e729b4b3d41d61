"""Whatever beat starts runs once at a time, and runs again after its process was killed."""

import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from web.models import SweepLease
from web.sweeps import LEASE, RENEW_EVERY, SweepTask, leased, sweep

# Tasks of beat that may run twice at once, and why.
WITHOUT_A_LEASE = {
    "outbox.deliver_due": "each mail is claimed by itself, and several may send at once",
    "clients.prove_access_log": "each part has a lease of its own, and several are proven at once",
}

SCHEDULED = sorted({entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - WITHOUT_A_LEASE.keys())


@pytest.fixture(autouse=True)
def _tasks():
    current_app.loader.import_default_modules()


@pytest.mark.parametrize("name", SCHEDULED)
def test_each_task_of_beat_is_a_sweep(name):
    assert isinstance(current_app.tasks[name], SweepTask), f"{name} is no @sweep"


@pytest.mark.django_db
@pytest.mark.parametrize("name", SCHEDULED)
def test_a_task_of_beat_asks_nothing_while_it_runs_elsewhere(name, django_assert_num_queries):
    with leased(name) as is_ours:
        assert is_ours
        with CaptureQueriesContext(connection) as lease, leased(name) as is_ours_too:
            assert not is_ours_too
        with django_assert_num_queries(len(lease)):
            current_app.tasks[name]()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_runs():
    runs = []
    both_tried, begun = threading.Event(), threading.Event()

    @sweep("tests.sweep")
    def slow() -> None:
        runs.append(1)
        begun.set()
        assert both_tried.wait(10)

    first = threading.Thread(target=slow)
    first.start()
    assert begun.wait(10)
    slow()
    both_tried.set()
    first.join()
    assert runs == [1]
    slow()
    assert runs == [1, 1]


@pytest.mark.django_db
def test_one_whose_process_was_killed_runs_again_once_its_lease_is_over():
    now = timezone.now()
    with leased("tests.sweep"):
        with leased("tests.sweep") as second:
            assert not second
        SweepLease.objects.update(leased_until=now - timedelta(seconds=1))
        with leased("tests.sweep") as third:
            assert third


@pytest.mark.django_db
def test_a_sweep_that_fails_gives_its_lease_back():
    @sweep("tests.fails")
    def fails() -> None:
        raise RuntimeError

    for _ in range(2):
        with pytest.raises(RuntimeError):
            fails()


def test_a_lease_outlives_three_beats_of_the_heart():
    assert LEASE.total_seconds() >= 3 * RENEW_EVERY
