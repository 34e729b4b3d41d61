"""Writing the access log. An event is committed before the record is read; clients/access_proof.py proves the log."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from clients.access_heads import keep_heads
from clients.models import AccessChain, AccessEvent
from web.head_lines import Head

AT_ONCE = 100  # events of one transaction


class LogUnavailableError(Exception):
    """The access log can't be written, so nothing may be read: answered with 503."""


@dataclass(frozen=True)
class Actor:
    """Who looks or acts: kind, id and the name to show."""

    kind: str
    id: UUID | None
    label: str

    @classmethod
    def user(cls, user: User) -> "Actor":
        return cls(AccessEvent.ActorKind.USER, user.pk, user.name or user.email)

    @classmethod
    def client(cls, client_id: UUID) -> "Actor":
        return cls(AccessEvent.ActorKind.CLIENT, client_id, "the client")  # readers get it in their own language

    @classmethod
    def practitioner(cls, practitioner_id: UUID, name: str) -> "Actor":
        return cls(AccessEvent.ActorKind.PRACTITIONER, practitioner_id, name)

    @classmethod
    def system(cls) -> "Actor":
        return cls(AccessEvent.ActorKind.SYSTEM, None, "Carelane")


@dataclass(frozen=True)
class _Act:
    """What somebody did with a record."""

    actor: Actor
    action: str
    through: tuple[str, object]
    about: tuple[str, object] = ("", "")
    device: str = ""
    shown: Iterable[str] = ()


def record_access(
    client_id: UUID,
    *,
    actor: Actor,
    action: str,
    through: tuple[str, object] = ("", ""),
    about: tuple[str, object] = ("", ""),
    device: str = "",
    shown: Iterable[str] = (),
    now: datetime | None = None,
) -> None:
    """Adds one event to the client's chain, in a short transaction of its own.

    `through` and `about` are (kind, id); `device` is phone, tablet or computer, `shown` the codes of the scopes
    that were open. Raises LogUnavailableError where it can't be written:
    no log, no data.
    """
    act = _Act(actor, action, through, about, device, shown)
    try:
        with transaction.atomic():
            chain = _locked_chain(client_id)
            event = _event(chain, act, now=now)
            event.save(force_insert=True)
            AccessChain.objects.filter(pk=client_id).update(sequence=event.sequence, head=event.hash)
            transaction.on_commit(partial(_keep_outside, [(client_id, (event.sequence, event.hash))]))
    except DatabaseError as error:
        raise LogUnavailableError from error


def record_access_to_each(
    client_ids: Iterable[UUID], *, actor: Actor, action: str, through: tuple[str, object] = ("", "")
) -> None:
    """One event for each of many clients, as `record_access` does for one, in short transactions of a hundred each.

    Raises LogUnavailableError: no log, no data.
    """
    keys = sorted(set(client_ids))  # in one order, so that two at once wait for each other instead of for ever
    try:
        for start in range(0, len(keys), AT_ONCE):
            _record_some(keys[start : start + AT_ONCE], actor=actor, action=action, through=through)
    except DatabaseError as error:
        raise LogUnavailableError from error


@transaction.atomic
def _record_some(keys: list[UUID], *, actor: Actor, action: str, through: tuple[str, object]) -> None:
    locked = AccessChain.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    chains = list(locked)
    if len(chains) < len(keys):
        AccessChain.objects.bulk_create([AccessChain(client_id=key) for key in keys], ignore_conflicts=True)
        chains = list(locked.all())
    events = []
    for chain in chains:
        event = _event(chain, _Act(actor, action, through))
        chain.sequence, chain.head = event.sequence, event.hash
        events.append(event)
    heads = [(event.client_id, (event.sequence, event.hash)) for event in events]
    transaction.on_commit(partial(_keep_outside, heads))
    AccessEvent.objects.bulk_create(events)
    AccessChain.objects.bulk_create(  # an upsert: bulk_update would write a CASE of every key
        chains, update_conflicts=True, unique_fields=["client_id"], update_fields=["sequence", "head"]
    )


def _event(chain: AccessChain, act: _Act, *, now: datetime | None = None) -> AccessEvent:
    """The next event of a chain, hashed and not saved yet."""
    event = AccessEvent(
        client_id=chain.client_id,
        sequence=chain.sequence + 1,
        at=now or timezone.now(),
        actor_kind=act.actor.kind,
        actor_id=act.actor.id,
        actor_label=act.actor.label[:120],
        through_kind=act.through[0],
        through_id=str(act.through[1]),
        action=act.action,
        object_kind=act.about[0],
        object_id=str(act.about[1]),
        device=act.device,
        shown=",".join(sorted(act.shown)),
        previous_hash=chain.head,
    )
    event.hash = fingerprint(event)
    return event


def _keep_outside(heads: list[tuple[UUID, Head]]) -> None:
    """Runs where the outermost transaction ends, which may be far from record_access."""
    try:
        keep_heads(heads)
    except OSError as error:
        raise LogUnavailableError from error


def _locked_chain(client_id: UUID) -> AccessChain:
    chain = AccessChain.objects.select_for_update().filter(pk=client_id).first()
    if chain is not None:
        return chain
    AccessChain.objects.bulk_create([AccessChain(client_id=client_id)], ignore_conflicts=True)
    return AccessChain.objects.select_for_update().get(pk=client_id)


def fingerprint(event: AccessEvent) -> str:
    """The hash that chains an event to the one before; labels are left out so that names can be erased."""
    parts: list[Any] = [
        event.client_id,
        event.sequence,
        event.at.isoformat(timespec="microseconds"),
        event.actor_kind,
        event.actor_id or "",
        event.through_kind,
        event.through_id,
        event.action,
        event.object_kind,
        event.object_id,
        event.previous_hash,
    ]
    if event.device or event.shown:  # events from before these were kept have neither
        parts += [event.device, event.shown]
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
