"""Queries of Today: compiled once a process, planned once a connection, and asked with what a `Reading` decides."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Field, Func, QuerySet
from django.db.models.fields.json import JSONField

from clients.today import AtReading, Reading
from web.prepared import prepared_cursor, with_numbers


class _JsonField(JSONField):
    """JSON as text, which both databases take apart themselves."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str:  # noqa: FBT001, FBT002
        return json.dumps(value)


def _stored(key: UUID) -> str:
    return str(key) if connection.features.has_native_uuid_field else key.hex


def json_at_reading(keys: Callable[[Reading], Any]) -> AtReading:
    """Keys, or names by key, as one parameter of JSON, however many they are."""

    def stored(reading: Reading) -> Any:
        known = keys(reading)
        if isinstance(known, Mapping):
            return {_stored(key): name for key, name in known.items()}
        return [_stored(key) for key in known]

    return AtReading(stored, _JsonField())


CARE = json_at_reading(lambda reading: reading.care)
CARE_KEYS = json_at_reading(lambda reading: list(reading.care))


def reckoned_keys(topic: str) -> AtReading:
    """The keys that are reckoned before the statement is asked."""
    return json_at_reading(lambda reading: list(reading.reckoned_of(topic)))


class IsAmong(Func):
    """Whether a key is one of those that are known once Today is read."""

    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, key: str, keys: AtReading) -> None:
        super().__init__(F(key), keys)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="%(expressions)s))", arg_joiner=" IN (SELECT value FROM json_each("
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        joiner = " = ANY(ARRAY(SELECT jsonb_array_elements_text("
        return self.as_sql(compiler, connection, template="%(expressions)s)::uuid))", arg_joiner=joiner)


@dataclass(frozen=True)
class Statement:
    """A text for the database: parameters whose values a reading decides, then those that are chosen each time."""

    sql: str
    params: Sequence[Any]
    chosen: Sequence[Field]

    @classmethod
    def of(cls, sql: str, params: Iterable[Any], chosen: Sequence[Field] = ()) -> "Statement":
        """Of a text with %s; `chosen` are the fields of its last ones."""
        if connection.vendor != "postgresql":
            return cls(sql, tuple(params), chosen)
        numbers: dict[tuple[object, ...], tuple[int, AtReading | None]] = {}

        def number_of(param: Any) -> str:
            if isinstance(param, AtReading):
                kind = param.output_field.db_type(connection)
                number, _param = numbers.setdefault((param.value, kind), (len(numbers) + 1, param))
            elif isinstance(param, Field):
                kind, number = param.db_type(connection), len(numbers) + 1
                numbers[number,] = number, None
            else:
                return ""
            return f"${number}::{kind}"

        text = with_numbers(sql, [*params, *chosen], number_of)
        return cls(text, [param for _number, param in numbers.values() if param is not None], chosen)

    @classmethod
    def of_rows(cls, rows: QuerySet[Any, Any]) -> "Statement":
        return cls.of(*rows.query.sql_with_params())

    def rows(self, reading: Reading, *chosen: Any) -> list[tuple[Any, ...]]:
        """What the database answers, in its own types (one query)."""
        values = list(_values(self.params, reading))
        values += [field.get_db_prep_value(value, connection) for field, value in zip(self.chosen, chosen, strict=True)]
        with prepared_cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return cursor.fetchall()


def _values(params: Sequence[Any], reading: Reading) -> Iterator[Any]:
    """Each parameter as the reading has it; what comes many times (SQLite numbers none) is reckoned once."""
    known: dict[tuple[object, ...], Any] = {}
    for param in params:
        if not isinstance(param, AtReading):
            yield param
            continue
        key = param.value, type(param.output_field)
        if key not in known:
            known[key] = param.param(reading, connection)
        yield known[key]


def moment_of(value: datetime | str) -> datetime:
    """What the database has as a moment; SQLite gives text, in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
