"""What the tests of the care plan have in common."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.links import issue_client_link
from tests.factories.clients import ClientFactory


@pytest.fixture
def token(care_client):
    """In the link of the mail that asks the client who looks after them."""
    return issue_client_link(care_client, "intake", expires_at=timezone.now() + timedelta(days=30))


@pytest.fixture
def unconfirmed(trainer):
    return ClientFactory(lead_trainer=trainer, confirmed_at=None)
