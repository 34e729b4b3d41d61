"""Statements that PostgreSQL plans once a connection, where planning one takes it longer than running it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor
from psycopg.sql import Literal


class _PreparedCursor(RawCursor[Any]):
    """Prepares each statement when it is first run; its parameters are numbered, so that none is sent twice."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PreparedCursor":
        # Django switches preparing off for a connection, as other statements have their values in the text.
        self.connection.prepare_threshold = 0
        try:
            return super().execute(query, params, **options | {"prepare": True})
        finally:
            self.connection.prepare_threshold = None

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # which a prepared one leaves out, and Django logs
        return self._query


def prepared_cursor() -> CursorWrapper:
    """A cursor of Django's PostgreSQL connection for statements with $1, $2, …, which are kept as long as it is open."""
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    raw: Any = _PreparedCursor(connection.connection)
    return wrap(raw)


def with_numbers(sql: str, params: Sequence[Any], number_of: Callable[[Any], str]) -> str:
    """The statement with $1, $2, … in the place of %s; a parameter for which `number_of` says "" is written out."""
    connection.ensure_connection()
    return sql % tuple(number_of(param) or Literal(param).as_string(connection.connection) for param in params)
