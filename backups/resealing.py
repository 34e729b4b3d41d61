"""Sealing anew, with the newest keys, what older ones have sealed: afterwards those may go."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Model, QuerySet

from backups.models import Restore
from outbox.models import Message
from outbox.sealing import reseal
from webhooks.models import Webhook

BATCH = 500


class UnreadableError(Exception):
    """Something is sealed with a key that is not among those that are set; `args[0]` says what."""


def reseal_all() -> Counter[str]:
    """How many of each were sealed anew; a second run finds none. Raises UnreadableError, with nothing lost."""
    done: Counter[str] = Counter()
    done["second steps"] = _each(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN), _second_step)
    done["waiting mails"] = _each(Message.objects.exclude(sealed_secrets=""), _mail)
    done["webhooks"] = _each(Webhook.objects.exclude(sealed_secret=""), _webhook)
    done["restores"] = _each(Restore.objects.all(), _restore)
    return done


def _each(rows: QuerySet[Any], seal: Callable[[Any], bool]) -> int:
    """Batch by batch, each row locked while it is read and written."""
    done, last = 0, None
    while True:
        with transaction.atomic():
            after = rows.filter(pk__gt=last) if last else rows
            batch = list(after.select_for_update().order_by("pk")[:BATCH])
            done += sum(_sealed(row, seal) for row in batch)
        if len(batch) < BATCH:
            return done
        last = batch[-1].pk


def _sealed(row: Model, seal: Callable[[Any], bool]) -> bool:
    try:
        return seal(row)
    except InvalidToken as error:
        raise UnreadableError(f"{row._meta.verbose_name} {row.pk}") from error


def _second_step(row: Authenticator) -> bool:
    before = dict(row.data)
    for name in ("secret", "seed"):
        if name in row.data:
            row.data[name] = reseal(row.data[name])
    if "migrated_codes" in row.data:
        row.data["migrated_codes"] = [reseal(code) for code in row.data["migrated_codes"]]
    if row.data == before:
        return False
    row.save(update_fields=["data"])
    return True


def _mail(row: Message) -> bool:
    sealed = reseal(row.sealed_secrets)
    if sealed == row.sealed_secrets:
        return False
    row.sealed_secrets = sealed
    row.save(update_fields=["sealed_secrets"])
    return True


def _webhook(row: Webhook) -> bool:
    before = (row.sealed_secret, row.sealed_earlier_secret)
    row.sealed_secret, row.sealed_earlier_secret = (reseal(sealed) for sealed in before)
    if (row.sealed_secret, row.sealed_earlier_secret) == before:
        return False
    row.save(update_fields=["sealed_secret", "sealed_earlier_secret"])
    return True


def _restore(row: Restore) -> bool:
    return row.seal_anew()
