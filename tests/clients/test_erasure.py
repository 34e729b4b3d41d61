"""Erasing a record leaves nothing of the client but the log, which names nobody."""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import CASCADE
from django.utils import timezone

from accounts.models import User
from benefits.models import BenefitLine, CoveragePlan
from clients.access import join_own_account
from clients.access_log import Actor
from clients.access_proof import broken_chains
from clients.erasure import ACTION, _keys_of, erase_client, history_models, owned_models
from clients.models import AccessEvent, Client
from tests.access.record import OBJECTS, Record
from tests.factories.benefits import BenefitLineFactory, BookletFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ShareLinkFactory
from web.keys import uuid7


def everything_of(record: Record) -> Client:
    """A record with an object of every kind that a page of the site is about."""
    assert record.client_merge, "before the handover, which would have to be answered first"
    for build in OBJECTS.values():
        build(record)
    join_own_account(record.client)
    record.client.refresh_from_db()
    return record.client


def rows_with(word: str) -> set[str]:
    """The tables in which a word or a key stands anywhere."""
    tables = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = cursor.fetchall()
            if any(word in str(cell).replace("-", "") for row in rows for cell in row):
                tables.add(table)
    return tables


STAYS = {"clients_privacyrequest", "clients_accessevent", "clients_accesschain", "clients_accesscheckpoint"}


@pytest.mark.django_db
def test_nothing_of_the_client_is_left(django_capture_on_commit_callbacks):
    client = everything_of(Record())
    name, key, email = client.name, client.pk.hex, client.email
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase_client(client, by=Actor.system())
    assert not rows_with(name.replace("-", ""))
    assert rows_with(key) <= STAYS
    assert rows_with(email) <= {"accounts_accountevent"}
    assert erasure.rows["clients.client"] == 2, "the record, and the entry that is part of it"
    assert len(erasure.rows) > 20, "many tables, each counted"
    connection.check_constraints()


@pytest.mark.django_db
def test_the_record_of_another_stays_as_it_was(django_capture_on_commit_callbacks):
    record, other = Record(), Record()
    client, neighbour = everything_of(record), everything_of(other)
    before = {model: model._base_manager.count() for model in owned_models()}
    erase_client(client, by=Actor.system())
    assert Client.objects.filter(pk=neighbour.pk).exists()
    gone = {model for model, number in before.items() if number and not model._base_manager.count()}
    assert not gone, "tables that were emptied, though another client has rows there"


@pytest.mark.django_db
def test_what_of_another_named_a_row_of_the_client_names_nothing_any_more():
    """As after a merge that was undone. Each column that may be empty, of every table of a client's."""
    client, neighbour = everything_of(Record()), everything_of(Record())
    own, others = _keys_of([client.pk]), _keys_of([neighbour.pk])
    crossed = []
    for model, field in optional_columns():
        row = model._base_manager.filter(pk__in=others[model]).first()
        named = field.related_model._base_manager.filter(pk__in=own[field.related_model]).first()
        if row is None or named is None:
            continue
        with suppress(IntegrityError), transaction.atomic():  # a check of the table may stand against it
            model._base_manager.filter(pk=row.pk).update(**{field.attname: named.pk})
            crossed.append((model, row.pk, field.attname))
    assert len(crossed) > 10
    erase_client(client, by=Actor.system())
    for model, key, name in crossed:
        assert model._base_manager.values_list(name, flat=True).get(pk=key) is None, (model, name)
    connection.check_constraints()


def optional_columns():
    for model in owned_models():
        for field in (field for field in model._meta.concrete_fields if field.is_relation and field.null):
            if field.related_model in owned_models() and field.remote_field.on_delete is not CASCADE:
                yield model, field


@pytest.mark.django_db
def test_the_log_says_who_did_it_and_holds(trainer):
    client = ClientFactory(lead_trainer=trainer)
    erase_client(client, by=Actor.user(trainer), through=("request", "r"))
    event = AccessEvent.objects.filter(client_id=client.pk).latest("sequence")
    assert (event.action, event.actor_label, event.through_kind) == (ACTION, trainer.name, "request")
    assert not list(broken_chains())


@pytest.mark.django_db
def test_what_was_deleted_before_leaves_no_history():
    line = BenefitLineFactory()
    claim = ClaimFactory(line=line)
    client = line.plan.client
    claim.delete()
    BenefitLine.objects.get(pk=line.pk).delete()
    plan = CoveragePlanFactory(client=client)
    CoveragePlan.objects.get(pk=plan.pk).delete()
    assert any(model._base_manager.exists() for model in history_models())
    erase_client(client, by=Actor.system())
    assert not [model for model in history_models() if model._base_manager.exists()]


@pytest.mark.django_db
def test_files_go_once_it_has_committed(django_capture_on_commit_callbacks):
    record = Record()
    document = record.document
    name = document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        erase_client(document.client, by=Actor.system())
        assert default_storage.exists(name)
    assert not default_storage.exists(name)


@pytest.mark.django_db
def test_their_own_account_names_nobody_and_opens_nothing():
    client = ClientFactory()
    join_own_account(client)
    client.refresh_from_db()
    account, email = client.account, client.email
    erase_client(client, by=Actor.system())
    account.refresh_from_db()
    assert not account.is_active
    assert email not in json.dumps([account.email, account.name])
    assert not account.has_usable_password()


@pytest.mark.django_db
def test_an_account_stays_that_has_another_record():
    client = ClientFactory()
    join_own_account(client)
    client.refresh_from_db()
    ClientFactory(email=client.email, account=client.account)
    erase_client(client, by=Actor.system())
    assert User.objects.get(pk=client.account_id).is_active


@pytest.mark.django_db
def test_a_code_of_a_link_that_goes_stays_without_it():
    link = ShareLinkFactory()
    code = apps.get_model("consent.ViewerCode").objects.create(
        practitioner=link.grant.practitioner,
        link=link,
        code_hash="x",
        browser_hash="y",
        expires_at=timezone.now() + timedelta(minutes=5),
    )
    erase_client(link.grant.client, by=Actor.system())
    code.refresh_from_db()
    assert code.link is None


@pytest.mark.django_db
def test_who_is_gone_already_is_refused(trainer):
    with pytest.raises(Client.DoesNotExist):
        erase_client(Client(pk=uuid7(), lead_trainer=trainer), by=Actor.system())


@pytest.mark.django_db
def test_one_file_that_cannot_be_deleted_keeps_no_other_back(django_capture_on_commit_callbacks, caplog):
    client = ClientFactory()
    names = [BookletFactory(client=client).file.name for _number in range(3)]
    folder = Path(default_storage.path(names[1]))
    folder.unlink()
    (folder / "in-the-way").mkdir(parents=True)  # a folder that isn't empty: the storage raises
    with django_capture_on_commit_callbacks(execute=True):
        erase_client(client, by=Actor.system())
    assert [default_storage.exists(name) for name in names] == [False, True, False]
    assert names[1] in caplog.text
