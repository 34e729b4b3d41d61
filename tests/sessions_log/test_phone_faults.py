"""Replies that get lost, clocks that are wrong, two phones at once: nothing is lost, nothing is double."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from django.utils import timezone

from clients.models import Client
from sessions_log.models import ProcessedOperation, SetEntry, SyncConflict, TrainingSession
from sessions_log.offline.fields import Batch
from sessions_log.offline.receive import receive_batch
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from tests.sessions_log.phone import Phone
from web.keys import uuid7

# All thousand with CARELANE_TEST_SESSIONS=1000.
SESSIONS = int(os.environ.get("CARELANE_TEST_SESSIONS", "60"))


def take(phone, *entries, now=None):
    """What the address does, without HTTP: a thousand sessions are many requests."""
    batch = Batch(phone.now(), list(entries))
    answers = receive_batch(batch, {phone.client.pk: phone.client}, trainer=phone.trainer, now=now)
    return [answer.status for answer in answers]


def test_replies_lost_after_commit_leave_each_session_once(phone, squat):
    chance = random.Random(41)
    started = []
    for _number in range(SESSIONS):
        start = phone.start(squat)
        key, row = start["session"], start["rows"][0]
        queue = [start, phone.set(row, key), phone.set(row, key, place=1), phone.operation("end", key, minutes=30)]
        started.append(UUID(key))
        while queue:
            batch = queue[: chance.randint(1, 4)]
            statuses = {tuple(take(phone, *batch)) for _resend in range(chance.randint(1, 5))}
            assert statuses == {(200,) * len(batch)}
            queue = queue[len(batch) :]
    assert set(TrainingSession.objects.values_list("pk", flat=True)) == set(started)
    assert not TrainingSession.objects.exclude(state="completed").exists()
    assert SetEntry.objects.count() == 2 * SESSIONS
    assert SyncConflict.objects.count() == 0


def test_two_devices_never_overwrite_each_other_silently(phone):
    """Each makes one to three edits of a set from what it saw, in any order of sending: no value that was sent is lost."""
    chance = random.Random(11)
    for _pair in range(200):
        logged_set = SetEntryFactory(entry__session__client=phone.client, load_kg=1)
        loads = iter(chance.sample(range(100, 900), 6))
        queues = [
            [
                phone.change(logged_set, version=1 + number, load_kg=str(next(loads)))
                for number in range(chance.randint(1, 3))
            ]
            for _device in range(2)
        ]
        taken = {number: [] for number in range(2)}
        sent = [sent["load_kg"] for queue in queues for sent in queue]
        while any(queues):
            device = chance.choice([number for number in range(2) if queues[number]])
            edit = queues[device].pop(0)
            [status] = take(phone, edit)
            if status == 200:
                taken[device].append(edit["load_kg"])
        logged_set.refresh_from_db()
        assert not (taken[0] and taken[1]), "only one of them was up to date"
        loads_in_conflict = {
            each.operation["load_kg"] for each in SyncConflict.objects.filter(operation__set=str(logged_set.pk))
        }
        own = taken[0] or taken[1]
        assert f"{logged_set.load_kg:.0f}" == own[-1]
        assert set(sent) == set(own) | loads_in_conflict


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["set", "start"])
def test_the_same_entry_ten_times_at_once_is_one_row(what):
    if connection.vendor != "postgresql":
        pytest.skip("threads share SQLite's one test connection")
    client = ClientFactory()
    session = TrainingSessionFactory(client=client, state="open", ended_at=None)
    row = ExerciseEntryFactory(session=session)
    phone = Phone(None, client.lead_trainer, client)  # type: ignore[arg-type]
    if what == "start":
        session.delete()
    sent = phone.set(row, row.session_id) if what == "set" else phone.start(row.exercise)

    def once(_number):
        try:
            return take(phone, sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(once, range(10)))
    assert statuses == [[200]] * 10
    assert (SetEntry.objects if what == "set" else TrainingSession.objects).count() == 1
    assert ProcessedOperation.objects.count() == 1


# --- clocks -------------------------------------------------------------------------------


def started_by(phone, squat, *, now, ago_ms=0, sent_ago_ms=0):
    """When a session has begun that the phone says began `ago_ms` before the batch, with a clock as its own is."""
    start = phone.start(squat, at=phone.now() - ago_ms)
    assert take(phone, start, now=now) == [200]
    return TrainingSession.objects.get(pk=start["session"]).started_at


@pytest.mark.parametrize("ahead_ms", [0, 3_600_000, -3_600_000, 40 * 365 * 86_400_000, -40 * 365 * 86_400_000])
def test_a_clock_that_is_wrong_is_wrong_for_both(phone, squat, ahead_ms):
    phone.ahead_ms = ahead_ms
    now = timezone.now()
    assert abs(started_by(phone, squat, now=now, ago_ms=600_000) - (now - timedelta(minutes=10))) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("ago", "is_kept"),
    [(timedelta(hours=-5), timedelta(0)), (timedelta(hours=71), timedelta(hours=71)), (timedelta(days=9), timedelta(hours=72))],
)  # fmt: skip
def test_nothing_began_in_the_future_nor_longer_ago_than_entries_are_kept(phone, squat, ago, is_kept):
    now = timezone.now()
    began = started_by(phone, squat, now=now, ago_ms=ago // timedelta(milliseconds=1))
    assert abs(began - (now - is_kept)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("begins", "sent"),
    [
        ("2026-11-24T04:59", "2026-11-24T05:10"),  # 23:59 and 00:10 in Toronto
        ("2026-11-01T05:30", "2026-11-01T06:30"),  # 01:30 twice: the clock goes back
        ("2027-03-14T06:30", "2027-03-14T07:30"),  # 01:30 and 03:30: it goes on
    ],
)
def test_across_midnight_and_a_change_of_the_clock_a_session_lasts_as_long_as_it_did(phone, squat, begins, sent):
    began, now = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (begins, sent))
    minutes = (now - began) // timedelta(minutes=1)
    start = phone.start(squat, at=phone.now() - minutes * 60_000)
    key = start["session"]
    batch = [start, phone.set(start["rows"][0], key), phone.operation("end", key, minutes=minutes)]
    assert take(phone, *batch, now=now) == [200] * 3
    session = TrainingSession.objects.get(pk=key)
    assert abs(session.started_at - began) < timedelta(seconds=5)
    assert abs(session.ended_at - now) < timedelta(seconds=5)


def test_entries_of_sessions_of_several_clients_in_one_batch(phone, squat):
    other = Phone(phone.browser, phone.trainer, ClientFactory(lead_trainer=phone.trainer))
    starts = [phone.start(squat), other.start(squat)]
    assert phone.statuses(*starts) == [200, 200]
    assert Client.objects.filter(training_sessions__pk__in=[one["session"] for one in starts]).count() == 2


def test_one_entry_that_fails_takes_no_other_with_it(phone, session, entry):
    good, bad = phone.set(entry, session), phone.set(entry, session, place=1, amount=0)
    gone = phone.operation("skip", session, entry=uuid7(), version=1, why="Pain")
    assert phone.statuses(bad, good, gone, phone.set(entry, session, place=1)) == [422, 200, 404, 200]
