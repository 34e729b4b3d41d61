from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clients.access import make_lead
from clients.models import Client, ClientImport, ContactNote, Correction, PrivacyRequest
from tests.factories.accounts import TrainerFactory


def _mailbox(made: Any) -> str:
    """A minor's guardian's, or the client's own."""
    names = ("email", "birth_date", "guardian_email", "time_zone")
    return Client(**{name: getattr(made, name) for name in names if hasattr(made, name)}).mailbox


class ClientFactory(DjangoModelFactory):
    """A confirmed client with a lead trainer who holds the rights."""

    class Meta:
        model = Client
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Client Number{n}")
    email = factory.Sequence(lambda n: f"client{n}@home.example")
    time_zone = "America/Toronto"
    lead_trainer = factory.SubFactory(TrainerFactory)
    confirmed_at = factory.LazyFunction(timezone.now)
    confirmed_address = factory.LazyAttribute(lambda client: _mailbox(client) if client.confirmed_at else "")

    @factory.post_generation
    def rights(self: Client, create: bool, extracted: object, **kwargs: object) -> None:
        make_lead(self, self.lead_trainer)


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = Correction

    client = factory.SubFactory(ClientFactory)
    about = "pain"
    text = factory.Sequence(lambda n: f"It was the other knee number{n}")


class PrivacyRequestFactory(DjangoModelFactory):
    class Meta:
        model = PrivacyRequest

    client_id = factory.LazyFunction(lambda: ClientFactory().pk)
    kind = "erasure"


class ContactNoteFactory(DjangoModelFactory):
    class Meta:
        model = ContactNote

    client = factory.SubFactory(ClientFactory)
    kind = "left-word"
    text = factory.Sequence(lambda n: f"Asked to call back number{n}")


class ClientImportFactory(DjangoModelFactory):
    """One new client in an uploaded file, matched and not confirmed."""

    class Meta:
        model = ClientImport

    trainer = factory.SubFactory(TrainerFactory)
    columns = factory.LazyFunction(lambda: ["Name", "E-mail"])
    rows = factory.Sequence(lambda n: [[2, [f"Imported Client number{n}", f"imported{n}@home.example"]]])
    matched = factory.LazyFunction(lambda: {"name": 0, "email": 1})
