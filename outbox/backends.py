"""Mail as files, for the embedded stack: one `.eml` a mail in `var/mail/`."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from web.keys import uuid7


class EmlFileBackend(BaseEmailBackend):
    """Writes each mail whole under a temporary name and then renames it: no reader sees half a mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            path = settings.MAIL_DIR / f"{uuid7()}.eml"
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(mail.message().as_bytes())
            unfinished.rename(path)
        return len(email_messages)
