"""Reminding whoever it is that something waits for: a few times on business days, then it is the trainer's.

    start_nudging("consent.asked", grant.pk)

and from then on it goes by itself: the sweep (outbox/nudge_sweep.py) mails whose turn it is after 2, 5 and 10
business days where they are, and leaves the rest to Today. The rule that ends the waiting calls `stop_nudging`.
Whether it waits at all, and for whom, is asked again of its kind before each mail: what was forgotten to be stopped
reminds nobody.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from outbox.models import Nudge
from outbox.nudge_clock import morning_after, resume_at
from web.words import StrOrPromise

AFTER = (2, 5, 10)  # business days since it is their turn
TODAY_AFTER = 12  # the last mail has had two days to be answered
BATCH = 500  # rows of one statement


class Turn(NamedTuple):
    """Whose turn it is, and where and when a mail reaches them."""

    audience: Nudge.Audience
    key: UUID
    address: str  # "" for nowhere: then it is the trainer's at the end of the time
    language: str
    time_zone: str
    province: str
    client_id: UUID | None = None


@dataclass(frozen=True)
class Item:
    """One thing that waits, as a mail says it: without a client's name for a practitioner, without health for all."""

    subject: str  # of a mail about this alone
    sentence: str
    act: str = ""  # with the address where one acts on it
    address: str = ""
    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""


class Waiting(Protocol):
    """What a kind reads of a nudge: of a row of the table, or of what the sweep has read of one."""

    @property
    def kind(self) -> str: ...

    @property
    def subject_id(self) -> UUID: ...

    @property
    def audience(self) -> str: ...

    @property
    def since(self) -> datetime: ...

    @property
    def sent(self) -> int: ...


# By the key of what waits; whatever is left out waits no more.
Turns = Callable[[Sequence[Waiting]], Mapping[UUID, Turn]]
# By the key of what waits, in the language that is active; the tokens are those that `Links` made.
Items = Callable[[Sequence[Waiting], Mapping[UUID, str]], Mapping[UUID, Item]]
# New links to answer by, saved: their tokens by the key of what waits.
Links = Callable[[Sequence[Waiting], datetime], Mapping[UUID, str]]


def _no_links(nudges: Sequence[Waiting], now: datetime) -> Mapping[UUID, str]:
    """Practitioners and trainers answer behind a code or a password."""
    return {}


@dataclass(frozen=True)
class NudgeKind:
    """One kind of thing that waits. Its three questions are asked of many rows at once, one query or two each."""

    name: str
    turns: Turns
    items: Items
    today: StrOrPromise  # what Today says once mail alone does not move it
    links: Links = _no_links
    after: tuple[int, ...] = AFTER
    today_after: int = TODAY_AFTER

    def next_at(self, turn: Turn, *, since: datetime, sent: int) -> datetime:
        """When something is to be done next: the next mail, or after the last one the trainer's turn."""
        if not turn.address or sent >= len(self.after):
            return morning_after(since, self.today_after, turn.time_zone, turn.province)
        return morning_after(since, self.after[sent], turn.time_zone, turn.province)


_kinds: dict[str, NudgeKind] = {}


def register(kind: NudgeKind) -> None:
    """Called by each app when it is ready."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> NudgeKind | None:
    return _kinds.get(name)


def registered_kinds() -> list[NudgeKind]:
    return list(_kinds.values())


@transaction.atomic
def start_nudging(kind: str, subject_id: UUID, *, restart: bool = False, now: datetime | None = None) -> None:
    """From now on somebody is waited for; starting twice changes nothing, but by `restart` the clock starts anew.

    Nothing where the kind says that nothing waits. Where it has become another's turn the clock starts anew as well.
    The same moment twice is the same start.
    """
    moment = now or timezone.now()
    fresh = Nudge(kind=kind, subject_id=subject_id, since=moment)
    turn = _kinds[kind].turns([fresh]).get(subject_id)
    if turn is None:
        return
    _set(fresh, turn, now=moment)
    current = Nudge.objects.open().select_for_update().filter(kind=kind, subject_id=subject_id).first()
    if current is None:
        Nudge.objects.bulk_create([fresh], ignore_conflicts=True)  # somebody else may start it at the same moment
    elif current.since != moment if restart else current.recipient_id != turn.key:
        fresh.pk = current.pk
        fresh.save(force_update=True)


def start_all(kind: str, subject_ids: Iterable[UUID], *, now: datetime | None = None) -> None:
    """The same of many things that are all new."""
    moment = now or timezone.now()
    nudges = [Nudge(kind=kind, subject_id=subject_id, since=moment) for subject_id in subject_ids]
    turns = _kinds[kind].turns(nudges)
    started = [nudge for nudge in nudges if nudge.subject_id in turns]
    for nudge in started:
        _set(nudge, turns[nudge.subject_id], now=moment)
    Nudge.objects.bulk_create(started, batch_size=BATCH, ignore_conflicts=True)


def _set(nudge: Nudge, turn: Turn, *, now: datetime) -> None:
    nudge.audience, nudge.recipient_id, nudge.to = turn.audience, turn.key, turn.address.lower()
    nudge.client_id = turn.client_id
    nudge.next_at = _kinds[nudge.kind].next_at(turn, since=now, sent=0)


def stop_nudging(kind: str | None, subject_id: UUID, *, now: datetime | None = None) -> None:
    """It waits no more: answered, withdrawn, cancelled, over. Of all kinds where `kind` is None."""
    waiting = Nudge.objects.open().filter(subject_id=subject_id)
    if kind is not None:
        waiting = waiting.filter(kind=kind)
    waiting.update(stopped_at=now or timezone.now(), next_at=None)


def kinds_of_open(subject_id: UUID) -> list[str]:
    """The kinds by which somebody is waited for about this."""
    return list(Nudge.objects.open().filter(subject_id=subject_id).values_list("kind", flat=True))


def stop_all_about(client_ids: Collection[UUID], *, now: datetime | None = None) -> None:
    """Nobody is waited for about these clients any more."""
    Nudge.objects.open().filter(client_id__in=client_ids).update(stopped_at=now or timezone.now(), next_at=None)


# --- mail that comes back -------------------------------------------------------------------


def stop_the_clock(address: str, *, now: datetime | None = None) -> None:
    """Mail to this address comes back: whatever waits for its reader stands on Today until that is put right."""
    waiting = Nudge.objects.open().filter(to=address.lower(), bounced_at=None)
    waiting.update(bounced_at=now or timezone.now(), next_at=None, exhausted_at=None)


def start_the_clock_again(*, address: str = "", recipient_id: UUID | None = None, now: datetime | None = None) -> None:
    """Mail goes there again, or there is another address: the next nudge goes on the next business day."""
    stood = Nudge.objects.open().filter(bounced_at__isnull=False)
    stood = stood.filter(recipient_id=recipient_id) if recipient_id else stood.filter(to=address.lower())
    moment = now or timezone.now()
    by_kind: dict[str, list[Nudge]] = {}
    for nudge in stood.select_for_update():
        by_kind.setdefault(nudge.kind, []).append(nudge)
    for name, nudges in by_kind.items():
        turns = _kinds[name].turns(nudges)
        for nudge in nudges:
            _resume(nudge, turns.get(nudge.subject_id), now=moment)


def _resume(nudge: Nudge, turn: Turn | None, *, now: datetime) -> None:
    if turn is None:
        nudge.stopped_at = now
    else:
        nudge.to, nudge.bounced_at = turn.address.lower(), None
        nudge.next_at = resume_at(now, turn.time_zone, turn.province)
    nudge.save(update_fields=["to", "bounced_at", "next_at", "stopped_at"])
