"""The mails that the demo has written to files, for reading in the browser."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[0-9a-f-]{36}")  # outbox.backends names each file by a UUIDv7: newest last
MOST = 200


@dataclass(frozen=True)
class Mail:
    name: str
    to: str
    sender: str
    subject: str
    sent_at: datetime | None
    text: str


def newest_mails() -> list[Mail]:
    """The last 200, newest first."""
    paths = sorted(settings.MAIL_DIR.glob("*.eml"), reverse=True)[:MOST]
    return [_read(path) for path in paths if NAME.fullmatch(path.stem)]


def mail_named(name: str) -> Mail | None:
    """The mail in the file `name`.eml, or None; a name that is no key of ours is looked for nowhere."""
    path = settings.MAIL_DIR / f"{name}.eml"
    return _read(path) if NAME.fullmatch(name) and path.is_file() else None


def _read(path: Path) -> Mail:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    plain = mail.get_body(preferencelist=("plain",))
    return Mail(
        name=path.stem,
        to=str(mail["To"]),
        sender=str(mail["From"]),
        subject=str(mail["Subject"]),
        sent_at=parsedate_to_datetime(mail["Date"]) if mail["Date"] else None,
        text=plain.get_content() if plain else "",
    )
