"""What is known of a one-time code that was mailed, for each kind of code."""

from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from outbox.models import Message
from web.codes import CodeMail, MailedCode, promised
from web.keys import mailbox_pseudonym

Code = TypeVar("Code", bound=MailedCode)


def standing_code(codes: QuerySet[Code], kind: str, email: str, *, browser: str, now: datetime) -> Code | None:
    """The code that this browser asked for and may still enter, unless its mail is known not to have come."""
    mine = promised(codes, browser, now=now).filter(asked_for=mailbox_pseudonym(email), tries_left__gt=0)
    row = mine.order_by("-created_at").first()
    return None if row is None or Message.objects.never_came(f"{kind}:{row.pk}") else row


def mail_of_code(codes: QuerySet[Code], kind: str, browser: str, *, now: datetime | None = None) -> CodeMail:
    """What is known of the newest code's mail that this browser waits for; the same for an unknown address."""
    row = promised(codes, browser, now=now or timezone.now()).order_by("-created_at").first()
    if row is None:
        return CodeMail.NONE
    return CodeMail.NEVER_CAME if Message.objects.never_came(f"{kind}:{row.pk}") else CodeMail.AWAITED
