"""Owing a mail: called by rules, inside their own transaction."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from outbox.models import Message
from outbox.sealing import seal
from outbox.tasks import deliver_due
from web.keys import uuid7


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
    due = due_at or timezone.now()
    key = uuid7()
    _, created = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
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
        },
    )
    if created:
        transaction.on_commit(_hint, robust=True)
    return created


def _hint() -> None:
    """Tells a worker that there is something to send; the sweep finds it without the hint too."""
    deliver_due.apply_async(ignore_result=True, retry=False)


def drop_waiting(*, client_id: UUID, kinds: list[str] | None = None, subject_id: UUID | None = None) -> int:
    """Takes back what waits for one client (of some kinds, about one thing) and erases its secrets.

    Returns how many mails.
    """
    waiting = Message.objects.filter(client_id=client_id, state=Message.State.WAITING)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    if subject_id is not None:
        waiting = waiting.filter(subject_id=subject_id)
    return waiting.update(state=Message.State.NOT_WANTED, sealed_secret="")
