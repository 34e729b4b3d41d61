"""Sending what is owed. A worker may be killed at any line of this file and nothing is lost."""

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from outbox.letters import Letter, MailKind, kind_named
from outbox.models import Message, Suppression
from outbox.sealing import unseal
from web.languages import spoken

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(seconds=90)
# After each refusal that may pass: how long until the next try. After the last one the mail has failed.
BACK_OFF = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 300, 600, 1800, 3600, 7200, 14400)]


def deliver_due(*, now: datetime | None = None) -> int:
    """Sends all that is due, batch after batch; returns how many mails went out.

    `now` is for tests; without it each batch looks at the clock. While the mail server is away nothing
    is claimed: the next sweep tries again.
    """
    sent = 0
    while True:
        moment = now or timezone.now()
        release_abandoned(moment)
        if not Message.objects.due(moment).exists():
            return sent
        mailer = get_connection()
        try:
            mailer.open()
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("The mail server can't be reached: %s", type(error).__name__)
            return sent
        try:
            sent += sum(deliver(message, mailer) for message in claim(moment))
        finally:
            mailer.close()


@transaction.atomic
def claim(now: datetime) -> list[Message]:
    """Takes up to a batch of due mails for this worker alone, for as long as the lease lasts."""
    due = Message.objects.due(now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    batch = list(due[:BATCH])
    for message in batch:
        message.state = Message.State.SENDING
        message.claimed_until = now + LEASE
        message.tries += 1
    Message.objects.bulk_update(batch, ["state", "claimed_until", "tries"])
    return batch


def release_abandoned(now: datetime) -> None:
    """Mails whose worker died: sent again under the same Message-ID, unless they carry a secret.

    A link or a code may have arrived already and must not be sent twice; whoever missed it asks anew.
    """
    abandoned = Message.objects.abandoned(now)
    abandoned.filter(carries_secret=True).update(state=Message.State.UNKNOWN, sealed_secret="", claimed_until=None)
    abandoned.filter(carries_secret=False).update(state=Message.State.WAITING, next_try_at=now, claimed_until=None)


def deliver(message: Message, mailer: BaseEmailBackend) -> bool:
    """Sends one claimed mail and marks it; True if it went out."""
    if not _renew_lease(message):
        return False
    kind = kind_named(message.kind)
    if kind is None:
        return _fail(message, f"no mail kind {message.kind}")
    try:
        if _is_suppressed(message, kind):
            return _close(message, Message.State.NOT_WANTED)
        with translation.override(spoken(message.language, to_client=kind.to_client)):
            letter = kind.write(message, unseal(message.sealed_secret))
            if letter is None:
                return _close(message, Message.State.NOT_WANTED)
            mail = compose(letter, message)
    except Exception as error:  # one mail that can't be written holds up no other
        logger.exception("Mail %s (%s) can't be written", message.pk, message.kind)
        return _try_later(message, error)
    try:
        mailer.send_messages([mail])
    except (smtplib.SMTPException, OSError) as error:
        mailer.close()  # the next mail opens it anew: a server that refuses often hangs up as well
        if _is_permanent(error):
            suppress(message.to, scope=Suppression.Scope.ALL, why=str(error))
            return _fail(message, str(error))
        return _try_later(message, error)
    except ValueError as error:  # a header or an address with a line break in it will not get better
        logger.error("Mail %s (%s) can't be sent: %s", message.pk, message.kind, type(error).__name__)  # noqa: TRY400
        return _fail(message, str(error))
    return _close(message, Message.State.SENT)


def _renew_lease(message: Message) -> bool:
    """A slow batch must not outlive its claim; False where another worker has taken the mail over."""
    until = timezone.now() + LEASE
    claim_of_ours = Message.objects.filter(
        pk=message.pk, state=Message.State.SENDING, claimed_until=message.claimed_until
    )
    return claim_of_ours.update(claimed_until=until) == 1


def compose(letter: Letter, message: Message) -> EmailMultiAlternatives:
    """The mail itself: plain text first, the same words as HTML."""
    context = {"letter": letter, "postal_address": letter.sender_address or settings.MAIL_POSTAL_ADDRESS}
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if letter.stop_address:
        headers["List-Unsubscribe"] = f"<{letter.stop_address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("outbox/letter.txt", context),
        from_email=formataddr((letter.sender_name or settings.MAIL_NAME, address)),
        to=[message.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    mail.attach_alternative(render_to_string("outbox/letter.html", context), "text/html")
    return mail


def suppress(address: str, *, scope: str, why: str) -> None:
    """No more mail of this scope to the address."""
    Suppression.objects.get_or_create(address=address.lower(), scope=scope, defaults={"why": why[:200]})


def _is_suppressed(message: Message, kind: MailKind) -> bool:
    scopes = [Suppression.Scope.ALL, Suppression.Scope.REMINDERS] if kind.is_reminder else [Suppression.Scope.ALL]
    return Suppression.objects.filter(address=message.to.lower(), scope__in=scopes).exists()


def _is_permanent(error: Exception) -> bool:
    """SMTP's own word: a reply of 5xx to the recipient or the data does not pass with time."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _close(message: Message, state: Message.State, *, error: str = "") -> bool:
    message.state = state
    message.sealed_secret = ""
    message.claimed_until = None
    message.last_error = _shown(error)
    message.sent_at = timezone.now() if state == Message.State.SENT else None
    message.save(update_fields=["state", "sealed_secret", "claimed_until", "last_error", "sent_at"])
    return state == Message.State.SENT


def _fail(message: Message, error: str) -> bool:
    return _close(message, Message.State.FAILED, error=error)


def _try_later(message: Message, error: Exception) -> bool:
    if message.tries > len(BACK_OFF):
        return _fail(message, str(error))
    message.state = Message.State.WAITING
    message.claimed_until = None
    message.last_error = _shown(str(error))
    message.next_try_at = timezone.now() + BACK_OFF[message.tries - 1]
    message.save(update_fields=["state", "claimed_until", "last_error", "next_try_at"])
    return False


def _shown(error: str) -> str:
    """What is kept of an error: PostgreSQL takes no NUL, and a server may say anything."""
    return error.replace("\x00", "")[:500]
