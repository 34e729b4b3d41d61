"""The people of one story about a referral: a client and a practitioner whom no other story uses, and Ana Costa."""

import secrets
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.browser.people import DESKTOP, PHONE, Person, person
from tests.browser.stack import Stack

ADD_CLIENT = """
from accounts.models import User
from tests.factories.clients import ClientFactory
ana = User.objects.get(name="Ana Costa")
ClientFactory(lead_trainer=ana, name="{name}", email="{mailbox}")
"""
ADD_PRACTITIONER = """
from practitioners.models import Discipline
from tests.factories.practitioners import PractitionerFactory
massage = Discipline.objects.get(code="massage-therapist")
PractitionerFactory(discipline=massage, name="{name}", email="{mailbox}", verification="verified", takes_new_clients=True)
"""
A_DAY_LATER = """
from datetime import timedelta
from django.db.models import F
from outbox.models import Message
Message.objects.filter(to="{mailbox}", state="sent").update(sent_at=F("sent_at") - timedelta(days=1))
Message.objects.filter(to="{mailbox}", state="waiting").update(
    due_at=F("due_at") - timedelta(days=1), next_try_at=F("next_try_at") - timedelta(days=1)
)
"""


@dataclass
class Role:
    """Somebody of the story, with a browser and a mailbox of their own."""

    name: str
    mailbox: str
    at: Person

    def a_day_later(self) -> None:
        """What waited because two mails a day are enough goes out."""
        self.at.stack.runs(A_DAY_LATER.format(mailbox=self.mailbox))


def somebody(chromium: Browser, stack: Stack, name: str, *, scripts: bool, **device: Any) -> Role:
    """With a name and a mailbox that are new each time."""
    number = secrets.token_hex(3)
    mailbox = f"{name.lower()}.{number}@referring.example"
    at = person(chromium, stack, java_script_enabled=scripts, **device)
    return Role(f"{name} {number.capitalize()}", mailbox, at)


def new_client(chromium: Browser, stack: Stack, *, scripts: bool) -> Role:
    client = somebody(chromium, stack, "Selma", scripts=scripts, **PHONE)
    stack.runs(ADD_CLIENT.format(name=client.name, mailbox=client.mailbox))
    return client


def new_practitioner(chromium: Browser, stack: Stack, *, scripts: bool) -> Role:
    masseur = somebody(chromium, stack, "Jon", scripts=scripts, **PHONE)
    stack.runs(ADD_PRACTITIONER.format(name=masseur.name, mailbox=masseur.mailbox))
    return masseur


def ana(chromium: Browser, stack: Stack, *, scripts: bool) -> Person:
    trainer = person(chromium, stack, java_script_enabled=scripts, **DESKTOP)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    return trainer
