"""Proving the access log: that no event of it was edited, removed, reordered or cut off.

Each night what is new since the last good proof is read, and a seventh of the chains from their beginning on: so all
is proven within a week, and no night has more to read than another. Clients are proven by shards (web/head_lines.py), so
that several processes can do it, and none has more than one shard's lines in memory. Where a chain was proven to is kept in
`AccessCheckpoint`, sealed with a key that the database has not: without a right seal the chain is proven from its
beginning. Nothing is locked: an event is committed together with the head of its chain and before its line outside, so
what is read in the opposite order (lines, heads, events) can only have grown meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import groupby
from operator import or_
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, Right
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from clients.access_heads import kept_heads
from clients.access_log import fingerprint
from clients.models import AccessChain, AccessCheckpoint, AccessEvent
from web.head_lines import SHARDS, Head, shard_of

BATCH = 200  # chains that are read together
CHUNK = 1000  # events in memory at once
# How long an event may be without its line outside the database: it is appended just after the commit.
EXPECTED_AFTER = timedelta(minutes=1)
# A process that is killed between the two leaves one event without; more than that no kill explains.
LOST_BY_A_KILL = 1
BEGINNING: Head = (0, "")
NIGHTS = 7  # in which every chain is proven from its beginning on


@dataclass(frozen=True)
class _ExpectedHeads:
    """What the file of heads has to have: all but so many of the events from before."""

    before: datetime
    tolerance: int


def broken_chains(
    heads: dict[UUID, set[Head]] | None = None, *, now: datetime | None = None
) -> Iterator[tuple[UUID, str]]:
    """Every client whose chain does not hold from its beginning on, with what is wrong.

    `heads` is what is known of the chains outside the database; unless given, what is so now. Events that it ought
    to have by `now` and has not are a problem too: who deletes or cuts the file hides what the log would tell.
    """
    lines = kept_heads() if heads is None else heads
    moment = now or timezone.now()
    for shard in SHARDS:
        of_shard = {key: known for key, known in lines.items() if shard_of(key) == shard}
        yield from _broken(shard, of_shard, _expected(moment, any_lines=bool(lines)), turn=None)
    yield from _without_a_chain(lines.keys)


def broken_tonight(
    shard: str, heads: dict[UUID, set[Head]], *, on: date, now: datetime, any_lines: bool
) -> Iterator[tuple[UUID, str]]:
    """The same of one shard's clients, of what is new since each chain was proven last and the event to which it was,
    and of whole chains where it is their night.

    `heads` are the shard's; `any_lines` is whether any client has one.
    """
    yield from _broken(shard, heads, _expected(now, any_lines=any_lines), turn=on.toordinal() % NIGHTS)


def orphans_tonight(*, on: date) -> Iterator[tuple[UUID, str]]:
    """Once in NIGHTS, the clients of whom events are there, and neither a chain nor a line outside."""
    if on.toordinal() % NIGHTS == 0:
        yield from _without_a_chain(lambda: kept_heads().keys())


def _without_a_chain(clients_with_lines: Callable[[], Collection[UUID]]) -> Iterator[tuple[UUID, str]]:
    orphans = AccessEvent.objects.exclude(Exists(AccessChain.objects.filter(pk=OuterRef("client_id"))))
    if keys := set(orphans.order_by().values_list("client_id", flat=True).distinct()):
        for client_id in keys.difference(clients_with_lines()):
            yield client_id, "the end of the chain is missing"


def _expected(now: datetime, *, any_lines: bool) -> _ExpectedHeads:
    """A file without a single line is no file that lost one."""
    return _ExpectedHeads(now - EXPECTED_AFTER, LOST_BY_A_KILL if any_lines else 0)


def night_of(client_id: UUID) -> int:
    """On which of the NIGHTS a chain is proven from its beginning on; keys end in random digits, so as many on each."""
    return client_id.int % NIGHTS


def _broken(
    shard: str, heads: dict[UUID, set[Head]], expected: _ExpectedHeads, *, turn: int | None
) -> Iterator[tuple[UUID, str]]:
    """From the checkpoints, but for the chains whose `turn` it is; None is everybody's. What holds is sealed."""
    unseen = set(heads)
    for chains in _batches(shard):
        unseen.difference_update(chain.client_id for chain in chains)
        sealed = _checkpoints(chains)
        starts = {key: head for key, head in sealed.items() if turn not in {None, night_of(key)}}
        proven = []
        for chain, events in _with_events(chains, starts):
            start = starts.get(chain.client_id, BEGINNING)
            walk = _Walk(chain, start, heads.get(chain.client_id, set()), expected)
            if problem := walk.problem(events):
                yield chain.client_id, problem
            elif walk.reached not in {sealed.get(chain.client_id), BEGINNING}:
                proven.append(_sealed(chain.client_id, walk.reached))
        AccessCheckpoint.objects.bulk_create(
            proven,
            update_conflicts=True,
            unique_fields=["client_id"],
            update_fields=["sequence", "head", "seal"],
        )
    for client_id in sorted(unseen):
        yield client_id, "all events are missing"


def _batches(shard: str) -> Iterator[list[AccessChain]]:
    of_shard = AccessChain.objects.filter(Exact(Right(Cast("pk", CharField()), 1), shard))
    last = Q()
    while chains := list(of_shard.filter(last).order_by("pk")[:BATCH]):
        yield chains
        last = Q(pk__gt=chains[-1].pk)


def _with_events(
    chains: list[AccessChain], starts: dict[UUID, Head]
) -> Iterator[tuple[AccessChain, Iterable[AccessEvent]]]:
    """Each chain with its events from where it starts on; without any where it has not moved since (one query)."""
    moved = [chain for chain in chains if starts.get(chain.client_id) != (chain.sequence, chain.head)]
    wanted = [Q(client_id=chain.client_id, sequence__gte=starts.get(chain.client_id, BEGINNING)[0]) for chain in moved]
    events: Iterator[tuple[UUID, Iterable[AccessEvent]]] = iter(())
    if wanted:
        rows = AccessEvent.objects.filter(reduce(or_, wanted)).order_by("client_id", "sequence")
        events = groupby(rows.iterator(chunk_size=CHUNK), key=lambda event: event.client_id)
    of_client, its_events = next(events, (None, ()))
    for chain in chains:
        if chain.client_id == of_client:
            yield chain, its_events
            of_client, its_events = next(events, (None, ()))
        else:
            yield chain, ()


class _Walk:
    """Along one chain, from where it was proven last (`start`) to its end."""

    def __init__(self, chain: AccessChain, start: Head, heads: set[Head], expected: _ExpectedHeads) -> None:
        self.chain, self.start, self.reached = chain, start, start
        self._expected = expected
        self._has_lines = bool(heads)
        self._newest = max(heads)[0] if heads else 0
        self._lines: dict[int, set[str]] = {}
        for number, event_hash in heads:
            if number >= start[0]:
                self._lines.setdefault(number, set()).add(event_hash)
        self._missing_outside = max(start[0] - self._newest, 0)
        self._differs_outside = False
        self._is_at_its_head = start == (chain.sequence, chain.head)

    def problem(self, events: Iterable[AccessEvent]) -> str:
        """What is wrong with the chain; "" where it holds."""
        has_moved = not self._is_at_its_head
        rows = iter(events)
        if self.start != BEGINNING:
            self._compare_outside(*self.start)
            if has_moved and (problem := self._problem_at_start(next(rows, None))):
                return problem
        for event in rows:
            if problem := self._step(event):
                return problem
        return self._problem_at_end()

    def _problem_at_start(self, event: AccessEvent | None) -> str:
        number, event_hash = self.start
        if event is None or event.sequence != number:
            return f"event {number} is missing"
        return "" if event.hash == event_hash == fingerprint(event) else f"event {number} was changed"

    def _step(self, event: AccessEvent) -> str:
        number, previous = self.reached
        if event.sequence != number + 1:
            return f"event {number + 1} is missing"
        if event.previous_hash != previous or event.hash != fingerprint(event):
            return f"event {number + 1} was changed"
        self.reached = (event.sequence, event.hash)
        self._is_at_its_head |= self.reached == (self.chain.sequence, self.chain.head)
        self._compare_outside(*self.reached)
        self._missing_outside += event.sequence > self._newest and event.at < self._expected.before
        return ""

    def _compare_outside(self, number: int, event_hash: str) -> None:
        self._differs_outside |= self._lines.pop(number, {event_hash}) != {event_hash}

    def _problem_at_end(self) -> str:
        if self.reached == BEGINNING:
            return "all events are missing" if self._has_lines or self.chain.sequence else ""
        if not self._is_at_its_head or not self._head_has_moved_on():
            return "the end of the chain is missing"
        if self._differs_outside or self._lines:
            return "the chain is another one than outside the database"
        if self._missing_outside > self._expected.tolerance:
            return f"the newest {self._missing_outside} events are missing outside the database"
        return ""

    def _head_has_moved_on(self) -> bool:
        """Whether events after the head that was read came with a newer head."""
        if self.reached[0] == self.chain.sequence:
            return True
        return AccessChain.objects.filter(pk=self.chain.pk, sequence__gte=self.reached[0]).exists()


# --- how far each chain was proven ----------------------------------------------------------


def _checkpoints(chains: list[AccessChain]) -> dict[UUID, Head]:
    """Those of the chains with a right seal (one query)."""
    rows = AccessCheckpoint.objects.in_bulk([chain.client_id for chain in chains])
    return {
        key: (row.sequence, row.head)
        for key, row in rows.items()
        if constant_time_compare(row.seal, _seal(key, (row.sequence, row.head)))
    }


def _sealed(client_id: UUID, head: Head) -> AccessCheckpoint:
    return AccessCheckpoint(client_id=client_id, sequence=head[0], head=head[1], seal=_seal(client_id, head))


def _seal(client_id: UUID, head: Head) -> str:
    return salted_hmac("clients.access_proof", f"{client_id} {head[0]} {head[1]}", algorithm="sha256").hexdigest()
