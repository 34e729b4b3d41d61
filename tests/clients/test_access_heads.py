"""The newest head outside the database: it finds out who cuts the log and its heads together."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from clients.access_heads import compact, kept_heads
from clients.access_proof import broken_chains
from clients.integrity_check import prove_access_log
from clients.models import AccessChain, AccessEvent
from outbox.delivery import deliver_due
from tests.clients.test_access_log import TRIGGERS, look, run
from tests.factories.accounts import AdminFactory
from web.keys import uuid7


def later():
    """When each event ought to have its line outside the database."""
    return timezone.now() + timedelta(minutes=5)


@pytest.fixture
def client_id(db, django_capture_on_commit_callbacks):
    key = uuid7()
    with django_capture_on_commit_callbacks(execute=True):
        look(key, times=4)
    return key


def without_triggers() -> None:
    from django.db import connection

    run(*TRIGGERS[connection.vendor])


def test_each_event_leaves_its_hash_outside(client_id):
    events = AccessEvent.objects.filter(client_id=client_id)
    assert kept_heads() == {client_id: {(event.sequence, event.hash) for event in events}}
    assert list(broken_chains()) == []


def cut_both(client_id):
    AccessEvent.objects.filter(client_id=client_id, sequence=4).delete()
    third = AccessEvent.objects.get(client_id=client_id, sequence=3)
    AccessChain.objects.filter(pk=client_id).update(sequence=3, head=third.hash)


def cut_all(client_id):
    AccessEvent.objects.filter(client_id=client_id).delete()
    AccessChain.objects.filter(pk=client_id).delete()


def write_anew(client_id):
    """The whole chain again, with another deed, and every hash right."""
    cut_all(client_id)
    look(client_id, times=5)


@pytest.mark.parametrize("tamper", [cut_both, cut_all, write_anew])
def test_who_cuts_the_database_whole_is_found_out(client_id, tamper):
    without_triggers()
    tamper(client_id)
    assert [key for key, _problem in broken_chains()] == [client_id]
    with pytest.raises(CommandError):
        call_command("verify_access_log")


def test_a_line_that_a_killed_process_did_not_write_is_fine(client_id):
    look(client_id)  # killed between the commit and the line
    assert list(broken_chains(now=later())) == []


def test_events_are_not_owed_outside_before_their_line_can_be_there(client_id):
    look(client_id, times=3)
    assert list(broken_chains()) == []


def deleted(path, lines):
    path.unlink()


def emptied(path, lines):
    path.write_text("")


def cut_short(path, lines):
    path.write_text("".join(lines[:2]))


def full_of_rubbish(path, lines):
    path.write_text("no line of ours\n" * len(lines))


@pytest.mark.parametrize("harm", [deleted, emptied, cut_short, full_of_rubbish])
def test_a_file_that_is_gone_or_shorter_than_the_log_is_an_alarm(client_id, settings, harm):
    admin = AdminFactory()
    lines = settings.ACCESS_HEADS_FILE.read_text().splitlines(keepends=True)
    harm(settings.ACCESS_HEADS_FILE, lines)
    assert [broken for broken, _problem in broken_chains(now=later())] == [client_id]
    with time_machine.travel(later()), pytest.raises(CommandError):
        call_command("verify_access_log")
    assert prove_access_log(on=later().date(), now=later()) == 1
    deliver_due()
    assert [letter.to for letter in mail.outbox] == [[admin.email]]


def test_the_only_event_of_all_is_owed_too(settings, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        look(uuid7())
    settings.ACCESS_HEADS_FILE.unlink()
    assert len(list(broken_chains(now=later()))) == 1


def test_a_new_installation_has_nothing_to_prove(db):
    assert list(broken_chains(now=later())) == []


def test_the_file_is_made_small_and_says_the_same(client_id, settings):
    newest = max(kept_heads()[client_id])
    compact(kept_heads())
    assert kept_heads() == {client_id: {newest}}
    assert len(settings.ACCESS_HEADS_FILE.read_text().splitlines()) == 1


@pytest.mark.django_db(transaction=True)
def test_where_it_can_not_be_written_nothing_is_shown(trainer_browser, care_client, settings, tmp_path):
    settings.ACCESS_HEADS_FILE = tmp_path / "a-folder"
    settings.ACCESS_HEADS_FILE.mkdir()
    response = trainer_browser.get(reverse("workspace:overview", args=[care_client.pk]))
    assert response.status_code == 503
    assert care_client.name not in response.content.decode()


def test_every_night_the_admins_are_told_once_and_no_client_is_named(client_id):
    admin, gone = AdminFactory(), AdminFactory(is_active=False)
    today = timezone.now().date()
    assert prove_access_log(on=today) == 0
    deliver_due()
    assert mail.outbox == []
    without_triggers()
    cut_both(client_id)
    assert prove_access_log(on=today) == prove_access_log(on=today) == 1
    deliver_due()
    [letter] = mail.outbox
    assert letter.to == [admin.email]
    assert gone.email not in letter.to
    assert "For at least 1 client," in letter.body
    assert str(client_id) not in letter.body
