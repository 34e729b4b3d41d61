"""The access log is proven in parts, on as many workers as are free: each part once a night, and all of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.access_heads import kept_heads
from clients.integrity_check import LEASE_OF, PARTS, prove_access_log, prove_what_is_due
from clients.models import AccessCheckpoint
from outbox.models import Message
from tests.clients.test_access_heads import cut_both, without_triggers
from tests.clients.test_access_log import look
from tests.factories.accounts import AdminFactory
from web.head_lines import SHARDS, line_of, read_heads, shard_of
from web.keys import uuid7
from web.models import SweepLease


@pytest.fixture
def clients(db, django_capture_on_commit_callbacks):
    """One of each shard, looked at four times."""
    keys = [next(key for key in iter(uuid7, None) if shard_of(key) == shard) for shard in SHARDS]
    with django_capture_on_commit_callbacks(execute=True):
        for key in keys:
            look(key, times=4)
    return keys


def test_a_shard_reads_its_own_lines(clients):
    for key in clients:
        assert kept_heads(shard_of(key)).keys() == {key}
    assert kept_heads().keys() == set(clients)


def test_a_line_behind_a_torn_one_is_its_shards(clients):
    key = clients[3]
    torn = str(clients[5]).encode()[:20] + line_of(key, (9, "9" * 64))
    assert list(read_heads([torn], shard=shard_of(key))) == [(key, (9, "9" * 64))]
    assert list(read_heads([torn], shard=shard_of(clients[5]))) == []


def test_each_part_is_proven_once_a_day(clients):
    prove_what_is_due(now=timezone.now())
    assert SweepLease.objects.filter(name__startswith=LEASE_OF, run=None).count() == len(PARTS)
    assert AccessCheckpoint.objects.count() == len(clients)
    with CaptureQueriesContext(connection) as queries:
        prove_what_is_due(now=timezone.now())
    assert len(queries) == 2, "how many run, and what is due"


def test_what_a_killed_process_left_is_proven_by_the_next(clients):
    """Its lease is over, and no end of it was written."""
    AdminFactory()
    without_triggers()
    cut_both(clients[7])
    now = timezone.now()
    for part in PARTS:
        SweepLease.objects.create(name=LEASE_OF + part, ended_at=now)
    left = SweepLease.objects.filter(name=LEASE_OF + SHARDS[7])
    left.update(run=uuid7(), leased_until=now - timedelta(seconds=1), ended_at=now - timedelta(days=1))
    prove_what_is_due(now=now)
    assert left.get().run is None
    assert Message.objects.get().payload == {"clients": 1}


def test_a_part_that_could_not_be_proven_stays_due(clients, settings, tmp_path):
    AdminFactory()
    lines, settings.ACCESS_HEADS_FILE = settings.ACCESS_HEADS_FILE, tmp_path / "folder"
    settings.ACCESS_HEADS_FILE.mkdir()
    with pytest.raises(IsADirectoryError):
        prove_what_is_due(now=timezone.now())
    assert not AccessCheckpoint.objects.exists()
    settings.ACCESS_HEADS_FILE = lines
    prove_what_is_due(now=timezone.now())
    assert AccessCheckpoint.objects.count() == len(clients)


def test_no_more_are_proven_at_once_than_set(clients, settings):
    settings.PROOFS_AT_ONCE = 1
    now = timezone.now()
    SweepLease.objects.create(name=LEASE_OF + SHARDS[0], run=uuid7(), leased_until=now + timedelta(minutes=1))
    prove_what_is_due(now=now)
    assert not AccessCheckpoint.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded installation has one worker")
@pytest.mark.django_db(transaction=True)
def test_two_workers_prove_each_part_once(clients, settings):
    settings.PROOFS_AT_ONCE = 2

    def work(_worker):
        try:
            with CaptureQueriesContext(connection) as queries:
                prove_what_is_due(now=timezone.now())
            return sum("right(" in query["sql"].lower() or "substr(" in query["sql"].lower() for query in queries)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        read = list(workers.map(work, range(2)))
    assert AccessCheckpoint.objects.count() == len(clients)
    assert sum(read) == 2 * len(SHARDS), "a batch of chains, and that there is no other, of each shard"
    assert prove_access_log(on=timezone.now().date()) == 0
