"""Owing a mail: called by rules, inside their own transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from outbox.models import Message
from outbox.sealing import seal_secrets
from outbox.tasks import deliver_due
from web.hints import hint_at
from web.keys import uuid7

BATCH = 500  # rows of one statement


class MailDetails(TypedDict, total=False):
    """What a mail may have besides its kind, its reader and its key.

    `payload` is what the kind's writer needs besides the subject, as JSON. `secrets` (a link's token, a code) are
    sealed in the row and erased once the mail is out.
    """

    language: str  # English unless given
    subject_id: UUID | None  # what it is about; the mail itself unless given
    client_id: UUID | None
    due_at: datetime | None  # now unless given
    payload: Mapping[str, Any]
    secrets: Mapping[str, str]


def enqueue(kind: str, *, to: str, dedupe_key: str, **details: Unpack[MailDetails]) -> bool:
    """Schedules one mail; False where its `dedupe_key` is taken already, or there is nobody to send it to.

    Nothing leaves before the surrounding transaction commits.
    """
    if not to:
        return False
    _, created = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults=_values(kind, to, details))
    if created:
        transaction.on_commit(_hint, robust=True)
    return created


def unsaved_mail(kind: str, *, to: str, dedupe_key: str, **details: Unpack[MailDetails]) -> Message:
    """A Message for `enqueue_all`, not in the database yet, its secrets sealed: made before the transaction begins.

    Unlike `enqueue`, it takes an empty `to` as it is: the caller has left out who has no mailbox.
    """
    return Message(dedupe_key=dedupe_key, **_values(kind, to, details))


def enqueue_all(messages: list[Message]) -> None:
    """Schedules many mails at once. Raises IntegrityError where the `dedupe_key` of one is taken already."""
    if messages:
        Message.objects.bulk_create(messages, batch_size=BATCH)
        transaction.on_commit(_hint, robust=True)


def _values(kind: str, to: str, details: MailDetails) -> dict[str, Any]:
    due, key, secrets = details.get("due_at") or timezone.now(), uuid7(), details.get("secrets", {})
    return {
        "id": key,
        "kind": kind,
        "to": to,
        "language": details.get("language", "en"),
        "subject_id": details.get("subject_id") or key,
        "client_id": details.get("client_id"),
        "due_at": due,
        "next_try_at": due,
        "message_id": f"<{key}@{settings.MAIL_DOMAIN}>",
        "payload": details.get("payload", {}),
        "sealed_secrets": seal_secrets(secrets),
        "carries_secret": bool(secrets),
    }


def _hint() -> None:
    """Tells a worker that there is something to send."""
    hint_at(deliver_due)


def send_again(message: Message, *, now: datetime | None = None) -> bool:
    """Owes a mail anew that was given up, under the same Message-ID; False where it carried a secret, which is gone."""
    moment = now or timezone.now()
    given_up = Message.objects.filter(pk=message.pk, state__in=Message.GIVEN_UP_STATES, carries_secret=False)
    is_owed = given_up.update(
        state=Message.State.WAITING, due_at=moment, next_try_at=moment, tries=0, unclear_ends=0, gave_up_at=None
    )
    if is_owed:
        transaction.on_commit(_hint, robust=True)
    return bool(is_owed)


def drop_waiting(
    *, client_id: UUID, kinds: list[str] | None = None, subject_id: UUID | None = None, to: str = ""
) -> int:
    """Takes back what waits for one client (of some kinds, about one thing, to one mailbox) and erases its secrets.

    Returns how many mails.
    """
    waiting = _waiting([client_id])
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    if subject_id is not None:
        waiting = waiting.filter(subject_id=subject_id)
    if to:
        waiting = waiting.filter(to__iexact=to)
    return _take_back(waiting)


def drop_all_waiting(client_ids: Collection[UUID]) -> int:
    """The same of all that waits for many clients."""
    return _take_back(_waiting(client_ids))


def _waiting(client_ids: Collection[UUID]) -> QuerySet[Message]:
    """Mails that wait or are claimed; the worker of a claimed one finds it taken back, and sends nothing."""
    states = [Message.State.WAITING, Message.State.CLAIMED]
    return Message.objects.filter(client_id__in=client_ids, state__in=states)


def _take_back(waiting: QuerySet[Message]) -> int:
    return waiting.update(state=Message.State.NOT_WANTED, sealed_secrets="", claimed_by=None, claimed_until=None)
