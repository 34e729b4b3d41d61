from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from api.models import ApiToken
from tests.factories.accounts import TrainerFactory
from web.keys import hash_token


class ApiTokenFactory(DjangoModelFactory):
    """One that may write, for all clients of its trainer; its secret is `secret`."""

    class Meta:
        model = ApiToken

    class Params:
        secret = factory.Sequence(lambda n: f"carelane_secret-number-{n}")

    trainer = factory.SubFactory(TrainerFactory)
    name = "my sheet"
    prefix = "carelane_secret"
    token_hash = factory.LazyAttribute(lambda token: hash_token(token.secret))
    scope = "write"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
