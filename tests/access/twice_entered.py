"""A client of the same trainer who may be the record's own, and one who was made part of it."""

from functools import cached_property
from typing import Any

from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from workspace.client_merging import merge_clients


class TwiceEntered:
    """A part of `Record`."""

    client: Any
    trainer: Any

    @cached_property
    def other_client(self):
        """Who has not answered yet: they may become a part of the record's client."""
        return ClientFactory(lead_trainer=self.trainer, successor=TrainerFactory(), confirmed_at=None)

    @cached_property
    def client_merge(self):
        entry = ClientFactory(lead_trainer=self.trainer, confirmed_at=None)
        return merge_clients(entry, into=self.client, by=self.trainer)
