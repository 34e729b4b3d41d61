"""Which worker has which mail, and what became of it.

Every change of a claimed mail asks whether the claim is still this worker's: who slept through the lease
changes nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from outbox.models import Message
from web.keys import uuid7

LEASE = timedelta(seconds=60)
RENEW_EVERY = 20.0  # seconds
# After each refusal that may pass: how long until the next try, a day in all. After the last one the mail has
# failed. No wait is longer than eight minutes, so that all has left ten minutes after a server is back.
BACK_OFF = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, *[480] * 179)]
FIELDS = {field.name: field for field in Message._meta.concrete_fields}  # noqa: SLF001  (Django's own way in)
RESENDS = 1  # of a mail without a secret, after nobody could tell whether it left


# What every mail goes through, in three statements without the ORM's own time (script/bench mail).
CLAIM = """
    UPDATE outbox_message SET state = 'claimed', claimed_by = %(claimed_by)s, claimed_until = %(claimed_until)s,
        tries = tries + 1
    WHERE id = (
        SELECT id FROM outbox_message WHERE state = 'waiting' AND next_try_at <= %(next_try_at)s
        ORDER BY next_try_at, id LIMIT 1 {lock}
    )
    RETURNING *
"""
TO_IN_FLIGHT = """
    UPDATE outbox_message SET state = 'in-flight', claimed_until = %(claimed_until)s
    WHERE id = %(id)s AND claimed_by = %(claimed_by)s AND state = 'claimed'
"""
TO_SENT = """
    UPDATE outbox_message SET state = 'sent', sent_at = %(sent_at)s, sealed_secrets = '', last_error = '',
        claimed_by = NULL, claimed_until = NULL
    WHERE id = %(id)s AND claimed_by = %(claimed_by)s AND state = 'in-flight'
"""


def claim_next(worker: UUID, *, now: datetime) -> Message | None:
    """Takes the mail that has waited longest for this worker alone; None where nothing is due."""
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    values = _values(claimed_by=worker, claimed_until=now + LEASE, next_try_at=now)
    return next(iter(list(Message.objects.raw(CLAIM.format(lock=lock), values))), None)


def renew_claim(worker: UUID) -> None:
    """The worker is alive and at it."""
    claimed = Message.objects.filter(claimed_by=worker, state__in=Message.CLAIMED_STATES)
    claimed.update(claimed_until=timezone.now() + LEASE)


def mark_in_flight(message: Message) -> bool:
    """From here on the mail may have left. False where it was taken back, or another worker has it."""
    return _move(TO_IN_FLIGHT, message, claimed_until=timezone.now() + LEASE)


def mark_sent(message: Message, *, now: datetime | None = None) -> bool:
    """False where the lease was lost while the server took its time; the mail then counts as unclear."""
    return _move(TO_SENT, message, sent_at=now or timezone.now())


def mark_not_wanted(message: Message) -> bool:
    return _end_claim(message, Message.State.NOT_WANTED, sealed_secrets="", last_error="")


def give_up(message: Message, error: str) -> bool:
    """The mail has failed for good; its secret is erased."""
    return _end_claim(
        message, Message.State.FAILED, sealed_secrets="", last_error=_shown(error), gave_up_at=timezone.now()
    )


def try_later(message: Message, error: str) -> bool:
    """Waits longer after each try; fails after the last one."""
    if message.tries > len(BACK_OFF):
        return give_up(message, error)
    return _wait(message, error, until=timezone.now() + BACK_OFF[message.tries - 1])


def wait_until(message: Message, error: str, *, until: datetime) -> bool:
    """Waits, with its secret, until a moment that the caller knows."""
    return _wait(message, error, until=until)


def hold_back(message: Message, *, until: datetime) -> bool:
    """Its reader had enough mails for a day: it is due later, and this was no try."""
    return _end_claim(message, Message.State.WAITING, next_try_at=until, due_at=until, tries=0)


def end_unclear(message: Message, error: str, *, now: datetime | None = None) -> bool:
    """Nobody can tell whether it left. A mail with a secret never goes out twice, any other once more."""
    moment = now or timezone.now()
    if not message.carries_secret and message.unclear_ends < RESENDS:
        return _wait(message, error, until=moment, unclear_ends=message.unclear_ends + 1)
    return _end_claim(
        message,
        Message.State.UNKNOWN,
        sealed_secrets="",
        last_error=_shown(error),
        gave_up_at=moment,
        unclear_ends=message.unclear_ends + 1,
    )


def release_abandoned(now: datetime) -> None:
    """Mails whose worker died. One that was not in flight has not left, and waits again with its secret.

    One at whose writing workers die again and again waits longer each time, so it holds up no other.
    """
    for message in Message.objects.abandoned(now):
        if not _take_over(message, now=now):
            continue
        if message.state == Message.State.IN_FLIGHT:
            end_unclear(message, "The worker ended while the mail was being sent.", now=now)
        elif message.tries == 1:
            _wait(message, "The worker ended before the mail was sent.", until=now)
        else:
            try_later(message, "The worker ended before the mail was sent.")


def _take_over(message: Message, *, now: datetime) -> bool:
    """Makes a dead worker's claim one's own; False where it is alive after all, or somebody else was first."""
    claim = Message.objects.filter(
        pk=message.pk, state=message.state, claimed_by=message.claimed_by, claimed_until=message.claimed_until
    )
    message.claimed_by = uuid7()
    return claim.update(claimed_by=message.claimed_by, claimed_until=now + LEASE) == 1


def _wait(message: Message, error: str, *, until: datetime, **changes: Any) -> bool:
    return _end_claim(message, Message.State.WAITING, last_error=_shown(error), next_try_at=until, **changes)


def _end_claim(message: Message, state: Message.State, **changes: Any) -> bool:
    """False where the claim was lost meanwhile: then nothing is changed."""
    claim = Message.objects.filter(pk=message.pk, claimed_by=message.claimed_by, state__in=Message.CLAIMED_STATES)
    return claim.update(state=state, claimed_by=None, claimed_until=None, **changes) == 1


def _shown(error: str) -> str:
    """What is kept of an error: PostgreSQL takes no NUL, and a server may say anything."""
    return error.replace("\x00", "")[:500]


def _move(statement: str, message: Message, **values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(id=message.pk, claimed_by=message.claimed_by, **values))
        return cursor.rowcount == 1


def _values(**values: Any) -> dict[str, Any]:
    """Values of fields as this database wants them."""
    return {name: FIELDS[name].get_db_prep_value(value, connection) for name, value in values.items()}
