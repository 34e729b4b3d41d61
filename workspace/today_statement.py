"""The one statement of Today: every app's sources, sorted, counted and cut by the database.

The sources are compiled once a process; what the moment and the trainer decide takes its place in the parameters.
Rows of it name a client and a state. Whom they may be about (`care`) is asked anew each time, by the one door.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, CharField, DateTimeField, F, Func, IntegerField, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

import benefits.today
import careplan.today
import clients.today
import consent.today
import homework.today
import referrals.today
import sessions_log.today
from clients.today import Act, AtReading, Group, Lookup, Reading, Section, Source
from workspace.today_mail import mail_sources
from workspace.today_nudges import nudge_sources

Compiled = tuple[str, tuple[Any, ...]]
Care = Mapping[UUID, str]  # ClientUserObjectPermission.Kind by the key of the client

_COLUMNS = "source, section, urgency, code, topic, subject_id, item_id, client_id, practitioner_id, who, note, since"
_SUBJECT = "PARTITION BY client_id, topic, subject_id"
_SNOOZED = f"""
    snooze.id IS NOT NULL AND section NOT IN ({Section.NOW.value}, {Section.SESSIONS.value})
    AND (latest IS NULL OR latest <= snooze.snoozed_at)
"""
_STATEMENT = f"""
WITH care (id, held_as) AS ({{care}}),
items ({_COLUMNS}) AS {{whole}} ({{items}}),
subjects AS {{whole}} (
    SELECT items.*, COUNT(*) OVER ({_SUBJECT}) AS together, MAX(since) OVER ({_SUBJECT}) AS latest,
        ROW_NUMBER() OVER ({_SUBJECT} ORDER BY section, urgency, since, item_id) AS nth
    FROM items
),
placed AS (
    SELECT subjects.*, snooze.until, snooze.reason,
        CASE WHEN {_SNOOZED} THEN {Section.SNOOZED.value} ELSE section END AS place
    FROM subjects LEFT JOIN workspace_todaysnooze AS snooze
        ON snooze.trainer_id = %s AND snooze.until > %s AND snooze.client_id = subjects.client_id
        AND snooze.topic = subjects.topic AND snooze.subject_id = subjects.subject_id
    WHERE nth = 1
),
ranked AS (
    SELECT placed.*, COUNT(*) OVER (PARTITION BY place) AS total,
        ROW_NUMBER() OVER (PARTITION BY place ORDER BY urgency, since IS NULL, since, client_id, item_id) AS number
    FROM placed
)
"""  # noqa: S608 -- constants and the compiled sources
_ROWS = """
SELECT place, total, source, code, topic, subject_id, item_id, ranked.client_id, practitioner_id, who, note, since,
    together, until, reason, clients_client.name, practitioners_practitioner.name, care.held_as
FROM ranked
LEFT JOIN clients_client ON clients_client.id = ranked.client_id
LEFT JOIN practitioners_practitioner ON practitioners_practitioner.id = practitioner_id
LEFT JOIN care ON care.id = ranked.client_id
WHERE number > %s AND number <= %s{only}
ORDER BY place, number
"""
_NOBODY = "SELECT id, '' FROM clients_client WHERE 1 = 0"
_COUNTS = "SELECT DISTINCT place, total FROM ranked"


class IsOfCare(Func):
    """Whether a client is one of those in care. PostgreSQL takes them as one array: a join in each arm costs it more."""

    template = "%(expressions)s IN (SELECT id FROM care)"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s = ANY(ARRAY(SELECT id FROM care))", **extra)


@dataclass(frozen=True)
class Item:
    """One row of the statement: a client and a subject."""

    section: Section
    total: int  # of the section
    source: Source
    code: str
    topic: str
    subject_id: UUID
    key: UUID
    client_id: UUID | None
    practitioner_id: UUID | None
    who: str
    note: str
    since: datetime | None
    together: int  # rows about this subject
    until: Any  # date; None where it is not snoozed
    reason: str
    client_name: str
    held_as: str  # ClientUserObjectPermission.Kind


@dataclass(frozen=True)
class Wanted:
    """Which part of Today: rows `after` to `after + size` of each section, or of one alone.

    Of sections that stand `folded` there is one row, which tells how many they have.
    """

    section: Section | None = None
    group: Group | None = None
    subject: tuple[UUID, str, UUID] | None = None  # client, topic, key of the subject
    folded: frozenset[Section] = frozenset()
    after: int = 0
    size: int = 10


@cache
def sources() -> tuple[Source, ...]:
    """Those that are the same for everybody, at any time."""
    apps = (
        clients.today,
        careplan.today,
        sessions_log.today,
        homework.today,
        consent.today,
        referrals.today,
        benefits.today,
    )
    return (*chain.from_iterable(app.SOURCES for app in apps), *mail_sources(), *nudge_sources())


@cache
def _acts() -> dict[tuple[str, str], Act]:
    lines = ((source.topic, code, line) for source in sources() for code, line in source.lines.items())
    return {(topic, code): line.does for topic, code, line in lines if line.does and isinstance(topic, str)}


def act_named(topic: str, code: str) -> Act | None:
    """What the press on a row of this topic and code does; None where there is no such button."""
    return _acts().get((topic, code))


def items(care: Care, reading: Reading, wanted: Wanted, more: Sequence[Source] = ()) -> list[Item]:
    """The rows of Today that are wanted, in order, each with how many its section has (one query).

    `more` are sources of this moment alone.
    """
    conditions, values = _conditions(wanted)
    number = (wanted.after, wanted.after + wanted.size)
    arms = _all_arms(wanted.group, more)
    rows = _ask(_ROWS.format(only=conditions), (*number, *values), care, reading, arms)
    known = (*sources(), *more)
    return [_item(known, row) for row in rows]


def counts(care: Care, reading: Reading, more: Sequence[Source] = ()) -> Mapping[Section, int]:
    """How many rows each section has (one query)."""
    return {Section(place): total for place, total in _ask(_COUNTS, (), care, reading, _all_arms(None, more))}


def _conditions(wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    if wanted.subject is not None:
        client_id, topic, subject_id = wanted.subject
        key = UUIDField().get_db_prep_value
        sql = " AND ranked.client_id = %s AND topic = %s AND subject_id = %s"
        return sql, (key(client_id, connection), topic, key(subject_id, connection))
    if wanted.section:
        return " AND place = %s", (wanted.section.value,)
    if wanted.folded:
        places = ", ".join(str(section.value) for section in sorted(wanted.folded))
        return f" AND (number = 1 OR place NOT IN ({places}))", ()
    return "", ()


def _ask(
    select: str, values: tuple[Any, ...], care: Care, reading: Reading, arms: Sequence[Compiled]
) -> list[tuple[Any, ...]]:
    if not arms:
        return []
    key = UUIDField().get_db_prep_value
    rows = [(key(client_id, connection), kind) for client_id, kind in care.items()]
    care_sql = f"VALUES {', '.join(['(%s, %s)'] * len(rows))}" if rows else _NOBODY
    # Planned part by part: PostgreSQL would think longer about the whole than the whole takes.
    whole = "MATERIALIZED" if connection.vendor == "postgresql" else ""
    statement = _STATEMENT.format(whole=whole, care=care_sql, items=" UNION ALL ".join(sql for sql, _params in arms))
    snooze = (clients.today.TRAINER, clients.today.day_ago())
    params = [*chain.from_iterable(rows), *chain.from_iterable(params for _sql, params in arms), *snooze, *values]
    with connection.cursor() as cursor:
        cursor.execute(statement + select, [_at(reading, param) for param in params])
        return cursor.fetchall()


def _at(reading: Reading, param: Any) -> Any:
    return param.param(reading, connection) if isinstance(param, AtReading) else param


def _all_arms(group: Group | None, more: Sequence[Source]) -> list[Compiled]:
    numbered = enumerate(more, len(sources()))
    return [*_arms(group), *(_arm(number, source) for number, source in numbered if group in (None, source.group))]


@cache
def _arms(group: Group | None) -> tuple[Compiled, ...]:
    return tuple(_arm(number, source) for number, source in enumerate(sources()) if group in (None, source.group))


def _arm(number: int, source: Source) -> Compiled:
    """A source as one arm of the union, in the order of _COLUMNS."""
    key, text = UUIDField(), CharField()
    rows = source.rows.order_by()
    if source.is_of_care:
        rows = rows.filter(IsOfCare(F(source.client)))
    columns = {
        "t_source": Value(number, IntegerField()),
        "t_section": _expression(source.section, IntegerField()),
        "t_urgency": _expression(source.urgency, IntegerField()),
        "t_code": Cast(source.code, text) if source.code else Value(source.only_code, text),
        "t_topic": Value(source.topic, text) if isinstance(source.topic, str) else source.topic,
        "t_subject": Cast(source.subject, key),
        "t_key": Cast(source.key, key),
        "t_client": Cast(source.client if source.is_of_care else Value(None), key),
        "t_practitioner": _cast(source.practitioner, key),
        "t_who": Cast(source.who, text) if source.who else Value("", text),
        "t_note": Cast(source.note, text) if source.note else Value("", text),
        "t_since": _cast(source.since, DateTimeField()),
    }
    return rows.annotate(**columns).values_list(*columns).query.sql_with_params()


def _expression(value: int | Combinable, field: IntegerField) -> Combinable:
    return Value(int(value), field) if isinstance(value, int) else value


def _cast(value: Lookup, field: Any) -> Cast:
    return Cast(value or Value(None), field)


# --- from the database's types to ours ----------------------------------------------------


def _item(known: Sequence[Source], row: tuple[Any, ...]) -> Item:
    place, total, number, code, topic, subject, key, client, practitioner, who, note, since, *rest = row
    together, until, reason, client_name, practitioner_name, held_as = rest
    return Item(
        section=Section(place),
        total=total,
        source=known[number],
        code=code,
        topic=topic,
        subject_id=_key(subject),
        key=_key(key),
        client_id=_key(client) if client else None,
        practitioner_id=_key(practitioner) if practitioner else None,
        who=practitioner_name or who or "",
        note=note or "",
        since=_moment(since),
        together=together,
        until=until,
        reason=reason or "",
        client_name=client_name or "",
        held_as=held_as or "",
    )


def _key(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _moment(value: datetime | str | None) -> datetime | None:
    """SQLite gives text, in UTC."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


# --- the words themselves -----------------------------------------------------------------


def words_of(shown: Sequence[Item], reading: Reading) -> dict[tuple[Source, UUID], tuple[str, str]]:
    """What was said, and the remark beside it, by source and key (one query, or none).

    The looks at these rows' clients are in the access log by then.
    """
    keys: dict[Source, list[UUID]] = {}
    for item in shown:
        if item.source.words:
            keys.setdefault(item.source, []).append(item.key)
    known = list(keys)
    arms = [_words(number, source, keys[source]) for number, source in enumerate(known)]
    if not arms:
        return {}
    with connection.cursor() as cursor:
        params = [_at(reading, param) for _sql, params in arms for param in params]
        cursor.execute(" UNION ALL ".join(sql for sql, _params in arms), params)
        rows = cursor.fetchall()
    return {
        (known[number], _key(key)): (known[number].words_in_full(words), remark) for number, key, words, remark in rows
    }


def _words(number: int, source: Source, keys: list[UUID]) -> Compiled:
    text = CharField()
    columns = {
        "t_source": Value(number, IntegerField()),
        "t_key": Cast("pk", UUIDField()),
        "t_words": Cast(source.words, text),
        "t_remark": Cast(source.remark, text) if source.remark else Value("", text),
    }
    rows = source.rows.order_by().filter(pk__in=keys).annotate(**columns)
    return rows.values_list(*columns).query.sql_with_params()
