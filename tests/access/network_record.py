"""What there is beside a record of the network, of mail and of what waits for an admin."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from accounts.events import LINK_LIFE
from accounts.models import AccountEvent, ChangeRequest, StopLink
from network_admin.merging import merge
from tests.factories.accounts import AdminFactory
from tests.factories.clients import PrivacyRequestFactory
from tests.factories.network_admin import IncidentFactory
from tests.factories.outbox import FailedMailFactory, SuppressionFactory
from tests.factories.practitioners import (
    AnnouncementFactory,
    LikelyDuplicateFactory,
    PractitionerFactory,
    PractitionerImportFactory,
    TrainerApplicationFactory,
)
from web.keys import hash_token, new_token


class Networked:
    """A part of `Record`."""

    client: Any
    practitioner: Any
    trainer: Any

    @cached_property
    def announcement(self):
        return AnnouncementFactory()

    @cached_property
    def application(self):
        return TrainerApplicationFactory()

    @cached_property
    def red_request(self):
        return PrivacyRequestFactory(asked_at=timezone.now() - timedelta(days=29))

    @cached_property
    def incident(self):
        return IncidentFactory()

    @cached_property
    def pair(self):
        return LikelyDuplicateFactory()

    @cached_property
    def merged(self):
        return merge(PractitionerFactory(), into=PractitionerFactory(), by=AdminFactory())

    @cached_property
    def network_import(self):
        """A file of practitioners that an admin has chosen and matched."""
        return PractitionerImportFactory()

    @cached_property
    def finished_batch(self):
        return PractitionerImportFactory(
            state="done", done_at=timezone.now(), confirmed_at=timezone.now(), rows=[], figures={"new": 0}
        )

    @cached_property
    def failed_mail(self):
        return FailedMailFactory(client_id=self.client.pk)

    @cached_property
    def mail_to_trainer(self):
        """One about nobody's care that failed."""
        return FailedMailFactory(to=self.trainer.email, client_id=None)

    @cached_property
    def suppression(self):
        """Of an address that is nobody's client's."""
        return SuppressionFactory(address=self.practitioner.email.lower())

    @cached_property
    def change_request(self):
        """A change of the trainer's account that waits for a second admin."""
        fields = {"what": "let-in-again", "reason": "Lost the phone"}
        return ChangeRequest.objects.create(user=self.trainer, by=AdminFactory(), **fields)

    def stop_token(self) -> str:
        """Of the link in a mail about a change of the trainer's account."""
        event, token = AccountEvent.objects.create(user=self.trainer, what="password", by=self.trainer), new_token()
        StopLink.objects.create(
            event=event, sent_to=self.trainer.email, token_hash=hash_token(token), expires_at=timezone.now() + LINK_LIFE
        )
        return token
