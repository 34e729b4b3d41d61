# ruff: noqa: E402 -- Django is set up first
"""Makes outbox/samples.json anew: each kind of mail, those to clients in each of their languages.

Usage: .venv/bin/python -m tests.mail_samples

The mails are written by their own writers, in a database of their own, about the made-up people of the tests, at a
moment that is always the same: what is written anew differs where the mails do.
"""

import json
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import time_machine

os.environ.pop("DATABASE_URL", None)
os.environ |= {
    "CARELANE_VAR": tempfile.mkdtemp(prefix="carelane-mails-"),
    "DJANGO_SETTINGS_MODULE": "config.settings",
}

# It is noon in Toronto from here on: some of what is imported looks at the clock.
time_machine.travel(datetime(2026, 11, 23, 17, tzinfo=UTC)).start()

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test.utils import setup_test_environment
from django.utils import translation

from outbox import content
from outbox.content import EmailContent, MailKind, Secrets
from outbox.models import Message
from outbox.samples import SAMPLES, as_fields
from outbox.sealing import unseal_secrets
from practitioners.models import Practitioner
from tests.access.record import Record
from tests.mail_to_clients import owe_every_mail
from tests.mail_to_others import owe_mail_to_others, written_about

PEOPLE = {
    r"(?:(?<=Hello )|(?<=Bonjour ))Client\b": "Grace",
    r"(?<=Hello )Trainer\b": "Ana",
    r"Client Number\d+": "Grace Bennett",
    r"Trainer Number\d+": "Ana Costa",
    r"Practice Number\d+": "Costa Strength",
    r"Practitioner Number\d+": "Dana Whitfield",
    r"Insurer Number\d+": "Maple Mutual",
    r"Number\d+": "Whitfield",
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}": "a-key",
    r"(?<=/)[\w:-]{40,}(?=/)": "your-own-link",
    r"\b12:\d\d(?= \(EST\))": "12:00",  # however long it takes
    r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b": "K7PM-2QXW",
    r'(?<=")/your-own-link/(?=")': "https://carelane.example/your-own-link/",
    r"\w+\d*@\w+\.example": "ana.costa@carelane.example",
}


@dataclass(frozen=True)
class Owed:
    kind: MailKind
    message: Message
    secrets: Secrets

    def letter(self, language: str) -> EmailContent | None:
        with translation.override(language):
            return self.kind.write(self.message, self.secrets)


def main() -> None:
    call_command("migrate", verbosity=0)
    setup_test_environment()
    record = Record()
    record.client.language = "fr"
    record.client.save()
    record.fill()
    record.line.disciplines.set([record.practitioner.discipline])
    owe_mail_to_others(record)
    owe_every_mail(record)
    Practitioner.objects.update(phone="416 555 0100", booking_page="https://bookings.example/dana-whitfield")
    kinds: dict[str, dict[str, Any]] = {}
    for owed in [*_owed(), *(Owed(*row) for row in written_about(record))]:
        letters = {language: owed.letter(language) for language, _name in settings.LANGUAGES}
        if all(letters.values()):
            kinds[owed.kind.name] = {name: as_fields(letter) for name, letter in letters.items() if letter}
    SAMPLES.write_text(_renamed(json.dumps(dict(sorted(kinds.items())), indent=1, ensure_ascii=False)) + "\n", "utf-8")


def _owed() -> list[Owed]:
    known = [(content.kind_named(message.kind), message) for message in Message.objects.order_by("pk")]
    return [Owed(kind, message, unseal_secrets(message.sealed_secrets)) for kind, message in known if kind]


def _renamed(text: str) -> str:
    for pattern, name in PEOPLE.items():
        text = re.sub(pattern, name, text)
    return text.replace(settings.BASE_URL, "https://carelane.example")


if __name__ == "__main__":
    main()
