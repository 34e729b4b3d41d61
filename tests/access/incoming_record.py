"""What a record has of referring in: a page to refer on, and somebody at each step of it."""

from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from practitioners.models import PractitionerEvent
from practitioners.profiles import look_up_certification
from referrals.incoming_links import token_of
from tests.factories.accounts import AdminFactory
from tests.factories.practitioners import TrainerProfileFactory
from tests.factories.referrals import AcceptedFactory, IncomingReferralFactory, RequestedFactory
from web.uploads import Upload


class ReferredIn:
    """A part of `Record`."""

    client: Any
    practitioner: Any
    trainer: Any

    @cached_property
    def suggestion(self):
        """Of somebody who has not said yet whether the trainer may hear of them."""
        return IncomingReferralFactory(
            practitioner=self.practitioner, trainer=self.trainer, language=self.client.language
        )

    @cached_property
    def incoming(self):
        """Of somebody who is nobody's client yet, and waits for the trainer's answer."""
        return RequestedFactory(practitioner=self.practitioner, trainer=self.trainer, language=self.client.language)

    @cached_property
    def referred(self):
        """Of the client, whom the trainer has accepted."""
        return AcceptedFactory(client=self.client, practitioner=self.practitioner)

    @property
    def suggested_token(self) -> str:
        return token_of(self.suggestion)

    @cached_property
    def profile(self):
        """The trainer's public page."""
        return TrainerProfileFactory(trainer=self.trainer)

    @cached_property
    def look_up(self):
        """What an admin found of the trainer's certification, with a file."""
        self.profile.certification = "CSEP Certified Personal Trainer"
        self.profile.save()
        evidence = Upload("application/pdf", ContentFile(b"%PDF-1.4 %%EOF"))
        by, today = AdminFactory(), timezone.localdate()
        return look_up_certification(self.profile, is_found=True, on=today, by=by, evidence=evidence)

    @cached_property
    def evidence_event(self):
        """What an admin found of the practitioner's licence, with a file."""
        event = PractitionerEvent(practitioner=self.practitioner, what="standing")
        event.attach(Upload("application/pdf", ContentFile(b"%PDF-1.4 %%EOF")))
        event.save()
        return event
