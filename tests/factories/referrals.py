from datetime import time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from referrals.models import Attempt, IncomingReferral, Referral, ReferralMessage
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from web.keys import mailbox_pseudonym


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    client = factory.SubFactory(ClientFactory)
    requester = factory.SelfAttribute("client.lead_trainer")
    discipline = factory.LazyFunction(lambda: MassageTherapistFactory().discipline)
    reason = factory.Sequence(lambda n: f"Tight calves number{n}")
    question = factory.Sequence(lambda n: f"What should I spare number{n}")


class AttemptFactory(DjangoModelFactory):
    """A request that waits for an RMT's answer, resting on a grant for it."""

    class Meta:
        model = Attempt

    referral = factory.SubFactory(ReferralFactory)
    practitioner = factory.SubFactory(MassageTherapistFactory)
    grant = factory.LazyAttribute(
        lambda attempt: ConsentGrantFactory(
            client=attempt.referral.client, practitioner=attempt.practitioner, purpose="referral"
        )
    )
    status = "requested"
    requested_at = factory.LazyFunction(timezone.now)


class IncomingReferralFactory(DjangoModelFactory):
    """Somebody whom a physiotherapist has suggested, and who has not answered yet."""

    class Meta:
        model = IncomingReferral

    practitioner = factory.SubFactory(PractitionerFactory)
    trainer = factory.SubFactory(TrainerFactory)
    first_name = factory.Sequence(lambda n: f"Referred Number{n}")
    email = factory.Sequence(lambda n: f"client{n}@referred.example")
    mailbox = factory.LazyAttribute(lambda incoming: mailbox_pseudonym(incoming.email))
    reason = "return"


class RequestedFactory(IncomingReferralFactory):
    """The client has said yes; the trainer owes an answer."""

    status = "requested"
    requested_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyFunction(timezone.now)


class AcceptedFactory(RequestedFactory):
    """One of the trainer's own clients by now."""

    status = "accepted"
    client = factory.SubFactory(ClientFactory)
    trainer = factory.SelfAttribute("client.lead_trainer")
    business_status = "we-call"


class BookedAttemptFactory(AttemptFactory):
    """Accepted, with a date in a week, at a quarter to four."""

    status = "accepted"
    business_status = "booked"
    business_since = factory.LazyFunction(timezone.now)
    appointment_day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    appointment_time = time(15, 45)
    appointment_zone = factory.SelfAttribute("referral.client.time_zone")
    appointment_place = "Clinic on the corner"
    appointment_phone = "416 555 0199"
    calendar_sequence = 1


class ReferralMessageFactory(DjangoModelFactory):
    """What the practitioner wrote, and nobody has read."""

    class Meta:
        model = ReferralMessage

    attempt = factory.SubFactory(AttemptFactory)
    side = "recipient"
    by = factory.SelfAttribute("attempt.practitioner.name")
    text = factory.Sequence(lambda n: f"May they run number{n}")
