"""The access log after a restore: the hashes outside the database begin anew, and what is lost is told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clients.access_heads import begin_anew, kept_heads
from clients.access_log import Actor, record_access
from clients.models import AccessChain

ACTION = "backups:restore"  # its words: consent/log_words.py


@dataclass(frozen=True)
class EarlierHeads:
    digest: str  # SHA-256 of what was known; "" where nothing was
    lost_events: int  # that the file tells of and the database has no longer


def begin_heads_anew(now: datetime) -> EarlierHeads:
    """Keeps what was known of the log beside a new beginning, which has what the database has now.

    In the chain of each client of whom later events were known, an event says so. Raises OSError where that
    can't be written.
    """
    lost = _lost_events()
    chains = AccessChain.objects.filter(sequence__gt=0).order_by("pk").iterator()
    digest = begin_anew(((chain.client_id, (chain.sequence, chain.head)) for chain in chains), now=now)
    for client_id in lost.keys() & set(AccessChain.objects.filter(pk__in=lost).values_list("pk", flat=True)):
        record_access(client_id, actor=Actor.system(), action=ACTION, now=now)
    return EarlierHeads(digest, sum(lost.values()))


def _lost_events() -> dict[UUID, int]:
    """How many events of each client the file knows after the database's last."""
    there = dict(AccessChain.objects.values_list("pk", "sequence"))
    newest = {client_id: max(heads)[0] for client_id, heads in kept_heads().items()}
    return {key: number - there.get(key, 0) for key, number in newest.items() if number > there.get(key, 0)}
