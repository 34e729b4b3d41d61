"""Sending what is due, some at once. A worker may be killed at any line of this file, and nothing is lost.

A try is counted, and the next one set, before anything is sent: after a kill the same goes out again, under the same
`webhook-id`. Whether it may still be sent is looked at just before.
"""

import logging
import secrets
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from clients.models import Client
from outbox.delivery import stopping
from outbox.enqueue import enqueue
from referrals.models import IncomingReferral
from webhooks.addresses import Resolver, resolve
from webhooks.content import body_of
from webhooks.mail import TURNED_OFF
from webhooks.models import Delivery, Webhook
from webhooks.registration import forget_earlier_secrets, secrets_of
from webhooks.sending import Answer, Try, send
from webhooks.signing import signed_headers

logger = logging.getLogger(__name__)

AT_ONCE = 10  # tries side by side
OF_ONE_WEBHOOK = 2  # of these
RUN_LASTS = 30.0  # seconds after which a run takes nothing new: the next one goes on
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(hours=8)  # between two tries
TRIED_FOR = timedelta(days=3)
GONE = 410
USER_AGENT = "Carelane-Webhooks/1"
State, WhyOff = Delivery.State, Webhook.WhyOff


def deliver_due(*, now: datetime | None = None, resolver: Resolver = resolve) -> int:
    """Returns how many were taken. `now` and `resolver` are for tests.

    A webhook at which a try failed is let be until the next run: who answers slowly holds up the others once.
    """
    forget_earlier_secrets(now=now or timezone.now())
    taken, ends_at, let_be = 0, time.monotonic() + RUN_LASTS, set[UUID]()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhooks") as pool:
        while not stopping.is_set() and time.monotonic() < ends_at:
            moment = now or timezone.now()
            claimed = _claim(moment, let_be=let_be)
            if not claimed:
                break
            ready = {delivery: attempt for delivery in claimed if (attempt := _prepare(delivery, moment))}
            answers = pool.map(partial(send, resolver=resolver), ready.values())
            for delivery, answer in zip(ready, answers, strict=True):
                _record(delivery, answer, now=now or timezone.now())
                taken += answer.is_taken
                if not answer.is_taken:
                    let_be.add(delivery.webhook_id)
    return taken


def _claim(now: datetime, *, let_be: Iterable[UUID]) -> list[Delivery]:
    """Counts a try of each that is due, of no webhook many, and sets the next one."""
    place = Window(RowNumber(), partition_by=F("webhook_id"), order_by=[F("next_try_at"), F("id")])
    due = Delivery.objects.due(now).exclude(webhook__in=list(let_be)).annotate(place=place)
    rows = due.filter(place__lte=OF_ONE_WEBHOOK).order_by("place", "next_try_at", "id")
    return [row for row in rows.select_related("webhook__trainer")[:AT_ONCE] if _count_try(row, now)]


def _count_try(delivery: Delivery, now: datetime) -> bool:
    """False where another worker has counted it: its lease of the sweep was over."""
    as_read = Delivery.objects.filter(pk=delivery.pk, next_try_at=delivery.next_try_at, tries=delivery.tries)
    delivery.tries += 1
    delivery.began_at = delivery.began_at or now
    delivery.next_try_at = now + wait_after(now - delivery.began_at)
    changed = ("tries", "began_at", "next_try_at")
    return as_read.update(tried_at=now, **{name: getattr(delivery, name) for name in changed}) == 1


def wait_after(elapsed: timedelta) -> timedelta:
    """As long again as it has been tried for, so that waits double; a quarter more or less, so that not all come at once."""
    wait = min(max(elapsed, SHORTEST), LONGEST)
    return wait * (0.75 + secrets.randbelow(501) / 1000)


def _prepare(delivery: Delivery, now: datetime) -> Try | None:
    """What to send; None where it may not be sent any more, or can't be signed, which is then noted."""
    webhook = delivery.webhook
    if not Webhook.objects.on(now=now).filter(pk=webhook.pk).exists():
        _end(delivery, State.FAILED)
        return None
    if not _may_be_told(delivery, now):
        _end(delivery, State.WITHHELD)
        return None
    body = body_of(delivery)
    try:
        signing = secrets_of(webhook, now=now)
    except InvalidToken:
        logger.exception("The secret of webhook %s is sealed with a key that is not set", webhook.pk)
        _end(delivery, State.FAILED, error=Delivery.Error.SECRET)
        return None
    signed = signed_headers(signing, message_id=str(delivery.pk), timestamp=int(now.timestamp()), body=body)
    return Try(webhook.url, signed | {"Content-Type": "application/json", "User-Agent": USER_AGENT}, body)


def _may_be_told(delivery: Delivery, now: datetime) -> bool:
    """Whether the webhook's trainer may see at this moment what it is about."""
    trainer = delivery.webhook.trainer
    if delivery.incoming_id:
        return IncomingReferral.objects.of_trainer(trainer).filter(pk=delivery.incoming_id).exists()
    if delivery.client_id:
        return Client.objects.visible_to(trainer, now=now).filter(pk=delivery.client_id).exists()
    return True  # a test


def _end(delivery: Delivery, state: Delivery.State, *, status: int | None = None, error: str = "") -> None:
    waiting = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    waiting.update(state=state, next_try_at=None, status=status, error=error)


@transaction.atomic
def _record(delivery: Delivery, answer: Answer, *, now: datetime) -> None:
    """What came of a try; its webhook is turned off where it is gone, or nothing got through for three days."""
    own = Webhook.objects.select_for_update(of=("self",)).select_related("trainer")
    webhook = own.filter(pk=delivery.webhook_id).first()
    if webhook is None:
        return
    if answer.is_taken:
        _end(delivery, State.DELIVERED, status=answer.status)
        Webhook.objects.filter(pk=webhook.pk).update(last_delivered_at=now)
        return
    if answer.status == GONE:
        _end(delivery, State.FAILED, status=answer.status)
        _turn_off(webhook, WhyOff.GONE, now=now)
        return
    if not delivery.next_try_at or not delivery.began_at or delivery.next_try_at <= delivery.began_at + TRIED_FOR:
        Delivery.objects.filter(pk=delivery.pk).update(status=answer.status, error=answer.error)
        return
    _end(delivery, State.FAILED, status=answer.status, error=answer.error)
    if webhook.last_delivered_at is None or webhook.last_delivered_at < delivery.began_at:
        _turn_off(webhook, WhyOff.FAILING, now=now)


def _turn_off(webhook: Webhook, why: Webhook.WhyOff, *, now: datetime) -> None:
    """Its owner is told by mail; what waits stays listed, and can be replayed once it is on again."""
    if not Webhook.objects.filter(pk=webhook.pk, off_since=None, ended_at=None).update(off_since=now, why_off=why):
        return
    webhook.deliveries.stop()
    enqueue(
        TURNED_OFF,
        to=webhook.trainer.email,
        dedupe_key=f"{TURNED_OFF}:{webhook.pk}:{now.isoformat()}",
        language=webhook.trainer.language,
        subject_id=webhook.pk,
    )
