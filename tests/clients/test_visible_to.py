"""What hangs on a client is seen by whoever sees the client, and by nobody else."""

import pytest
from django.apps import apps

from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.careplan import GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AttemptFactory
from tests.factories.sessions_log import TrainingSessionFactory

MADE = {
    "careplan.Guidance": lambda client: GuidanceFactory(client=client),
    "consent.ConsentGrant": lambda client: ConsentGrantFactory(client=client),
    "referrals.Attempt": lambda client: AttemptFactory(referral__client=client),
    "sessions_log.TrainingSession": lambda client: TrainingSessionFactory(client=client),
    "clients.Client": lambda client: client,
}


def test_every_model_with_a_door_of_its_own_is_here():
    models = {model._meta.label for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}
    assert models == set(MADE)


@pytest.mark.parametrize("label", MADE)
def test_own_is_seen_and_anothers_is_not(label, trainer, care_client):
    row = MADE[label](care_client)
    rows = apps.get_model(label)._default_manager
    assert list(rows.visible_to(trainer)) == [row]
    for other in (TrainerFactory(), AdminFactory()):
        assert not rows.visible_to(other).exists()
    trainer.is_active = False
    assert not rows.visible_to(trainer).exists()
