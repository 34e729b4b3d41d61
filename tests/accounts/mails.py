"""Reading the mails of a test as their receivers do."""

import re

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage

from outbox.delivery import deliver_due


def mails_to(address: str) -> list[EmailMessage]:
    """All that was sent to a mailbox so far, the oldest first."""
    deliver_due()
    return [letter for letter in mail.outbox if letter.to == [address]]


def link_in_mail_to(address: str, part: str) -> str:
    """The path of the newest link to `address` that has `part` in it."""
    for letter in reversed(mails_to(address)):
        match = re.search(rf"{re.escape(settings.BASE_URL)}(\S*{part}\S*)", str(letter.body))
        if match:
            return match[1]
    raise AssertionError(f"no mail to {address} with {part}")
