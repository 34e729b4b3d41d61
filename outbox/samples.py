"""A sample of each kind of mail, about made-up people: for looking at all of them without writing to anybody.

`tests/mail_samples.py` makes the file anew, from the writers themselves.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from outbox.content import Contact, EmailContent

SAMPLES = Path(__file__).parent / "samples.json"


@cache
def samples() -> dict[str, dict[str, EmailContent]]:
    """The letters by kind and language."""
    kinds = json.loads(SAMPLES.read_text("utf-8"))
    return {
        kind: {language: _letter(fields) for language, fields in letters.items()} for kind, letters in kinds.items()
    }


def _letter(fields: dict[str, Any]) -> EmailContent:
    pairs = {name: [(words, address) for words, address in fields[name]] for name in ("actions", "asides")}
    contacts = [Contact(**contact) for contact in fields["contacts"]]
    return EmailContent(**{**fields, **pairs, "contacts": contacts})


def as_fields(letter: EmailContent) -> dict[str, Any]:
    """What the file keeps of a letter."""
    return asdict(letter)
