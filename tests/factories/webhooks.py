import factory
from factory.django import DjangoModelFactory

from outbox.sealing import seal
from tests.factories.accounts import TrainerFactory
from webhooks.models import Delivery, EventType, Subscription, Webhook


class WebhookFactory(DjangoModelFactory):
    """One that is told of everything, or of `told`; its secret is `secret`."""

    class Meta:
        model = Webhook
        skip_postgeneration_save = True

    class Params:
        secret = "whsec_c2VjcmV0IG9mIGEgd2ViaG9vayBpbiB0ZXN0cyEhISE="

    trainer = factory.SubFactory(TrainerFactory)
    name = "my sheet"
    url = "https://hooks.example/carelane"
    sealed_secret = factory.LazyAttribute(lambda webhook: seal(webhook.secret))

    @factory.post_generation
    def told(self, create, told, **kwargs):
        for event_type in EventType.values if told is None else told:
            Subscription.objects.create(webhook=self, event_type=event_type)


class DeliveryFactory(DjangoModelFactory):
    """A test event, which is due."""

    class Meta:
        model = Delivery

    webhook = factory.SubFactory(WebhookFactory)
    event_type = "test"
