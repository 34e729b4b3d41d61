"""Writing and proving the access log. An event is committed before the record is read."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from clients.access_heads import Head, keep_head, kept_heads
from clients.models import AccessChain, AccessEvent

AT_ONCE = 100  # events of one transaction
# How long an event may be without its line outside the database: it is appended just after the commit.
EXPECTED_AFTER = timedelta(minutes=1)
# A process that is killed between the two leaves one event without; more than that no kill explains.
LOST_BY_A_KILL = 1


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
    try:
        with transaction.atomic():
            chain = _locked_chain(client_id)
            event = _event(
                chain, actor=actor, action=action, through=through, about=about, device=device, shown=shown, now=now
            )
            event.save(force_insert=True)
            AccessChain.objects.filter(pk=client_id).update(sequence=event.sequence, head=event.hash)
            transaction.on_commit(partial(_keep_outside, client_id, event.sequence, event.hash))
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
    AccessChain.objects.bulk_create([AccessChain(client_id=key) for key in keys], ignore_conflicts=True)
    chains = list(AccessChain.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    events = []
    for chain in chains:
        event = _event(chain, actor=actor, action=action, through=through)
        chain.sequence, chain.head = event.sequence, event.hash
        events.append(event)
        transaction.on_commit(partial(_keep_outside, event.client_id, event.sequence, event.hash))
    AccessEvent.objects.bulk_create(events)
    AccessChain.objects.bulk_create(  # an upsert: bulk_update would write a CASE of every key
        chains, update_conflicts=True, unique_fields=["client_id"], update_fields=["sequence", "head"]
    )


def _event(
    chain: AccessChain,
    *,
    actor: Actor,
    action: str,
    through: tuple[str, object],
    about: tuple[str, object] = ("", ""),
    device: str = "",
    shown: Iterable[str] = (),
    now: datetime | None = None,
) -> AccessEvent:
    """The next event of a chain, hashed and not saved yet."""
    event = AccessEvent(
        client_id=chain.client_id,
        sequence=chain.sequence + 1,
        at=now or timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:120],
        through_kind=through[0],
        through_id=str(through[1]),
        action=action,
        object_kind=about[0],
        object_id=str(about[1]),
        device=device,
        shown=",".join(sorted(shown)),
        previous_hash=chain.head,
    )
    event.hash = fingerprint(event)
    return event


def _keep_outside(client_id: UUID, sequence: int, event_hash: str) -> None:
    """Runs where the outermost transaction ends, which may be far from record_access."""
    try:
        keep_head(client_id, sequence, event_hash)
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


def broken_chains(
    heads: dict[UUID, set[Head]] | None = None, *, now: datetime | None = None
) -> Iterator[tuple[UUID, str]]:
    """Every client whose chain does not hold, with what is wrong: edited, missing, reordered or cut off.

    `kept` is what is known of the chains outside the database; unless given, what is so now. Events that it ought
    to have by `now` and has not are a problem too: who deletes or cuts the file hides what the log would tell.
    """
    # Read first: what is written meanwhile is newer in the database than in the file.
    expected_before = (now or timezone.now()) - EXPECTED_AFTER
    heads = kept_heads() if heads is None else heads
    expected = _expected_heads(heads, expected_before)
    for client_id in _suspected(heads, expected):
        problem = _problem_at_rest(client_id, heads.get(client_id, set()), expected)
        if problem:
            yield client_id, problem


@dataclass(frozen=True)
class _ExpectedHeads:
    """What the file of heads has to have: all but so many of the events from before."""

    before: datetime
    tolerance: int


def _expected_heads(heads: dict[UUID, set[Head]], before: datetime) -> _ExpectedHeads:
    """A file without a single line is no file that lost one."""
    return _ExpectedHeads(before, LOST_BY_A_KILL if heads else 0)


def _suspected(heads: dict[UUID, set[Head]], expected: _ExpectedHeads) -> list[UUID]:
    """Whose chains do not hold at a first look, or were added to while it was taken."""
    chains = {chain.client_id: chain for chain in AccessChain.objects.iterator()}
    suspected, seen = [], set()
    events = AccessEvent.objects.order_by("client_id", "sequence").iterator()
    for client_id, chain_events in groupby(events, key=lambda event: event.client_id):
        seen.add(client_id)
        if _problem(list(chain_events), chains.get(client_id), heads.get(client_id, set()), expected):
            suspected.append(client_id)
    return [*suspected, *sorted((chains.keys() | heads.keys()) - seen)]


@transaction.atomic
def _problem_at_rest(client_id: UUID, heads: set[Head], expected: _ExpectedHeads) -> str:
    """What is wrong while nothing can be added to the chain; "" where it holds."""
    head = AccessChain.objects.select_for_update().filter(pk=client_id).first()
    return _problem(list(AccessEvent.objects.filter(client_id=client_id).order_by("sequence")), head, heads, expected)


def _problem(events: list[AccessEvent], head: AccessChain | None, heads: set[Head], expected: _ExpectedHeads) -> str:
    if not events:
        return "all events are missing" if heads or (head and head.sequence) else ""
    previous = ""
    for number, event in enumerate(events, start=1):
        if event.sequence != number:
            return f"event {number} is missing"
        if event.previous_hash != previous or event.hash != fingerprint(event):
            return f"event {number} was changed"
        previous = event.hash
    if head is None or (head.sequence, head.head) != (len(events), previous):
        return "the end of the chain is missing"
    if any(number > len(events) or events[number - 1].hash != event_hash for number, event_hash in heads):
        return "the chain is another one than outside the database"
    newest = max(heads)[0] if heads else 0
    missing = sum(event.at < expected.before for event in events[newest:])
    if missing > expected.tolerance:
        return f"the newest {missing} events are missing outside the database"
    return ""
