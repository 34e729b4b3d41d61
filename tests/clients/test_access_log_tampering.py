"""Who tampers with the access log knows how it works: they wait, write on, or break what would tell of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clients.access_heads import compact, keep_head, kept_heads
from clients.access_proof import broken_chains
from clients.integrity_check import prove_access_log
from clients.links import issue_client_link
from clients.models import AccessEvent, ClientLink
from config.celery import celery_app
from outbox.claims import release_abandoned
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.clients.test_access_heads import cut_all, cut_both, without_triggers
from tests.clients.test_access_log import look
from tests.factories.accounts import AdminFactory
from web.keys import uuid7


@pytest.fixture
def recorded(db, django_capture_on_commit_callbacks):
    """Looks at a client so many times, each committed."""

    def record(client_id, times):
        with django_capture_on_commit_callbacks(execute=True):
            look(client_id, times=times)

    return record


@pytest.fixture
def client_id(recorded):
    key = uuid7()
    recorded(key, 4)
    return key


def broken() -> list:
    return [client_id for client_id, _problem in broken_chains()]


@pytest.mark.parametrize("tamper", [cut_both, cut_all])
@pytest.mark.parametrize("looks", [1, 2, 5])
def test_a_cut_is_found_though_the_log_has_grown_on_since(client_id, recorded, tamper, looks):
    """The new events have right hashes and right lines in the file; the lines of the old ones tell."""
    without_triggers()
    tamper(client_id)
    recorded(client_id, looks)
    assert broken() == [client_id]
    with pytest.raises(CommandError):
        call_command("verify_access_log")


def test_what_tells_of_a_cut_is_not_compacted_away(client_id, recorded, settings):
    without_triggers()
    cut_both(client_id)
    recorded(client_id, 3)
    before = settings.ACCESS_HEADS_FILE.read_text()
    assert prove_access_log(on=timezone.now().date()) == 1
    assert settings.ACCESS_HEADS_FILE.read_text() == before


def test_a_look_while_the_log_is_proven_is_no_false_alarm(client_id, recorded):
    """It comes after the heads were read and before the events are."""
    looks = iter([3])

    def meanwhile(execute, sql, params, many, context):
        if "clients_accessevent" in sql and (times := next(looks, 0)):
            look(client_id, times=times)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        assert broken() == []
    assert AccessEvent.objects.count() == 7


TORN = "0199d3a2-1c0e-7d11-b2b6-9f2c5d0c7a10 12 4f5e"


@pytest.mark.parametrize("torn", [TORN, TORN + "\n", "\x00\x00\x00\x00", "\n\n", "é\n"])
def test_a_torn_line_neither_stops_the_proof_nor_hides_the_line_after_it(client_id, recorded, settings, torn):
    """A disk was full, or the power went, in the middle of a line."""
    with settings.ACCESS_HEADS_FILE.open("a") as file:
        file.write(torn)
    assert broken() == []
    recorded(client_id, 1)
    assert max(kept_heads()[client_id])[0] == 5
    without_triggers()
    cut_both(client_id)
    assert broken() == [client_id]


def test_a_line_that_does_not_fit_on_the_disk_is_no_line(client_id):
    with patch("clients.access_heads.os.write", return_value=7), pytest.raises(OSError, match="7 of"):
        keep_head(client_id, 5, "0" * 64)


@pytest.mark.django_db(transaction=True)
def test_a_deed_whose_hash_can_not_be_kept_is_answered_with_no_log_no_data(care_client, client, settings, tmp_path):
    """The event belongs to a larger transaction, so the line is written when that one ends."""
    care_client.confirmed_at = None
    care_client.save()
    token = issue_client_link(care_client, ClientLink.Purpose.CONFIRM)
    settings.ACCESS_HEADS_FILE = tmp_path / "a-folder"
    settings.ACCESS_HEADS_FILE.mkdir()
    response = client.post(reverse("clients:confirm", args=[token]))
    assert response.status_code == 503
    assert care_client.name not in response.content.decode()


def test_a_disk_that_is_not_mounted_is_not_made_up(recorded, settings, tmp_path):
    settings.ACCESS_HEADS_FILE = tmp_path / "not-mounted" / "access-heads.log"
    with pytest.raises(OSError, match="not-mounted"):
        keep_head(uuid7(), 1, "0" * 64)


def test_nobody_else_on_the_machine_reads_it(client_id, settings):
    assert settings.ACCESS_HEADS_FILE.stat().st_mode & 0o077 == 0
    compact(kept_heads())
    assert settings.ACCESS_HEADS_FILE.stat().st_mode & 0o077 == 0


def test_no_line_is_lost_between_compacting_and_writing(settings):
    """Eight write while one compacts, over and over."""
    clients = [uuid7() for _ in range(8)]

    def write(client_id):
        for sequence in range(1, 201):
            keep_head(client_id, sequence, f"{sequence:064x}")

    with ThreadPoolExecutor(9) as pool:
        writing = [pool.submit(write, client_id) for client_id in clients]
        while not all(one.done() for one in writing):
            compact(kept_heads())
        for writer in writing:
            writer.result()
    compact(kept_heads())
    assert kept_heads() == {client_id: {(200, f"{200:064x}")} for client_id in clients}
    assert len(settings.ACCESS_HEADS_FILE.read_text().splitlines()) == 8


def test_a_compacting_that_is_cut_short_leaves_the_file_as_it_was(client_id, settings):
    before = settings.ACCESS_HEADS_FILE.read_text()
    with patch("pathlib.Path.replace", side_effect=OSError("the power went")), pytest.raises(OSError):
        compact(kept_heads())
    assert settings.ACCESS_HEADS_FILE.read_text() == before
    assert [path.name for path in settings.ACCESS_HEADS_FILE.parent.glob("access-heads*")] == ["access-heads.log"]
    keep_head(client_id, 5, "0" * 64)
    compact(kept_heads())
    assert max(kept_heads()[client_id])[0] == 5


def test_a_file_that_can_only_be_appended_to_grows_and_proves_as_much(client_id, settings):
    before = settings.ACCESS_HEADS_FILE.read_text()
    with patch("pathlib.Path.replace", side_effect=PermissionError):
        assert prove_access_log(on=timezone.now().date()) == 0
    assert settings.ACCESS_HEADS_FILE.read_text() == before


def test_only_what_was_proven_is_compacted(client_id, recorded):
    """Somebody cuts the log between the proof and the compacting."""
    proven = kept_heads()
    without_triggers()
    cut_both(client_id)
    recorded(client_id, 2)
    compact(proven)
    assert broken() == [client_id]


def test_it_is_proven_every_night(client_id, settings):
    celery_app.loader.import_default_modules()  # as a worker does when it starts
    task = celery_app.tasks[settings.CELERY_BEAT_SCHEDULE["prove-access-log"]["task"]]
    task()
    assert len(settings.ACCESS_HEADS_FILE.read_text().splitlines()) == 1


def test_the_alarm_is_sent_again_after_a_crash_in_the_middle(client_id):
    """It carries no secret, so perhaps twice is better than perhaps never."""
    AdminFactory()
    without_triggers()
    cut_both(client_id)
    prove_access_log(on=timezone.now().date())
    now = timezone.now()
    Message.objects.update(state=Message.State.IN_FLIGHT, claimed_until=now, claimed_by=uuid7())
    release_abandoned(now + timedelta(minutes=1))
    deliver_due(now=now + timedelta(minutes=1))
    [letter] = mail.outbox
    assert "For at least 1 client," in letter.body


def test_an_admin_who_left_meanwhile_gets_no_alarm(client_id):
    admin = AdminFactory()
    without_triggers()
    cut_both(client_id)
    prove_access_log(on=timezone.now().date())
    admin.is_active = False
    admin.save()
    deliver_due()
    assert mail.outbox == []
