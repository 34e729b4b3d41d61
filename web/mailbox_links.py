"""The link under a mail with a code, for whoever reads that mailbox in a browser that is new to us.

It opens nothing: it lets its reader ask for a code in their own browser when strangers have used up what strangers
may ask for. It stops with the address, and after a week.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from web.keys import mailbox_pseudonym

LASTS = timedelta(days=7)


def mailbox_token(whose: UUID, address: str, *, what_for: str) -> str:
    """What the link carries; `whose` is the key of the account or practitioner who has the address."""
    return signing.dumps([str(whose), mailbox_pseudonym(address)], salt=f"web.mailbox.{what_for}")


@dataclass(frozen=True)
class MailboxLink:
    """Whose mail a token was in."""

    whose: UUID
    mailbox: str

    def went_to(self, address: str) -> bool:
        return self.mailbox == mailbox_pseudonym(address)


def read_mailbox_token(token: str, *, what_for: str) -> MailboxLink | None:
    """None for a token that is none, or too old."""
    try:
        key, mailbox = signing.loads(token, salt=f"web.mailbox.{what_for}", max_age=LASTS)
    except signing.BadSignature:
        return None
    return MailboxLink(UUID(key), mailbox)
