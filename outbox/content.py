"""What a mail says, and the kinds of mail there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outbox.models import Message


@dataclass(frozen=True)
class Contact:
    """Somebody to call or to book with."""

    name: str
    phone: str = ""
    page: str = ""  # where to book online


@dataclass(frozen=True)
class EmailContent:
    """A mail's content, plain and in HTML made from the same words.

    Nothing clinical stands in it. The exercises of the day's homework are named, to a proven mailbox.
    """

    subject: str
    paragraphs: list[str]
    contacts: list[Contact] = field(default_factory=list)  # below the paragraphs, each with links to call and to book
    actions: list[tuple[str, str]] = field(default_factory=list)  # (words, address); the first one is the main one
    after: list[str] = field(default_factory=list)  # paragraphs below the actions
    asides: list[tuple[str, str]] = field(default_factory=list)  # small links at the foot: (words, address)
    sender_name: str = ""  # "Ana Costa, Costa Strength": in whose name it goes
    sender_address: str = ""  # postal address of the sender (CASL)
    reply_to: str = ""
    stop_address: str = ""  # one-click address to stop mails of this kind (RFC 8058)
    may_wait: bool = False  # goes a day later to who had two mails already (outbox/day_limit.py)


Secrets = Mapping[str, str]  # by name: a link's token, a code
# Gives what to write, or None where the mail is no longer wanted.
Writer = Callable[[Message, Secrets], EmailContent | None]


@dataclass(frozen=True)
class MailKind:
    name: str
    write: Writer
    to_client: bool = False  # read by a client, so in every language that Carelane speaks with clients
    is_reminder: bool = False  # may be stopped by its reader, and sent again after an unclear end
    is_asked_for: bool = False  # by its reader, who waits for it: a code


_kinds: dict[str, MailKind] = {}


def register(kind: MailKind) -> None:
    """Called by each app when it is ready."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> MailKind | None:
    return _kinds.get(name)


def reminder_kinds() -> list[str]:
    """The names of the kinds that may be stopped by their reader, in order."""
    return sorted(kind.name for kind in _kinds.values() if kind.is_reminder)


def kinds_asked_for() -> list[str]:
    """The names of the kinds that their reader asks for, in order."""
    return sorted(kind.name for kind in _kinds.values() if kind.is_asked_for)
