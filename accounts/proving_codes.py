"""A code that proves the mailbox of somebody who has no account, before what they typed comes to anything.

What they typed waits in the row of the code (its `content`). The code works in the browser that asked for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.suppression import is_undeliverable
from web.codes import LIFE, CodeMail, MailedCode, code_hash, grouped, new_code, promised
from web.keys import hash_token, mailbox_pseudonym

Code = TypeVar("Code", bound=MailedCode)


class UndeliverableError(Exception):
    """Mail to the address comes back."""


@dataclass(frozen=True)
class CodeRequest:
    """When the code that now works in the browser was mailed, and whether that was just now."""

    mailed_at: datetime
    is_new: bool


def require_deliverable(email: str) -> None:
    """Raises UndeliverableError where mail to the address comes back."""
    if is_undeliverable(email):
        raise UndeliverableError


def standing_code(codes: QuerySet[Code], kind: str, email: str, *, browser: str, now: datetime) -> Code | None:
    """The code that this browser waits for at the mailbox, locked, unless its mail is known not to have come."""
    open_codes = promised(codes.select_for_update(), browser, now=now)
    mine = open_codes.filter(asked_for=mailbox_pseudonym(email), tries_left__gt=0)
    row = mine.order_by("-created_at").first()
    return None if row is None or Message.objects.never_came(f"{kind}:{row.pk}") else row


def mail_code(
    codes: QuerySet[Code], kind: str, email: str, content: Mapping[str, Any], *, browser: str, now: datetime
) -> CodeRequest:
    """Mails a new code, for which the content waits; the caller has counted it (`count_mail`)."""
    code = new_code()
    row = codes.create(
        sent_to=email,
        asked_for=mailbox_pseudonym(email),
        code_hash=code_hash(code, browser),
        browser_hash=hash_token(browser),
        content=dict(content),
        created_at=now,
        expires_at=now + LIFE,
    )
    secrets = {"code": grouped(code)}
    enqueue(kind, to=email, dedupe_key=f"{kind}:{row.pk}", subject_id=row.pk, secrets=secrets)
    return CodeRequest(now, is_new=True)


def mail_of_code(codes: QuerySet[Code], kind: str, browser: str, *, now: datetime | None = None) -> CodeMail:
    """What is known of the newest code's mail that this browser waits for."""
    row = promised(codes, browser, now=now or timezone.now()).order_by("-created_at").first()
    if row is None:
        return CodeMail.NONE
    return CodeMail.NEVER_CAME if Message.objects.never_came(f"{kind}:{row.pk}") else CodeMail.AWAITED
