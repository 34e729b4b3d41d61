"""What a trainer reads before a session with a client, beside practitioners' replies: each app registers its own.

A source's rows have the shape of careplan.correspondence.unread (kind, key, client, who, text, time), so that what is to
be read comes in one query; its text is packed, and `unpack` makes a phrase and the teller's own words of it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clients.models import Client

Rows = QuerySet[Any, tuple[Any, ...]]


@dataclass(frozen=True)
class BeforeSession:
    """One thing that was told, as it stands above a session that begins."""

    key: UUID
    client_id: UUID
    who: str  # who told it
    what: str  # in a phrase
    text: str  # in their words
    at: datetime


@dataclass(frozen=True)
class Source:
    """What one app has to be read before a session; `kind` is that of its rows."""

    kind: str
    rows: Callable[[Collection[Client], datetime], Rows]
    unpack: Callable[[str], tuple[str, str]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Called by each app when it is ready."""
    _sources[source.kind] = source


def told_rows(clients: Collection[Client], *, now: datetime) -> list[Rows]:
    """What was told about these clients and is news, to be united with other rows of the same shape (no query)."""
    return [source.rows(clients, now) for source in _sources.values()]


def is_told(row: tuple[Any, ...]) -> bool:
    """Whether it is one of `told_rows`."""
    return row[0] in _sources


def told(rows: Iterable[tuple[Any, ...]], *, since: datetime | None) -> list[BeforeSession]:
    """Those of `told_rows` among rows, of what came since a moment, the newest first."""
    entries = []
    for kind, key, client_id, who, text, at in rows:
        if kind in _sources and (since is None or at > since):
            entries.append(BeforeSession(key, client_id, who, *_sources[kind].unpack(text), at))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
