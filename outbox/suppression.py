"""Which addresses get no more mail, of what, and for how long: the rules after a refusal, a bounce, a complaint."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from outbox.claims import give_up, mark_not_wanted, try_later, wait_until
from outbox.content import MailKind
from outbox.models import Message, Suppression
from outbox.nudges import start_the_clock_again, stop_the_clock
from outbox.refusals import Cause, cause_of
from outbox.smtp import RefusedError

logger = logging.getLogger(__name__)

# After each refusal that says "full" or "not now", how long until the next try. After the last one it has failed.
LONG_BACK_OFF = [timedelta(hours=hours) for hours in (1, 4, 12, 24, 48)]
REPORTED_WITHIN = timedelta(days=14)  # a report about an older mail changes nothing


@transaction.atomic
def suppress(address: str, *, scope: str, cause: str, why: str) -> None:
    """No more mail of this scope to the address; the first reason is kept."""
    Suppression.objects.get_or_create(
        address=address.lower(), scope=scope, defaults={"cause": cause, "why": _one_line(why)}
    )
    if scope == Suppression.ALL:
        stop_the_clock(address)


def is_suppressed(message: Message, kind: MailKind) -> bool:
    """Whether this mail may not go to its address. Only reminders are kept back by a stop or a complaint."""
    kept_back = Suppression.objects.of(message.to)
    kept_back = kept_back.of_reminders(kind.name) if kind.is_reminder else kept_back.filter(scope=Suppression.ALL)
    return kept_back.exists()


def is_undeliverable(address: str) -> bool:
    """Whether no mail at all goes to the address; the same for one that nobody here has."""
    return Suppression.objects.of(address.strip()).filter(scope=Suppression.ALL).exists()


def end_suppressed(message: Message, kind: MailKind) -> None:
    """A reminder is no longer wanted; any other mail has failed, so that somebody sees it and puts the address right."""
    if kind.is_reminder:
        mark_not_wanted(message)
    else:
        give_up(message, "Mail to this address came back, so no more is sent there until that is lifted.")


@transaction.atomic
def lift(address: str) -> int:
    """Mail goes to the address again, but for reminders that its reader has stopped. Returns how many were lifted."""
    lifted, _ = Suppression.objects.of(address).exclude(cause=Suppression.Cause.STOPPED).delete()
    if lifted:
        start_the_clock_again(address=address)
    return lifted


@transaction.atomic
def address_confirmed(address: str) -> None:
    """Somebody has answered from this mailbox, so it is there."""
    was_dead, _ = Suppression.objects.of(address).filter(cause=Suppression.Cause.BAD_MAILBOX).delete()
    if was_dead:
        start_the_clock_again(address=address)


# --- what a refusal does ------------------------------------------------------------------


def end_refused(message: Message, refusal: RefusedError) -> None:
    """The server refused a mail that this worker has claimed: it waits, or fails, or its address gets no more."""
    cause = cause_of(refusal.code, refusal.text, step=refusal.step)
    if cause == Cause.TEMPORARY:
        try_later(message, str(refusal))
    elif cause in {Cause.FULL, Cause.POLICY} and message.tries <= len(LONG_BACK_OFF):
        wait_until(message, str(refusal), until=timezone.now() + LONG_BACK_OFF[message.tries - 1])
    else:
        _suppress_bad_mailbox(message, cause, str(refusal))
        give_up(message, str(refusal))


def _suppress_bad_mailbox(message: Message, cause: Cause, why: str) -> None:
    if cause == Cause.BAD_MAILBOX:
        suppress(message.to, scope=Suppression.ALL, cause=Suppression.Cause.BAD_MAILBOX, why=why)


# --- what comes back later ----------------------------------------------------------------


@transaction.atomic
def record_bounce(message: Message, *, cause: Cause, why: str, now: datetime | None = None) -> None:
    """A mail that the server had taken came back. Twice changes nothing.

    Where the mailbox is full or a policy is against it, a mail without a secret is sent once more, under the same
    Message-ID; one with a secret has lost it and has failed.
    """
    moment = now or timezone.now()
    current = Message.objects.select_for_update().get(pk=message.pk)
    if current.state not in {Message.State.SENT, Message.State.UNKNOWN}:
        return
    _suppress_bad_mailbox(current, cause, why)
    may_pass = cause in {Cause.FULL, Cause.POLICY} and current.tries <= len(LONG_BACK_OFF)
    if may_pass and not current.carries_secret:
        current.state, current.next_try_at = Message.State.WAITING, moment + LONG_BACK_OFF[max(current.tries, 1) - 1]
        current.sent_at = current.gave_up_at = None
    else:
        current.state, current.gave_up_at = Message.State.FAILED, moment
    current.last_error = _one_line(why)
    current.save(update_fields=["state", "next_try_at", "sent_at", "gave_up_at", "last_error"])


def record_complaint(message: Message, *, why: str) -> None:
    """The reader has marked a mail as spam: no more reminders of its kind. Consents and security mails go on."""
    suppress(message.to, scope=message.kind, cause=Suppression.Cause.COMPLAINT, why=why)


def message_reported(message_id: str, *, recipient: str = "", now: datetime | None = None) -> Message | None:
    """The mail that a report is about, by our own Message-ID; None for one that is unknown, old, or another's.

    A `recipient` that the report names has to be the mail's own: who forges a report knows neither.
    """
    reported = Message.objects.filter(
        message_id=f"<{message_id.strip().strip('<>')}>", created_at__gt=(now or timezone.now()) - REPORTED_WITHIN
    ).first()
    if reported is None or (recipient and recipient.lower() != reported.to.lower()):
        return None
    return reported


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:200]
