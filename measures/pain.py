"""Every pain that anyone gave of a client, as one series with its source; 0 to 10, lower is better.

Each app that keeps pain registers the rows that have it (measures/apps.py, sessions_log/pain.py, homework/pain.py), all
in one shape, so that the whole series comes in one query.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from measures.models import Reading
from web.words import StrOrPromise, data_words
from web.zones import A_DAY_EITHER_WAY, today_in

BEFORE, AFTER, EXERCISE, SET, HOME, ASKED = "before", "after", "exercise", "set", "home", "asked"
SOURCES: dict[str, StrOrPromise] = {
    BEFORE: _("before a session"),
    AFTER: _("after a session"),
    EXERCISE: _("in an exercise"),
    SET: _("in a set"),
    HOME: _("at home"),
    ASKED: _("asked"),
}
Rows = QuerySet[Any, tuple[Any, ...]]


@dataclass(frozen=True)
class PainPoint:
    """One pain that somebody gave; `exercise` is its name where it belongs to one."""

    on: date  # where the client lives
    value: int
    source: str  # a key of SOURCES
    exercise: str = ""

    @property
    def source_words(self) -> StrOrPromise:
        return SOURCES[self.source]


@dataclass(frozen=True)
class PainRows:
    """What one app keeps: its rows of these clients from a moment or day on, each as `pain_row` makes them."""

    of: Callable[[Collection[UUID], datetime], list[Rows]]


_registered: dict[str, PainRows] = {}


def register(app: str, rows: PainRows) -> None:
    """Called by each app when it is ready."""
    _registered[app] = rows


def pain_row(
    rows: QuerySet[Any], source: str, *, client: str, pain: str, at: str = "", on: str = "", exercise: str = ""
) -> Rows:
    """Rows of a model in the shape of the series; the arguments are the names of its columns, `at` or `on` the time."""
    moment, day = DateTimeField(), DateField()
    return rows.order_by().values_list(
        F(client),
        Value(source, CharField()),
        Cast(F(at), moment) if at else Cast(Value(None), moment),
        Cast(F(on), day) if on else Cast(Value(None), day),
        Cast(F(pain), IntegerField()),
        Cast(F(exercise), CharField(max_length=120)) if exercise else Cast(Value(""), CharField(max_length=120)),
    )


def pain_of_all(clients: Collection[Client], *, since: date, until: date) -> dict[UUID, list[PainPoint]]:
    """By client, what was given from one day to another where each lives, in order of time (one query)."""
    zones = {client.pk: client.time_zone for client in clients}
    first = datetime.combine(since, time.min, tzinfo=UTC) - A_DAY_EITHER_WAY
    parts = [rows for each in _registered.values() for rows in each.of(zones, first)]
    points: dict[UUID, list[tuple[bool, datetime | None, PainPoint]]] = defaultdict(list)
    if not zones or not parts:
        return {}
    for key, source, at, on, value, exercise in parts[0].union(*parts[1:], all=True):
        day = on or today_in(zones[key], at)
        if since <= day <= until:
            points[key].append((at is None, at, PainPoint(day, value, source, data_words(exercise))))
    return {key: [point for *_order, point in sorted(given, key=_in_time)] for key, given in points.items()}


def _in_time(given: tuple[bool, datetime | None, PainPoint]) -> tuple[Any, ...]:
    """By day; within a day sessions by their time, in the order of SOURCES, and what has no time after them."""
    has_no_time, at, point = given
    return point.on, has_no_time, at.timestamp() if at else 0, list(SOURCES).index(point.source)


def pain_of(client: Client, *, since: date, until: date) -> list[PainPoint]:
    """What was given of one client from one day to another, both included, in order of time (one query)."""
    return pain_of_all([client], since=since, until=until).get(client.pk, [])


def highest_by_day(points: Iterable[PainPoint]) -> dict[date, int]:
    """The highest of each day: what a line draws."""
    highest: dict[date, int] = {}
    for point in points:
        highest[point.on] = max(point.value, highest.get(point.on, 0))
    return highest


def _asked(clients: Collection[UUID], since: datetime) -> list[Rows]:
    readings = Reading.objects.current().filter(client__in=clients, measure="nprs", taken_on__gte=since.date())
    return [pain_row(readings, ASKED, client="client_id", pain="value", on="taken_on")]


ASKED_FOR = PainRows(_asked)
