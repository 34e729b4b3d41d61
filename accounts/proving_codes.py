"""A code that proves the mailbox of somebody who has no account, before what they typed comes to anything.

What they typed waits in the row of the code (its `content`). The code works in the browser that asked for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from outbox.enqueue import enqueue
from outbox.suppression import is_undeliverable
from web.codes import LIFE, MailedCode, code_hash, grouped, new_code
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
