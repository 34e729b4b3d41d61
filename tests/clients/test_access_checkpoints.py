"""Each night what is new in the access log is proven, from a sealed checkpoint; within a week all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.access_heads import compact, keep_head, kept_heads
from clients.access_proof import NIGHTS, night_of
from clients.integrity_check import prove_access_log
from clients.models import AccessChain, AccessCheckpoint, AccessEvent
from tests.clients.test_access_heads import cut_all, cut_both, without_triggers, write_anew
from tests.clients.test_access_log import look
from web.keys import uuid7

OURS, ANOTHERS = 3, 5  # nights
MOST_WAITING = 0.05  # seconds that a page's line waits for the proof


def prove(turn=ANOTHERS) -> int:
    """On a night of the week, from 0 on; unless given, one that is no turn of the clients here."""
    today = timezone.now().date()
    return prove_access_log(on=today + timedelta(days=turn - today.toordinal() % NIGHTS))


def key_of_night(turn):
    """The key of a client whose chain is proven from its beginning on that night."""
    return next(key for key in iter(uuid7, None) if night_of(key) == turn)


@pytest.fixture
def recorded(db, django_capture_on_commit_callbacks):
    """Looks at a client so many times, each committed."""

    def record(client_id, times):
        with django_capture_on_commit_callbacks(execute=True):
            look(client_id, times=times)

    return record


@pytest.fixture
def proven(recorded):
    """A client whose chain of four events was proven."""
    key = key_of_night(OURS)
    recorded(key, 4)
    assert prove() == 0
    return key


def events_read() -> int:
    """How many events a proof reads."""
    read = []

    def count(execute, sql, params, many, context):
        if 'FROM "clients_accessevent"' in sql:
            read.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        assert prove() == 0
    return len(read)


def test_a_chain_without_news_is_not_read_again(proven):
    assert events_read() == 0


def test_a_chain_with_news_is_read_from_its_checkpoint_on(proven, recorded):
    recorded(proven, 3)
    with CaptureQueriesContext(connection) as queries:
        assert prove() == 0
    [query] = [query["sql"] for query in queries if 'FROM "clients_accessevent"' in query["sql"]]
    assert '"sequence" >= 4' in query
    assert AccessCheckpoint.objects.get().sequence == 7


@pytest.mark.parametrize("tamper", [cut_both, cut_all, write_anew])
@pytest.mark.parametrize("looks", [0, 1, 3])
def test_what_was_proven_and_is_cut_is_found_the_same_night(proven, recorded, tamper, looks):
    without_triggers()
    tamper(proven)
    if looks:
        recorded(proven, looks)
    assert prove() == 1


def edit_new(client_id):
    AccessEvent.objects.filter(client_id=client_id, sequence=6).update(action="tests:other")


def delete_new(client_id):
    AccessEvent.objects.filter(client_id=client_id, sequence=5).delete()


def edit_the_proven_end(client_id):
    AccessEvent.objects.filter(client_id=client_id, sequence=4).update(action="tests:other")


@pytest.mark.parametrize("tamper", [edit_new, delete_new, edit_the_proven_end])
def test_tampering_with_what_is_new_is_found_the_same_night(proven, recorded, tamper):
    recorded(proven, 3)
    without_triggers()
    tamper(proven)
    assert prove() == 1
    assert AccessCheckpoint.objects.get().sequence == 4, "what does not hold is not sealed"


def test_tampering_with_what_is_old_is_found_within_the_week(proven):
    without_triggers()
    AccessEvent.objects.filter(client_id=proven, sequence=2).update(action="tests:other")
    assert [prove(turn) for turn in range(NIGHTS)] == [turn == OURS for turn in range(NIGHTS)]


def test_a_seventh_of_the_chains_is_read_whole_each_night(recorded):
    keys = [key_of_night(turn) for turn in range(NIGHTS)]
    for key in keys:
        recorded(key, 2)
    assert prove() == 0
    for turn, key in enumerate(keys):
        with CaptureQueriesContext(connection) as queries:
            assert prove(turn) == 0
        read = [
            row["sql"]
            for row in queries
            if 'FROM "clients_accessevent" WHERE ' in row["sql"] and "sequence" in row["sql"]
        ]
        assert len(read) == 1
        assert [other for other in keys if other.hex in read[0].replace("-", "")] == [key]


@pytest.mark.parametrize("change", [{"sequence": 3}, {"head": "0" * 64}, {"seal": "0" * 64}])
def test_a_checkpoint_that_somebody_else_wrote_counts_for_nothing(proven, change):
    """The chain is then proven from its beginning."""
    without_triggers()
    AccessEvent.objects.filter(client_id=proven, sequence=2).update(action="tests:other")
    AccessCheckpoint.objects.update(**change)
    assert prove() == 1


def test_an_older_checkpoint_with_a_right_seal_hides_no_cut(proven, recorded):
    old = AccessCheckpoint.objects.get()
    recorded(proven, 2)
    assert prove() == 0
    without_triggers()
    AccessEvent.objects.filter(client_id=proven, sequence__gt=4).delete()
    AccessChain.objects.filter(pk=proven).update(sequence=4, head=old.head)
    old.save()
    assert prove() == 1


def test_the_file_of_lines_may_not_go_after_a_proof(proven, settings):
    settings.ACCESS_HEADS_FILE.write_text("")
    assert prove_access_log(on=timezone.now().date(), now=timezone.now() + timedelta(minutes=5)) == 1


def test_events_without_a_chain_are_found_within_the_week(db):
    client_id = uuid7()
    look(client_id)
    without_triggers()
    AccessChain.objects.filter(pk=client_id).delete()
    assert 1 in {prove(turn) for turn in range(NIGHTS)}


def test_a_page_waits_for_no_more_than_what_came_while_the_file_was_copied(settings):
    """Lines are appended while 200,000 are compacted."""
    clients = [uuid7() for _ in range(2000)]
    with settings.ACCESS_HEADS_FILE.open("a") as file:
        for sequence in range(1, 101):
            file.writelines(f"{client_id} {sequence} {sequence:064x}\n" for client_id in clients)
    lines = kept_heads()
    waits = []

    def append(number):
        begun = perf_counter()
        keep_head(clients[number % 2000], 101 + number // 2000, "0" * 64)
        waits.append(perf_counter() - begun)

    with ThreadPoolExecutor(1) as pool:
        compacting = pool.submit(compact, lines)
        for number in range(100_000):
            append(number)
            if compacting.done():
                break
        compacting.result()
    waits.sort()
    assert waits[len(waits) * 99 // 100] < MOST_WAITING
    assert len(settings.ACCESS_HEADS_FILE.read_text().splitlines()) == 2000 + len(waits)
