"""The demo does not go among real people."""

import pytest
from django.core.management import CommandError, call_command

from clients.models import Client
from demo.management.commands.demo import Command
from tests.factories.accounts import TrainerFactory


def test_it_does_not_go_among_real_people(db):
    TrainerFactory()
    with pytest.raises(CommandError, match="real users"):
        call_command(Command())
    assert not Client.objects.exists()
