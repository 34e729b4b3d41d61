"""The same two entries of a client are made one twice at the same moment, with real processes: once is enough."""

import pytest

from careplan.models import Goal
from clients.models import Client, ClientMerge
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import GoalFactory
from tests.factories.clients import ClientFactory
from tests.outbox.processes import ended, fork, shared_database  # noqa: F401
from workspace.client_merging import merge_clients

pytestmark = pytest.mark.usefixtures("shared_database")


def test_of_two_presses_at_once_one_makes_them_one():
    trainer = TrainerFactory()
    first, second = (ClientFactory(lead_trainer=trainer, email="zoe@home.example") for _number in range(2))
    goal = GoalFactory(client=first)
    presses = [
        fork(lambda entry=entry, into=into: merge_clients(entry, into=into, by=trainer))
        for entry, into in ((first, second), (second, first))
    ]
    assert sorted(map(ended, presses)) == [0, 1]
    merged = ClientMerge.objects.get()
    assert Goal.objects.get(pk=goal.pk).client == merged.into
    assert list(Client.objects.active()) == [merged.into]
