"""Every night the access log is proven (clients/access_proof.py); where it does not hold, the admins are told.

It is proven in parts: each shard of the clients, and the events that belong to no chain.
"""

import logging
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from clients.access_heads import compact, has_heads, kept_heads
from clients.access_proof import broken_tonight, orphans_tonight
from clients.mail import LOG_BROKEN
from outbox.enqueue import enqueue
from outbox.models import Message
from web.head_lines import SHARDS, Head
from web.models import SweepLease
from web.sweeps import leased

logger = logging.getLogger(__name__)

ORPHANS = "orphans"
PARTS = (*SHARDS, ORPHANS)
LEASE_OF = "clients.prove_access_log:"


def prove_access_log(*, on: date, now: datetime | None = None) -> int:
    """Proves all parts, one after the other: how many clients' chains do not hold.

    Reads what is new since each chain was proven last, and a seventh of the chains from their beginning. Each admin
    gets one mail a day while a chain does not hold.
    """
    return sum(_prove(part, on=on, now=now or timezone.now()) for part in PARTS)


def prove_what_is_due(*, now: datetime) -> None:
    """Proves the parts that were not proven on this day (UTC), each under a lease of its own.

    Several processes may run it at once: none proves what another does or has done, and what a killed one left
    is due again.
    """
    running = SweepLease.objects.filter(name__startswith=LEASE_OF, leased_until__gt=now)
    if running.count() >= settings.PROOFS_AT_ONCE:
        return
    for part in _due(now):
        try:
            with leased(LEASE_OF + part) as is_ours:
                if is_ours and part in _due(now):
                    _prove(part, on=now.date(), now=timezone.now())
        except Exception:  # it did not come to its end: it stays due
            SweepLease.objects.filter(name=LEASE_OF + part, run=None).update(ended_at=None)
            raise


def _due(now: datetime) -> list[str]:
    midnight = datetime.combine(now.date(), time(), tzinfo=UTC)
    ended = SweepLease.objects.filter(name__startswith=LEASE_OF, ended_at__gte=midnight)
    proven = set(ended.values_list("name", flat=True))
    return [part for part in PARTS if LEASE_OF + part not in proven]


def _prove(part: str, *, on: date, now: datetime) -> int:
    """How many clients' chains of a part do not hold. Where all hold, lines outside that tell no more are dropped."""
    if part == ORPHANS:
        broken = sum(1 for _ in orphans_tonight(on=on))
    else:
        any_lines, heads = has_heads(), kept_heads(part)
        broken = sum(1 for _ in broken_tonight(part, heads, on=on, now=now, any_lines=any_lines))
        if not broken:
            _compact(heads)
    if broken:
        _tell_admins(broken, on=on)
    return broken


def _compact(heads: dict[UUID, set[Head]]) -> None:
    try:
        compact(heads)
    except OSError as error:  # a file that can only be appended to proves as much; it grows
        logger.warning("The file of the access log's heads can't be compacted: %s", error)


def _tell_admins(broken: int, *, on: date) -> None:
    for admin in User.objects.filter(is_network_admin=True, is_active=True):
        enqueue(
            LOG_BROKEN,
            to=admin.email,
            dedupe_key=f"{_key_of(on)}{admin.pk}",
            language=admin.language,
            payload={"clients": broken},
        )


def _key_of(day: date) -> str:
    return f"{LOG_BROKEN}:{day}:"


def told_last_night(now: datetime) -> QuerySet[Message]:
    """What admins were told of a chain that does not hold, by the latest proof."""
    days = (now.date(), (now - timedelta(days=1)).date())
    told = Q(dedupe_key__startswith=_key_of(days[0])) | Q(dedupe_key__startswith=_key_of(days[1]))
    return Message.objects.filter(told, kind=LOG_BROKEN)
