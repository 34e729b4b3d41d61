"""Owing a mail: called by rules, inside their own transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from outbox.models import Message
from outbox.sealing import seal
from outbox.tasks import deliver_due
from web.keys import uuid7

BATCH = 500  # rows of one statement


def enqueue(
    kind: str,
    *,
    to: str,
    dedupe_key: str,
    language: str = "en",
    subject_id: UUID | None = None,
    client_id: UUID | None = None,
    due_at: datetime | None = None,
    secret: str = "",
) -> bool:
    """Owes one mail; False where the same `dedupe_key` is owed or was sent already, or there is nobody to send it to.

    `secret` (a link's token, a code) is sealed in the row and erased once the mail is out.
    Nothing leaves before the surrounding transaction commits.
    """
    if not to:
        return False
    values = _values(
        kind, to=to, language=language, subject_id=subject_id, client_id=client_id, due_at=due_at, secret=secret
    )
    _, created = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults=values)
    if created:
        transaction.on_commit(_hint, robust=True)
    return created


def owed(
    kind: str,
    *,
    to: str,
    dedupe_key: str,
    language: str = "en",
    subject_id: UUID | None = None,
    client_id: UUID | None = None,
    due_at: datetime | None = None,
    secret: str = "",
) -> Message:
    """One of many mails for `enqueue_all`, with its secret sealed already: made before the transaction begins."""
    values = _values(
        kind, to=to, language=language, subject_id=subject_id, client_id=client_id, due_at=due_at, secret=secret
    )
    return Message(dedupe_key=dedupe_key, **values)


def enqueue_all(messages: list[Message]) -> None:
    """Owes many mails at once. Raises IntegrityError where the `dedupe_key` of one is taken already."""
    if messages:
        Message.objects.bulk_create(messages, batch_size=BATCH)
        transaction.on_commit(_hint, robust=True)


def _values(
    kind: str,
    *,
    to: str,
    language: str,
    subject_id: UUID | None,
    client_id: UUID | None,
    due_at: datetime | None,
    secret: str,
) -> dict[str, Any]:
    due, key = due_at or timezone.now(), uuid7()
    return {
        "id": key,
        "kind": kind,
        "to": to,
        "language": language,
        "subject_id": subject_id or key,
        "client_id": client_id,
        "due_at": due,
        "next_try_at": due,
        "message_id": f"<{key}@{settings.MAIL_DOMAIN}>",
        "sealed_secret": seal(secret) if secret else "",
        "carries_secret": bool(secret),
    }


def _hint() -> None:
    """Tells a worker that there is something to send; the sweep finds it without the hint too."""
    deliver_due.apply_async(ignore_result=True, retry=False)


def drop_waiting(*, client_id: UUID, kinds: list[str] | None = None, subject_id: UUID | None = None) -> int:
    """Takes back what waits for one client (of some kinds, about one thing) and erases its secrets.

    Returns how many mails.
    """
    waiting = _waiting([client_id])
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    if subject_id is not None:
        waiting = waiting.filter(subject_id=subject_id)
    return _take_back(waiting)


def drop_all_waiting(client_ids: Collection[UUID]) -> int:
    """The same of all that waits for many clients."""
    return _take_back(_waiting(client_ids))


def _waiting(client_ids: Collection[UUID]) -> QuerySet[Message]:
    return Message.objects.filter(client_id__in=client_ids, state=Message.State.WAITING)


def _take_back(waiting: QuerySet[Message]) -> int:
    return waiting.update(state=Message.State.NOT_WANTED, sealed_secret="")
