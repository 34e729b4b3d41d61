"""A copy that follows the database reads what is long; who may read, and what one has just written, is never asked of it."""

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from clients.models import Client, ContactNote
from tests.factories.clients import ClientFactory
from tests.migrated import copy_migrated_file
from web.replica import (
    NOTHING,
    REPLICA,
    UNKNOWN,
    ReadYourWritesMiddleware,
    ReplicaRouter,
    from_replica,
    replica_breaker,
)


@pytest.fixture
def replica(db, tmp_path, monkeypatch):
    """A second database, which knows nothing of what the test writes: as one that lags. It follows up to 0/5."""
    if connection.vendor != "sqlite":
        pytest.skip("script/drill replica has a real one")
    path = tmp_path / "replica.sqlite3"
    copy_migrated_file(path)
    settings = {**connections.settings["default"], "NAME": str(path)}
    connections.settings[REPLICA] = settings
    connections[REPLICA] = connections.create_connection(REPLICA)
    # Django's tests let a connection be opened to those databases alone that were there when they began.
    del connections.settings[REPLICA]
    connections[REPLICA].ensure_connection()
    connections.settings[REPLICA] = settings
    connections[REPLICA].connection.create_function("pg_last_wal_replay_lsn", 0, lambda: "0/5")
    # The same in SQLite's words.
    monkeypatch.setattr("web.replica.IS_FIT", "SELECT pg_last_wal_replay_lsn() >= %s AND %s > 0")
    replica_breaker.reset()
    yield
    replica_breaker.reset()
    connections[REPLICA].close()
    del connections[REPLICA], connections.settings[REPLICA]


def asking(written=None):
    request = RequestFactory().get("/")
    request.COOKIES = {"written": written} if written is not None else {}
    return request


def reads(written=None) -> str:
    """Of which database a query is that asks for clients."""
    with from_replica(asking(written)):
        return Client.objects.all().db


def test_only_what_is_inside_is_read_from_the_copy(replica):
    ClientFactory()
    assert reads() == REPLICA
    with from_replica(asking()):
        assert Client.objects.count() == 0, "it lags"
    assert Client.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "where"),
    [
        (NOTHING, REPLICA),
        ("0/5", REPLICA),
        ("0/6", "default"),
        (UNKNOWN, "default"),
        ("'; --", "default"),
        ("", "default"),
    ],
)
def test_what_one_has_written_is_there_when_one_reads(replica, written, where):
    assert reads(written) == where
    assert not replica_breaker.is_open


def test_what_is_written_goes_to_the_database(replica):
    client = ClientFactory()
    with from_replica(asking()):
        Client.objects.filter(pk=client.pk).update(phone="+1 416 555 0100")
        note = ContactNote.objects.create(client=client, by=client.lead_trainer, kind="call", text="Called")
        assert Client.objects.select_for_update().db == "default"
    assert note._state.db == "default"
    client.refresh_from_db()
    assert client.phone == "+1 416 555 0100"


def test_a_copy_that_does_not_answer_is_left_alone(replica, monkeypatch):
    monkeypatch.setattr("web.replica.IS_FIT", "SELECT broken(%s, %s)")
    assert reads() == "default"
    assert replica_breaker.is_open


def test_without_a_copy_all_is_as_it_was(db):
    assert reads() == "default"
    response = ReadYourWritesMiddleware(lambda _request: HttpResponse())(RequestFactory().post("/"))
    assert not response.cookies


def test_a_form_that_was_sent_leaves_how_far_the_database_had_come(replica):
    answer = ReadYourWritesMiddleware(lambda _request: HttpResponse())
    cookie = answer(RequestFactory().post("/")).cookies["written"]
    assert cookie.value == UNKNOWN, "SQLite does not know, so the copy is not read"
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert not answer(RequestFactory().get("/")).cookies


def test_migrations_pass_the_copy_by():
    assert ReplicaRouter().allow_migrate(REPLICA, "clients") is False
    assert ReplicaRouter().allow_migrate("default", "clients") is None


def test_who_may_read_is_asked_of_the_database(replica, trainer_browser, trainer):
    """The copy knows neither of the two clients: one opens, and is empty there; the other is not the trainer's."""
    client, other = ClientFactory(lead_trainer=trainer), ClientFactory()
    assert trainer_browser.get(reverse("workspace:progress", args=[client.pk])).status_code == 200
    assert trainer_browser.get(reverse("workspace:progress", args=[other.pk])).status_code == 404
