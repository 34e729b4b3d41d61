"""Making webhooks, giving them another secret, turning them on again and ending them; and what is sent by a press."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.events import record_event, tell
from accounts.models import AccountEvent, User
from outbox.sealing import seal, unseal
from web.endings import keep_ending
from web.hints import hint_at
from web.keys import new_signing_key
from webhooks.models import TEST, Delivery, Subscription, Webhook
from webhooks.signing import MARK
from webhooks.tasks import deliver_due

MOST = 10  # webhooks of one trainer that have not ended
EARLIER_SIGNS_FOR = timedelta(days=3)  # after a new secret
WEBHOOK_ENDED = "webhook-ended"  # a line of the file that no restore undoes (web/endings.py)
What = AccountEvent.What


class TooManyWebhooksError(Exception):
    """The trainer has as many webhooks as one may have."""


class WebhookOffError(Exception):
    """Nothing is sent to it now: it is off, or has ended."""


@transaction.atomic
def make_webhook(
    trainer: User, *, name: str, url: str, event_types: Iterable[str], now: datetime | None = None
) -> tuple[Webhook, str]:
    """A new webhook, and the secret that signs what it is sent; its owner is told. Raises TooManyWebhooksError."""
    moment = now or timezone.now()
    trainer = User.objects.select_for_update().get(pk=trainer.pk)
    if Webhook.objects.filter(trainer=trainer, ended_at=None).count() >= MOST:
        raise TooManyWebhooksError
    secret = MARK + new_signing_key()
    webhook = Webhook.objects.create(trainer=trainer, name=name, url=url, sealed_secret=seal(secret), made_at=moment)
    Subscription.objects.bulk_create(Subscription(webhook=webhook, event_type=each) for each in event_types)
    tell(record_event(trainer, What.WEBHOOK_MADE, by=trainer, after=name, now=moment))
    return webhook, secret


@transaction.atomic
def renew_secret(webhook: Webhook, *, now: datetime | None = None) -> str:
    """Another secret, which signs from now on; the earlier one signs too for three days. Raises WebhookOffError."""
    current, secret = _lock(webhook), MARK + new_signing_key()
    if current.is_over:
        raise WebhookOffError
    current.sealed_earlier_secret, current.sealed_secret = current.sealed_secret, seal(secret)
    current.earlier_until = (now or timezone.now()) + EARLIER_SIGNS_FOR
    current.save(update_fields=["sealed_secret", "sealed_earlier_secret", "earlier_until"])
    return secret


def secrets_of(webhook: Webhook, *, now: datetime) -> list[str]:
    """Those that sign at this moment, the newest first. Raises cryptography's InvalidToken for a key that is gone."""
    sealed = [webhook.sealed_secret]
    if webhook.earlier_until and webhook.earlier_until > now:
        sealed.append(webhook.sealed_earlier_secret)
    return [unseal(each) for each in sealed]


def forget_earlier_secrets(*, now: datetime) -> None:
    Webhook.objects.filter(earlier_until__lte=now).update(sealed_earlier_secret="", earlier_until=None)


@transaction.atomic
def end_webhook(webhook: Webhook, *, by: User | None, now: datetime | None = None) -> bool:
    """It is told nothing more, and its secret is gone; False for one that ended before."""
    moment, current = now or timezone.now(), _lock(webhook)
    if current.is_over:
        return False
    current.ended_at, current.sealed_secret, current.sealed_earlier_secret = moment, "", ""
    current.earlier_until = None
    current.save(update_fields=["ended_at", "sealed_secret", "sealed_earlier_secret", "earlier_until"])
    current.deliveries.stop()
    keep_ending(WEBHOOK_ENDED, current.pk, now=moment)
    record_event(current.trainer, What.WEBHOOK_ENDED, by=by, before=current.name, now=moment)
    return True


def end_webhooks(trainer: User) -> None:
    """All of them, with the account, the role, or whatever else signs somebody out everywhere."""
    for webhook in Webhook.objects.filter(trainer=trainer, ended_at=None):
        end_webhook(webhook, by=None)


@transaction.atomic
def turn_on(webhook: Webhook) -> bool:
    """Events are sent to it again from now on; those of before can be replayed. False where it was on, or has ended."""
    off = Webhook.objects.filter(pk=webhook.pk, ended_at=None).exclude(off_since=None)
    return off.update(off_since=None, why_off="") == 1


@transaction.atomic
def send_test(webhook: Webhook, *, now: datetime | None = None) -> Delivery:
    """An event about nothing, by the way of all others. Raises WebhookOffError."""
    moment = now or timezone.now()
    _require_on(webhook, moment)
    delivery = Delivery.objects.create(webhook=webhook, event_type=TEST, at=moment, next_try_at=moment)
    _hint()
    return delivery


@transaction.atomic
def replay(delivery: Delivery, *, now: datetime | None = None) -> None:
    """Sends it again under the same `webhook-id`, with three days of tries before it. Raises WebhookOffError."""
    moment = now or timezone.now()
    _require_on(delivery.webhook, moment)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.WAITING, began_at=None, next_try_at=moment, status=None, error=""
    )
    _hint()


def _lock(webhook: Webhook) -> Webhook:
    return Webhook.objects.select_for_update(of=("self",)).select_related("trainer").get(pk=webhook.pk)


def _require_on(webhook: Webhook, now: datetime) -> None:
    if not Webhook.objects.on(now=now).select_for_update(of=("self",)).filter(pk=webhook.pk).exists():
        raise WebhookOffError


def _hint() -> None:
    transaction.on_commit(lambda: hint_at(deliver_due), robust=True)
