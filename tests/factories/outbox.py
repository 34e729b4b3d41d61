"""Mails as a worker has left them."""

from datetime import timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, Sequence
from factory.django import DjangoModelFactory

from outbox.models import Message, Suppression
from web.keys import uuid7


class FailedMailFactory(DjangoModelFactory[Message]):
    """One that was given up; `state="unknown"` for one of which nobody can tell."""

    class Meta:
        model = Message

    kind = "tests.mail"
    dedupe_key = Sequence(lambda number: f"tests.mail:{number}")
    to = Sequence(lambda number: f"person{number}@home.example")
    subject_id = LazyFunction(uuid7)
    state = "failed"
    tries = 1
    message_id = LazyAttribute(lambda mail: f"<{mail.subject_id}@carelane.example>")
    gave_up_at = LazyFunction(timezone.now)
    last_error = "550 no such user"


class SentMailFactory(FailedMailFactory):
    """One that has left, some days ago."""

    state = "sent"
    sent_at = LazyFunction(lambda: timezone.now() - timedelta(days=3))
    gave_up_at = None
    last_error = ""


class SuppressionFactory(DjangoModelFactory[Suppression]):
    """An address at which nobody reads mail."""

    class Meta:
        model = Suppression

    address = Sequence(lambda number: f"nobody{number}@home.example")
    scope = "all"
    cause = "bad-mailbox"
    why = "550 5.1.1 User unknown"
