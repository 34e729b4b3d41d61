import factory
from factory.django import DjangoModelFactory

from referrals.models import Attempt, Referral
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory


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
