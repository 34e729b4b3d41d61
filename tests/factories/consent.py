from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from consent.models import AddressChange, ConsentGrant, ContributionScope, GrantScope, Scope, ShareLink, ViewerSession
from tests.factories.careplan import QuestionFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import PractitionerFactory
from web.keys import hash_token


class ConsentGrantFactory(DjangoModelFactory):
    """A grant that the client gave a week ago, with every scope (or those in `scopes=[…]`)."""

    class Meta:
        model = ConsentGrant
        skip_postgeneration_save = True

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    for_address = factory.SelfAttribute("practitioner.email")
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=60))
    wording_version = "test"
    requested_by = factory.SelfAttribute("client.lead_trainer")
    requested_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=8))
    given_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=7))

    @factory.post_generation
    def scopes(self: ConsentGrant, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        for scope in Scope.values if extracted is None else extracted:
            GrantScope.objects.create(grant=self, scope=scope, is_given=self.given_at is not None)


class RecordRequestFactory(ConsentGrantFactory):
    """The client has agreed that the practitioner tells the trainer, all that can be told."""

    direction = "request"
    question = factory.SubFactory(
        QuestionFactory, client=factory.SelfAttribute("..client"), practitioner=factory.SelfAttribute("..practitioner")
    )

    @factory.post_generation
    def scopes(self: ConsentGrant, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        for scope in ContributionScope.values if extracted is None else extracted:
            GrantScope.objects.create(grant=self, scope=scope, is_given=self.given_at is not None)


class AddressChangeFactory(DjangoModelFactory):
    """A mail's link by which the mailbox from before objects; its token is in `token`."""

    class Meta:
        model = AddressChange

    class Params:
        token = factory.Sequence(lambda n: f"address-change-{n}")

    practitioner = factory.SubFactory(PractitionerFactory)
    old_address = factory.Sequence(lambda n: f"before{n}@clinic.example")
    new_address = factory.SelfAttribute("practitioner.email")
    token_hash = factory.LazyAttribute(lambda change: hash_token(change.token))


class ShareLinkFactory(DjangoModelFactory):
    """A live link; its token is in `token`."""

    class Meta:
        model = ShareLink

    class Params:
        token = factory.Sequence(lambda n: f"share-token-{n}")

    grant = factory.SubFactory(ConsentGrantFactory)
    token_hash = factory.LazyAttribute(lambda link: hash_token(link.token))
    sent_to = factory.SelfAttribute("grant.practitioner.email")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class ViewerSessionFactory(DjangoModelFactory):
    """A verified browser; put `token` in the cookie settings.VIEWER_COOKIE_NAME."""

    class Meta:
        model = ViewerSession

    class Params:
        token = factory.Sequence(lambda n: f"viewer-token-{n}")

    practitioner = factory.SubFactory(PractitionerFactory)
    token_hash = factory.LazyAttribute(lambda viewer: hash_token(viewer.token))
    sent_to = factory.SelfAttribute("practitioner.email")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
