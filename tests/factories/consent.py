from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from consent.models import ConsentGrant, GrantScope, Scope, ShareLink, Told, ViewerSession
from tests.factories.careplan import QuestionFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import PractitionerFactory
from web.keys import digest


class ConsentGrantFactory(DjangoModelFactory):
    """A grant that the client gave a week ago, with every scope (or those in `scopes=[…]`)."""

    class Meta:
        model = ConsentGrant
        skip_postgeneration_save = True

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=60))
    wording_version = "test"
    requested_by = factory.SelfAttribute("client.lead_trainer")
    requested_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=8))
    given_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=7))

    @factory.post_generation
    def scopes(self: ConsentGrant, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        for scope in Scope.values if extracted is None else extracted:
            GrantScope.objects.create(grant=self, scope=scope, is_given=self.given_at is not None)


class ObtainGrantFactory(ConsentGrantFactory):
    """The client has agreed that the practitioner tells the trainer, all that can be told."""

    direction = "obtain"
    question = factory.SubFactory(
        QuestionFactory, client=factory.SelfAttribute("..client"), practitioner=factory.SelfAttribute("..practitioner")
    )

    @factory.post_generation
    def scopes(self: ConsentGrant, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        for scope in Told.values if extracted is None else extracted:
            GrantScope.objects.create(grant=self, scope=scope, is_given=self.given_at is not None)


class ShareLinkFactory(DjangoModelFactory):
    """A live link; its token is in `token`."""

    class Meta:
        model = ShareLink

    class Params:
        token = factory.Sequence(lambda n: f"share-token-{n}")

    grant = factory.SubFactory(ConsentGrantFactory)
    token_hash = factory.LazyAttribute(lambda link: digest(link.token))
    sent_to = factory.SelfAttribute("grant.practitioner.email")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class ViewerSessionFactory(DjangoModelFactory):
    """A verified browser; put `token` in the cookie settings.VIEWER_COOKIE_NAME."""

    class Meta:
        model = ViewerSession

    class Params:
        token = factory.Sequence(lambda n: f"viewer-token-{n}")

    practitioner = factory.SubFactory(PractitionerFactory)
    token_hash = factory.LazyAttribute(lambda viewer: digest(viewer.token))
    sent_to = factory.SelfAttribute("practitioner.email")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
