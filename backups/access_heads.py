"""The access log after a restore: the hashes outside the database begin anew, and what is lost is told."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from clients.access_heads import kept_heads
from clients.access_log import Actor, record_access
from clients.models import AccessChain

ACTION = "backups:restore"  # its words: consent/log_words.py


@dataclass(frozen=True)
class EarlierHeads:
    digest: str  # SHA-256 of the file; "" where there was none
    lost_events: int  # that the file tells of and the database has no longer


def begin_heads_anew(now: datetime) -> EarlierHeads:
    """Keeps the file of heads beside a new one, which has what the database has now.

    In the chain of each client of whom later events were known, an event says so. Raises OSError where the file
    can't be replaced.
    """
    path: Path = settings.ACCESS_HEADS_FILE
    lost = _lost_events()
    digest = sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    if digest:
        path.rename(path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%S%fZ}"))
    with path.open("x") as file:
        path.chmod(0o600)
        for chain in AccessChain.objects.filter(sequence__gt=0).order_by("pk").iterator():
            file.write(f"{chain.client_id} {chain.sequence} {chain.head}\n")
    for client_id in lost.keys() & set(AccessChain.objects.filter(pk__in=lost).values_list("pk", flat=True)):
        record_access(client_id, actor=Actor.system(), action=ACTION, now=now)
    return EarlierHeads(digest, sum(lost.values()))


def _lost_events() -> dict[UUID, int]:
    """How many events of each client the file knows after the database's last."""
    there = dict(AccessChain.objects.values_list("pk", "sequence"))
    newest = {client_id: max(heads)[0] for client_id, heads in kept_heads().items()}
    return {key: number - there.get(key, 0) for key, number in newest.items() if number > there.get(key, 0)}
