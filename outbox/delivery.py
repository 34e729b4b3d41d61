"""Sending what is scheduled, a mail at a time. A worker may be killed at any line of this file and nothing is lost."""

import logging
import threading
import time
from contextlib import closing
from datetime import datetime

from django.utils import timezone, translation

from outbox.claims import (
    RENEW_EVERY,
    claim_next,
    end_unclear,
    give_up,
    hold_back,
    mark_in_flight,
    mark_not_wanted,
    mark_sent,
    release_abandoned,
    renew_claim,
    try_later,
)
from outbox.composing import compose
from outbox.content import MailKind, kind_named
from outbox.day_limit import full_until
from outbox.models import Message
from outbox.sealing import unseal_secrets
from outbox.smtp import Carrier, Envelope, RefusedError, ServerFaultError, UnclearEndError, UnsendableError, new_carrier
from outbox.suppression import end_refused, end_suppressed, is_suppressed
from web.heartbeat import Heartbeat
from web.keys import uuid7
from web.languages import spoken

logger = logging.getLogger(__name__)

MOST_FAULTS = 3  # of the mail server in a row: then the next sweep tries again
LOOK_FOR_ABANDONED_EVERY = 15.0  # seconds
LOOK_HOLDS = 1.0  # seconds for which a mail that was still wanted counts as wanted

stopping = threading.Event()  # set when this process is asked to end: the mail in hand is the last one


def deliver_due(*, now: datetime | None = None) -> int:
    """Sends all that is due; returns how many mails went out.

    `now` is for tests; without it the clock is looked at for each mail. While the mail server is away nothing
    is claimed: the next sweep tries again.
    """
    moment = now or timezone.now()
    release_abandoned(moment)
    if not Message.objects.due(moment).exists():
        return 0
    worker = uuid7()
    with closing(new_carrier()) as carrier, Heartbeat(lambda: renew_claim(worker), every=RENEW_EVERY):
        sent, looked_at = 0, time.monotonic()
        while not stopping.is_set() and _reach(carrier):
            moment = now or timezone.now()
            if time.monotonic() - looked_at > LOOK_FOR_ABANDONED_EVERY:
                release_abandoned(moment)
                looked_at = time.monotonic()
            message = claim_next(worker, now=moment)
            if message is None:
                break
            sent += deliver(message, carrier, now=now)
        return sent


def _reach(carrier: Carrier) -> bool:
    """Opens the line to the mail server where it is not open; False while the server is away."""
    if carrier.faults >= MOST_FAULTS:
        return False
    try:
        carrier.open()
    except ServerFaultError as fault:
        logger.warning("The mail server can't be reached: %s", fault)
        return False
    return True


def deliver(message: Message, carrier: Carrier, *, now: datetime | None = None) -> bool:
    """Sends one claimed mail and marks it; True if it went out."""
    kind = kind_named(message.kind)
    if kind is None:
        give_up(message, f"no mail kind {message.kind}")
        return False
    envelope = _written(message, kind, now)
    if envelope is None:
        return False
    try:
        return _send(message, kind, envelope, carrier, now)
    except RefusedError as refusal:
        end_refused(message, refusal)
    except ServerFaultError as fault:
        logger.warning("The mail server failed: %s", fault)
        try_later(message, str(fault))
    except UnclearEndError as error:
        end_unclear(message, str(error))
    return False


def _written(message: Message, kind: MailKind, now: datetime | None) -> Envelope | None:
    """The mail, ready to go; None where it waits, is no longer wanted or can't be written, which is then marked."""
    if is_suppressed(message, kind):
        end_suppressed(message, kind)
        return None
    try:
        return _write(message, kind, now or timezone.now())
    except UnsendableError as error:
        logger.error("Mail %s (%s) can't be sent: a header or an address is wrong", message.pk, message.kind)  # noqa: TRY400
        give_up(message, str(error))
        return None
    except Exception as error:  # one mail that can't be written holds up no other
        logger.exception("Mail %s (%s) can't be written", message.pk, message.kind)
        try_later(message, str(error))
    return None


def _write(message: Message, kind: MailKind, now: datetime) -> Envelope | None:
    with translation.override(spoken(message.language, to_client=kind.to_client)):
        letter = kind.write(message, unseal_secrets(message.sealed_secrets))
        if letter is None:
            mark_not_wanted(message)
            return None
        until = full_until(message.to, now=now) if letter.may_wait else None
        if until:
            hold_back(message, until=until)
            return None
        return Envelope.of(compose(letter, message))


def _send(message: Message, kind: MailKind, envelope: Envelope, carrier: Carrier, now: datetime | None) -> bool:
    """The steps of one mail. The last look at whether it is wanted is never older than `LOOK_HOLDS`."""
    written_at = time.monotonic()
    carrier.address(envelope)
    if time.monotonic() - written_at > LOOK_HOLDS:
        still_wanted = _written(message, kind, now)
        if still_wanted is None:
            carrier.drop()
            return False
        envelope = still_wanted
    carrier.send_text(envelope)
    try:
        is_ours = mark_in_flight(message)
    except BaseException:
        carrier.drop()
        raise
    if not is_ours:
        carrier.drop()  # a text without its end is no mail
        return False
    carrier.send_end(envelope)
    return mark_sent(message, now=now)
