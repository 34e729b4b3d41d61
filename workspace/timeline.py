"""Everything that happened with a client, the newest first: what each app tells (its `timeline.py`), brought together.

Two queries a page, however many kinds there are and however long the record is: the moments of all kinds, then the
words of those that are on the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

import benefits.timeline
import careplan.timeline
import clients.timeline
import consent.timeline
import homework.timeline
import measures.timeline
import referrals.timeline
import reports.timeline
import sessions_log.timeline
from clients.models import Client
from clients.timeline import Group, Lane, Place, Words
from web.words import StrOrPromise
from web.zones import today_in

PAGE = 50

Moment = tuple[datetime, str, str]  # when, key, kind

KINDS = {
    kind.code: kind
    for kind in chain(
        clients.timeline.KINDS,
        careplan.timeline.KINDS,
        measures.timeline.KINDS,
        sessions_log.timeline.KINDS,
        homework.timeline.KINDS,
        benefits.timeline.KINDS,
        consent.timeline.KINDS,
        referrals.timeline.KINDS,
        reports.timeline.KINDS,
    )
}

# What one can look at alone: its name in the address, in words, and the kinds that it has.
GROUPS: dict[str, tuple[StrOrPromise, tuple[str, ...]]] = {
    group.value: (group.label, tuple(kind.code for kind in KINDS.values() if kind.group == group)) for group in Group
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    kind: str
    key: str
    rows: Sequence[Words]  # one; of a day's homework one an exercise

    @property
    def row(self) -> Words:
        return self.rows[0]


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it."""

    at: datetime
    has_time: bool  # what has only a day shows no time
    title: str
    texts: list[str]  # in the words of those who wrote them
    facts: str  # in ours
    lane: Lane | None
    url: str  # "" where there is no page


@dataclass(frozen=True)
class Day:
    on: date  # where the client lives
    entries: list[Entry]


@dataclass(frozen=True)
class Timeline:
    days: list[Day]
    next_key: str  # goes into the address as ?after=; empty on the last page


def timeline_of(client: Client, *, show: str = "", after: str = "", now: datetime, size: int = PAGE) -> Timeline:
    """One page of what happened up to the end of the client's present day, the newest first (two queries).

    `show` is one of GROUPS, anything else shows all; `after` is the `next_key` of the page before.
    """
    codes = GROUPS[show][1] if show in GROUPS else tuple(KINDS)
    rows = _moments(client, codes, after=_place_of(after), until=_tomorrow(client, now), size=size + 1)
    entries = _entries(client, rows[:size])
    return Timeline(_days(client, entries), _key_of(rows[size - 1]) if len(rows) > size else "")


def changes(client: Client, codes: Iterable[str], *, since: datetime | None, now: datetime, size: int) -> list[Entry]:
    """What of these kinds happened since a moment (or ever), the newest first, `size` at most (two queries)."""
    rows = _moments(client, codes, after=None, until=_tomorrow(client, now), size=size, since=since)
    return _entries(client, rows)


def line_of(entry: Entry, client: Client, *, leads: bool) -> Line:
    """One entry in words, as the kind's own app has them (no query)."""
    kind, row = KINDS[entry.kind], entry.row
    names = {"who": row.who or _("somebody"), "note": kind.note_in_words(row), "more": kind.figure(row.more)}
    opens = kind.page is not None and (leads or not kind.page.is_leads)
    return Line(
        at=entry.at,
        has_time=isinstance(kind.at, str),
        title=str(kind.title) % names,
        texts=kind.texts(entry.rows),
        facts=kind.facts(entry.rows),
        lane=row.lane,
        url=kind.page.url(client.pk, row.page_key) if kind.page and opens else "",
    )


def _tomorrow(client: Client, now: datetime) -> datetime:
    """The end of the client's present day."""
    day = today_in(client.time_zone, now) + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=client.zone)


def _moments(
    client: Client,
    codes: Iterable[str],
    *,
    after: Place | None,
    until: datetime,
    size: int,
    since: datetime | None = None,
) -> list[Moment]:
    moments = _union(
        clients.timeline.moments(KINDS[code], client, after=after, until=until, since=since) for code in codes
    )
    return list(moments.order_by("-moment", "-entry_key", "-kind_code")[:size])


def _entries(client: Client, rows: Sequence[Moment]) -> list[Entry]:
    """What was taken out between the two queries is not among them."""
    words = _words_of(client, rows)
    return [Entry(at, kind, key, words[kind, key]) for at, key, kind in rows if (kind, key) in words]


def _union(parts: Iterable[QuerySet[Any, tuple[Any, ...]]]) -> QuerySet[Any, tuple[Any, ...]]:
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _words_of(client: Client, rows: Iterable[Moment]) -> dict[tuple[str, str], list[Words]]:
    """(kind, key) → its words."""
    keys: dict[str, list[str]] = {}
    for _at, key, kind in rows:
        keys.setdefault(kind, []).append(key)
    if not keys:
        return {}
    by_entry: dict[tuple[str, str], list[Words]] = {}
    for kind, key, who, name, mark, lane, *texts in _union(
        clients.timeline.words(KINDS[kind], client, wanted) for kind, wanted in keys.items()
    ):
        words, more, remark, note, page_key = (text or "" for text in texts)
        from_lane = Lane(name, mark, lane) if lane else None
        by_entry.setdefault((kind, key), []).append(Words(who or "", from_lane, words, more, remark, note, page_key))
    return by_entry


def _days(client: Client, entries: Iterable[Entry]) -> list[Day]:
    by_day = groupby(entries, key=lambda entry: entry.at.astimezone(client.zone).date())
    return [Day(on, list(group)) for on, group in by_day]


def _key_of(row: Moment) -> str:
    at, key, kind = row
    microseconds = (at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
    return f"{microseconds}.{kind}.{key}"


def _place_of(text: str) -> Place | None:
    """The place that a `next_key` names; None for one that names none, which begins anew."""
    microseconds, _dot, rest = text.partition(".")
    kind, _dot, key = rest.partition(".")
    if kind not in KINDS or not microseconds.isdecimal() or len(microseconds) > 16 or not key:
        return None
    return Place(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(microseconds)), key, kind)
