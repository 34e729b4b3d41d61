"""A restored backup opens nothing that was ended after it was made: what is kept outside the database ends it again."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from backups.endings import Again, apply_endings
from clients.access import join_own_account
from clients.access_log import Actor
from clients.erasure import erase_client
from clients.models import AccessEvent, Client
from consent.ending import end_sharing, reduce_scopes
from consent.models import ConsentGrant
from consent.restoring import end_again, pause_all
from consent.states import GrantState
from tests.access.world import BACKEND
from tests.accounts.signing_in import prove
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.reports import ProgressReportFactory
from web.endings import can_keep_endings, endings_since, keep_ending, mark, path_of_endings

CLIENT = ConsentGrant.EndedBy.CLIENT


def as_in_the_backup(grant: ConsentGrant) -> ConsentGrant:
    """The row as it was before."""
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=None, ended_by="", replaced_at=None)
    grant.scopes.update(taken_back_at=None)
    return ConsentGrant.objects.get(pk=grant.pk)


def test_a_withdrawn_consent_ends_again_when_it_ended(db):
    before = mark()
    grant, moment = ConsentGrantFactory(), timezone.now() - timedelta(hours=2)
    end_sharing(grant, by=CLIENT, actor=Actor.client(grant.client_id), now=moment)
    restored = as_in_the_backup(grant)
    assert restored.is_live
    assert end_again(endings_since(before), now=timezone.now()) == 1
    restored.refresh_from_db()
    assert (restored.withdrawn_at, restored.ended_by) == (moment, CLIENT)
    assert AccessEvent.objects.filter(client_id=grant.client_id, action="consent:ended_again").count() == 1
    assert end_again(endings_since(before), now=timezone.now()) == 0, "twice changes nothing"


def test_what_was_taken_back_is_taken_back_again(db):
    before = mark()
    grant = ConsentGrantFactory(scopes=["goals", "homework", "attendance"])
    reduce_scopes(grant, keep=["goals"])
    restored = as_in_the_backup(grant)
    end_again(endings_since(before), now=timezone.now())
    assert ConsentGrant.objects.get(pk=restored.pk).scopes_given == ["goals"]


def test_one_that_a_lost_one_had_replaced_waits_for_a_word(db):
    before, grant = mark(), ConsentGrantFactory()
    keep_ending("grant-replaced", grant.pk, now=timezone.now())
    end_again(endings_since(before), now=timezone.now())
    assert ConsentGrant.objects.get(pk=grant.pk).state == GrantState.UNCONFIRMED


def test_what_the_backup_knew_and_what_it_never_had_is_passed_over(db):
    old = ConsentGrantFactory()
    end_sharing(old, by=CLIENT, actor=Actor.system())
    before, lost = mark(), ConsentGrantFactory()
    end_sharing(lost, by=CLIENT, actor=Actor.system())
    ConsentGrant.objects.filter(pk=lost.pk).delete()
    assert [ending.key for ending in endings_since(before)] == [lost.pk]
    assert end_again(endings_since(before), now=timezone.now()) == 0


def test_an_erased_record_is_erased_again(db, django_capture_on_commit_callbacks):
    before, moment = mark(), timezone.now()
    client = ClientFactory()
    with django_capture_on_commit_callbacks(execute=True):
        erase_client(client, by=Actor.system())
    keys = [ending.key for ending in endings_since(before)]
    assert keys == [client.pk]
    restored = ClientFactory(id=client.pk)
    ConsentGrantFactory(client=restored)
    assert apply_endings(endings_since(before), now=moment).clients == 1
    assert not Client.objects.filter(pk=client.pk).exists()
    assert apply_endings(endings_since(before), now=moment) == Again(0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_failed_leaves_no_line():
    before, grant = mark(), ConsentGrantFactory()
    report = ProgressReportFactory(grant=grant)  # of another client, who stays: the database refuses at the commit
    with pytest.raises(IntegrityError):
        erase_client(grant.client, by=Actor.system())
    assert Client.objects.filter(pk=grant.client_id).exists()
    assert endings_since(before) == []
    report.delete()
    erase_client(grant.client, by=Actor.system())
    assert [ending.key for ending in endings_since(before)] == [grant.client_id]


def test_the_command_ends_again_what_the_file_tells_of(db, capsys):
    grant = ConsentGrantFactory()
    end_sharing(grant, by=CLIENT, actor=Actor.system())
    as_in_the_backup(grant)
    call_command("end_again")
    assert "Ended again: 1 consents; erased again: 0 records; shut out again: 0." in capsys.readouterr().out
    assert not ConsentGrant.objects.live().exists()
    path_of_endings().unlink()
    with pytest.raises(CommandError, match="is not there"):
        call_command("end_again")


def test_a_file_that_is_gone_shorter_or_another_one_is_no_answer(db, settings, tmp_path):
    keep_ending("grant-ended", ConsentGrantFactory().pk, now=timezone.now())
    before, path = mark(), path_of_endings()
    whole = path.read_bytes()
    path.write_bytes(whole.splitlines(keepends=True)[0])
    assert endings_since(before) is None
    path.unlink()
    assert endings_since(before) is None
    keep_ending("grant-ended", ConsentGrantFactory().pk, now=timezone.now())
    assert endings_since(before) is None, "a new file is another one"
    path.write_bytes(whole + b"2026-11-30T01:00 grant-en")
    assert endings_since(before) == [], "a torn line is no line"
    ended = ConsentGrantFactory()
    keep_ending("grant-ended", ended.pk, now=timezone.now())
    assert [ending.key for ending in endings_since(before)] == [ended.pk], "and hides none that was written behind it"


def test_nobody_is_kept_from_ending_by_a_full_disk(db, settings, tmp_path, caplog):
    settings.ACCESS_HEADS_FILE = tmp_path / "not-mounted" / "access-heads.log"
    keep_ending("grant-ended", ConsentGrantFactory().pk, now=timezone.now())
    assert "a restore would undo it" in caplog.text
    assert not can_keep_endings()


def test_the_file_has_nothing_of_a_person(db):
    grant = ConsentGrantFactory(client__name="Xiomara Quill", client__email="quill@home.example")
    end_sharing(grant, by=CLIENT, actor=Actor.client(grant.client_id))
    text = path_of_endings().read_text()
    assert str(grant.pk) in text
    assert not [words for words in ("Xiomara", "Quill", "quill@", str(grant.client_id)) if words in text]
    assert path_of_endings().stat().st_mode & 0o077 == 0


# --- where it can't be known --------------------------------------------------------------


@pytest.fixture
def waiting(trainer, care_client):
    grant = ConsentGrantFactory(client=care_client)
    assert pause_all(now=timezone.now()) == 1
    return ConsentGrant.objects.get(pk=grant.pk)


def test_nothing_opens_before_somebody_confirms(waiting):
    assert waiting.state == GrantState.UNCONFIRMED
    assert not ConsentGrant.objects.live().exists()
    assert waiting.is_in_force, "so that it can be ended"


def test_the_lead_trainer_confirms_with_a_fresh_proof(waiting, trainer, trainer_browser):
    page = reverse("consent:consent_detail", args=[waiting.client_id, waiting.pk])
    assert "put back to an earlier backup" in trainer_browser.get(page).content.decode()
    address = reverse("consent:confirm_consent", args=[waiting.client_id, waiting.pk])
    assert "reauthenticate" in trainer_browser.post(address).headers["Location"]
    prove(trainer_browser)
    answer = trainer_browser.post(address, follow=True)
    assert "Sharing is on again" in answer.content.decode()
    assert ConsentGrant.objects.live().get() == waiting
    assert "Nothing was changed" in trainer_browser.post(address, follow=True).content.decode()


def test_the_client_confirms_on_their_own_page(waiting, care_client, client):
    join_own_account(care_client)
    care_client.refresh_from_db()
    client.force_login(care_client.account, backend=BACKEND)
    page = reverse("consent:own_consent", args=[care_client.pk, waiting.pk])
    assert "It still stands" in client.get(page).content.decode()
    client.post(reverse("consent:own_confirms", args=[care_client.pk, waiting.pk]))
    assert ConsentGrant.objects.live().get() == waiting
