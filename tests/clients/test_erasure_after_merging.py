"""What an erasure takes of two entries that were made one, or two again: never a row that is another client's by now."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from benefits.models import BenefitLine
from careplan.models import Goal
from clients.access_log import Actor
from clients.erasure import erase_client, history_models
from clients.models import Client
from tests.factories.benefits import BenefitLineFactory, CoveragePlanFactory
from tests.factories.careplan import GoalFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import DisciplineFactory
from tests.factories.referrals import AttemptFactory
from web.retention import delete_over_age
from workspace.client_merging import merge_clients, undo_client_merge

ZOE = "zoe@home.example"
LONG_AGO = timedelta(days=100 * 365)


@pytest.fixture
def two(trainer):
    return [ClientFactory(lead_trainer=trainer, name="Zoe Tremblay", email=ZOE) for _number in range(2)]


def rows_of(client: Client) -> tuple[Goal, BenefitLine]:
    line = BenefitLineFactory(plan=CoveragePlanFactory(client=client), disciplines=[DisciplineFactory()])
    return GoalFactory(client=client), line


def are_there(*rows) -> bool:
    return all(type(row)._base_manager.filter(pk=row.pk).exists() for row in rows)


@pytest.mark.django_db
def test_an_entry_that_goes_takes_nothing_that_moved(two, trainer):
    entry, into = two
    rows = rows_of(entry)
    merge_clients(entry, into=into, by=trainer)
    erase_client(entry, by=Actor.system())
    assert are_there(into, *rows)
    assert not are_there(entry)
    assert all(row.history.exists() for row in rows)
    connection.check_constraints()


@pytest.mark.django_db
def test_what_came_back_stays_when_the_other_entry_goes(two, trainer):
    entry, into = two
    goal, line = rows_of(entry)
    made = merge_clients(entry, into=into, by=trainer)
    goal.refresh_from_db()
    goal.text = "Run ten kilometres"
    goal.save()
    line.plan.refresh_from_db()
    line.plan.save()
    undo_client_merge(made, by=trainer)
    erase_client(into, by=Actor.system())
    assert are_there(entry, goal, line)
    connection.check_constraints()


@pytest.mark.django_db
def test_with_the_whole_record_what_moved_goes_and_its_history(two, trainer):
    entry, into = two
    goal, line = rows_of(entry)
    merge_clients(entry, into=into, by=trainer)
    goal.delete()
    erase_client(into, by=Actor.system())
    assert not are_there(entry, into, line)
    assert not [model for model in history_models() if model._base_manager.exists()]
    connection.check_constraints()


@pytest.mark.django_db
def test_the_nightly_rule_leaves_an_entry_whose_record_is_in_use(two, trainer):
    entry, into = two
    rows = rows_of(entry)
    merge_clients(entry, into=into, by=trainer)
    Client.objects.filter(pk=entry.pk).update(archived_at=timezone.now() - LONG_AGO)
    assert delete_over_age(now=timezone.now())["archived-records"] == 0
    assert are_there(entry, into, *rows)


@pytest.mark.django_db(transaction=True)
def test_a_record_that_cannot_go_keeps_no_other_back(trainer):
    clients = ClientFactory.create_batch(3, lead_trainer=trainer)
    Client.objects.update(status="archived", archived_at=timezone.now() - LONG_AGO)
    stuck, *others = sorted(clients, key=lambda client: client.pk)
    AttemptFactory(grant=ConsentGrantFactory(client=stuck))  # of somebody who stays: the database refuses at the commit
    with pytest.raises(IntegrityError):
        delete_over_age(now=timezone.now())
    assert are_there(stuck)
    assert not any(are_there(client) for client in others)
