"""The access log: written before anything is read, never changed, and every tampering found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from clients.access_log import Actor, record_access
from clients.access_proof import broken_chains
from clients.models import AccessChain, AccessEvent
from tests.factories.clients import ClientFactory
from web.keys import uuid7

TRIGGERS = {
    "sqlite": ["DROP TRIGGER access_event_no_UPDATE", "DROP TRIGGER access_event_no_DELETE"],
    "postgresql": [
        "ALTER TABLE clients_accessevent DISABLE TRIGGER access_event_append_only",
        "GRANT UPDATE, DELETE ON clients_accessevent TO CURRENT_USER",
    ],
}


REFUSED = "append-only|permission denied"  # by the trigger; or sooner, where the role has no right either


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def look(client_id, times=1):
    for _ in range(times):
        record_access(client_id, actor=Actor.system(), action="tests:look")


@pytest.mark.django_db
def test_no_log_no_data(trainer_browser, care_client):
    """The log's table is gone: the page says so, with nothing of the client."""
    run("ALTER TABLE clients_accesschain RENAME TO clients_accesschain_away")
    response = trainer_browser.get(reverse("workspace:overview", args=[care_client.pk]))
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.headers["Cache-Control"] == "no-store"
    assert care_client.name not in response.content.decode()


@pytest.mark.django_db
def test_nothing_is_saved_where_it_can_not_be_recorded(trainer_browser, care_client):
    run("ALTER TABLE clients_accesschain RENAME TO clients_accesschain_away")
    response = trainer_browser.post(reverse("careplan:add_goal", args=[care_client.pk]), {"text": "Run again"})
    assert response.status_code == 503
    assert not care_client.goals.exists()


@pytest.mark.django_db
def test_the_look_is_recorded_with_who_and_through_what(trainer_browser, care_client, trainer):
    trainer_browser.get(reverse("workspace:overview", args=[care_client.pk]))
    event = AccessEvent.objects.get()
    assert (event.client_id, event.actor_id, event.actor_label) == (care_client.pk, trainer.pk, trainer.name)
    assert (event.action, event.through_kind) == ("workspace:overview", "permission")


@pytest.mark.django_db
def test_a_stranger_leaves_no_line(trainer_browser):
    trainer_browser.get(reverse("workspace:overview", args=[ClientFactory().pk]))
    trainer_browser.get(reverse("workspace:clients"))
    assert not AccessEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: AccessEvent.objects.update(action="x"),
        lambda: AccessEvent.objects.all()._raw_delete("default"),
        lambda: run("UPDATE clients_accessevent SET actor_label = 'x'"),
        lambda: run("DELETE FROM clients_accessevent"),
    ],
)
def test_the_database_refuses_to_change_it(change):
    look(uuid7())
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        change()
    assert AccessEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["one", "after the flush of the one before"])
def test_the_refusal_outlives_a_transactional_test(which):
    look(uuid7())
    assert AccessEvent.objects.count() == 1
    with pytest.raises(DatabaseError, match=REFUSED):
        AccessEvent.objects.update(action="x")


@pytest.mark.django_db
def test_a_whole_chain_is_whole():
    for _ in range(3):
        look(uuid7(), times=4)
    assert list(broken_chains()) == []
    call_command("verify_access_log")


def edit(client_id):
    AccessEvent.objects.filter(client_id=client_id, sequence=2).update(action="tests:other")


def delete(client_id):
    AccessEvent.objects.filter(client_id=client_id, sequence=2).delete()


def reorder(client_id):
    events = AccessEvent.objects.filter(client_id=client_id)
    events.filter(sequence=2).update(sequence=9)
    events.filter(sequence=3).update(sequence=2)
    events.filter(sequence=9).update(sequence=3)


def cut_off(client_id):
    AccessEvent.objects.filter(client_id=client_id, sequence=4).delete()


def empty(client_id):
    AccessEvent.objects.filter(client_id=client_id).delete()


@pytest.mark.django_db
@pytest.mark.parametrize("tamper", [edit, delete, reorder, cut_off, empty])
def test_every_tampering_is_found(tamper):
    """By somebody who got past the triggers."""
    tampered, whole = uuid7(), uuid7()
    look(tampered, times=4)
    look(whole, times=4)
    run(*TRIGGERS[connection.vendor])
    tamper(tampered)
    assert [client_id for client_id, _ in broken_chains()] == [tampered]
    with pytest.raises(CommandError):
        call_command("verify_access_log")


@pytest.mark.django_db
def test_a_name_can_be_erased_and_the_chain_stays_whole():
    client_id = uuid7()
    look(client_id, times=3)
    run(*TRIGGERS[connection.vendor])
    AccessEvent.objects.update(actor_label="erased")
    assert list(broken_chains()) == []
    assert AccessChain.objects.get().sequence == 3


@pytest.mark.django_db
def test_it_holds_nothing_of_what_was_typed(trainer_browser, care_client):
    words = "Sentinel-words-of-a-goal"
    trainer_browser.post(
        reverse("careplan:add_goal", args=[care_client.pk]), {"text": words, "measure": "Rows", "key": uuid7()}
    )
    trainer_browser.get(reverse("workspace:clients"), {"q": words})
    assert care_client.goals.filter(text=words).exists()
    rows = list(AccessEvent.objects.values())
    assert rows
    assert words not in str(rows)
    assert care_client.name not in str(rows)
    assert care_client.email not in str(rows)


@pytest.mark.django_db
def test_on_postgresql_the_role_has_no_right_to_change_it():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relacl::text FROM pg_class WHERE relname = 'clients_accessevent'")
        [rights] = cursor.fetchone()
        cursor.execute("SELECT current_user")
        [role] = cursor.fetchone()
    granted = next(one for one in rights.strip("{}").split(",") if one.startswith(f"{role}="))
    letters = granted.partition("=")[2].partition("/")[0]
    assert "w" not in letters, "UPDATE"
    assert "d" not in letters, "DELETE"
    assert "a" in letters, "INSERT"
