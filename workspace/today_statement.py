"""The one statement of Today: every app's sources, sorted, counted and cut by the database.

The statement is compiled once a process, and planned once a connection; what the moment and the trainer decide takes
its place in the parameters. Rows of it name a client and a state. Whom they may be about (`Reading.care`) is asked anew
each time, by the one door.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, DateTimeField, Field, IntegerField, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

import benefits.today
import careplan.today
import clients.today
import consent.today
import homework.today
import referrals.today
import reports.today
import sessions_log.today
from clients.today import Act, Group, Lookup, Reading, Section, Source
from clients.today_query import CARE, CARE_KEYS, IsAmong, Statement, moment_of, reckoned_keys
from workspace.today_mail import mail_sources
from workspace.today_nudges import nudge_sources

Compiled = tuple[str, tuple[Any, ...]]

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
# Planned part by part: PostgreSQL would think longer about the whole than the whole takes.
_POSTGRESQL = {"whole": "MATERIALIZED", "care": "SELECT key::uuid, value FROM jsonb_each_text(%s)"}
_SQLITE = {"whole": "", "care": "SELECT key, value FROM json_each(%s)"}
_NUMBERS = (IntegerField(), IntegerField())
_WORDS = "words"  # the keys of the rows whose words are read
_SUBJECT_FIELDS = (UUIDField(), CharField(), UUIDField())
_COUNTS = "SELECT DISTINCT place, total FROM ranked"


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
        reports.today,
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


def items(reading: Reading, wanted: Wanted) -> list[Item]:
    """The rows of Today that are wanted, in order, each with how many its section has (one query)."""
    only, fields, values = _conditions(wanted)
    statement = _statement(_ROWS.format(only=only), wanted.group, (*_NUMBERS, *fields))
    return [_item(row) for row in statement.rows(reading, wanted.after, wanted.after + wanted.size, *values)]


def counts(reading: Reading) -> Mapping[Section, int]:
    """How many rows each section has (one query)."""
    return {Section(place): total for place, total in _statement(_COUNTS, None, ()).rows(reading)}


def _conditions(wanted: Wanted) -> tuple[str, tuple[Field, ...], tuple[Any, ...]]:
    """Which rows alone, in SQL; the kinds of its values, and these."""
    if wanted.subject is not None:
        return " AND ranked.client_id = %s AND topic = %s AND subject_id = %s", _SUBJECT_FIELDS, wanted.subject
    if wanted.section:
        return " AND place = %s", (IntegerField(),), (wanted.section.value,)
    if wanted.folded:
        places = ", ".join(str(section.value) for section in sorted(wanted.folded))
        return f" AND (number = 1 OR place NOT IN ({places}))", (), ()
    return "", (), ()


@cache
def _statement(select: str, group: Group | None, chosen: tuple[Field, ...]) -> Statement:
    """Of one group's sources or of all; `chosen` are the kinds of the values in `select`."""
    arms = [_arm(number, source) for number, source in enumerate(sources()) if group in (None, source.group)]
    words = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    sql = _STATEMENT.format(items=" UNION ALL ".join(sql for sql, _params in arms), **words) + select
    params = chain.from_iterable(params for _sql, params in arms)
    return Statement.of(sql, [CARE, *params, clients.today.TRAINER, clients.today.day_ago()], chosen)


def _arm(number: int, source: Source) -> Compiled:
    """A source as one arm of the union, in the order of _COLUMNS."""
    key, text = UUIDField(), CharField()
    rows = source.rows.order_by()
    if source.is_of_care:
        rows = rows.filter(IsAmong(source.client, CARE_KEYS))
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


def _item(row: tuple[Any, ...]) -> Item:
    place, total, number, code, topic, subject, key, client, practitioner, who, note, since, *rest = row
    together, until, reason, client_name, practitioner_name, held_as = rest
    return Item(
        section=Section(place),
        total=total,
        source=sources()[number],
        code=code,
        topic=topic,
        subject_id=_key(subject),
        key=_key(key),
        client_id=_key(client) if client else None,
        practitioner_id=_key(practitioner) if practitioner else None,
        who=practitioner_name or who or "",
        note=note or "",
        since=moment_of(since) if since else None,
        together=together,
        until=until,
        reason=reason or "",
        client_name=client_name or "",
        held_as=held_as or "",
    )


def _key(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


# --- the words themselves -----------------------------------------------------------------


def words_of(shown: Sequence[Item], reading: Reading) -> dict[tuple[Source, UUID], tuple[str, str]]:
    """What was said, and the remark beside it, by source and key (one query, or none).

    The looks at these rows' clients are in the access log by then.
    """
    keys: dict[Source, list[UUID]] = {}
    for item in shown:
        if item.source.words:
            keys.setdefault(item.source, []).append(item.key)
    if not keys:
        return {}
    with_keys = replace(
        reading, reckoned={**reading.reckoned, _WORDS: dict.fromkeys(chain.from_iterable(keys.values()))}
    )
    known = sorted(keys, key=sources().index)
    rows = _words_statement(tuple(known)).rows(with_keys)
    return {
        (known[number], _key(key)): (known[number].words_in_full(words, reading), remark)
        for number, key, words, remark in rows
    }


@cache
def _words_statement(known: tuple[Source, ...]) -> Statement:
    arms = [_words(number, source) for number, source in enumerate(known)]
    params = chain.from_iterable(params for _sql, params in arms)
    return Statement.of(" UNION ALL ".join(sql for sql, _params in arms), params)


def _words(number: int, source: Source) -> Compiled:
    text = CharField()
    columns = {
        "t_source": Value(number, IntegerField()),
        "t_key": Cast("pk", UUIDField()),
        "t_words": Cast(source.words, text),
        "t_remark": Cast(source.remark, text) if source.remark else Value("", text),
    }
    rows = source.rows.order_by().filter(IsAmong("pk", reckoned_keys(_WORDS))).annotate(**columns)
    return rows.values_list(*columns).query.sql_with_params()
