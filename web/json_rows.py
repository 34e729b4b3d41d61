"""The rows of a subquery packed into one column, for what a page reads of many rows at once: as JSON, a list a row.

A text, number, bool or None comes as such, a day, time or key as text.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, JSONField
from django.db.models.functions import JSONArray


class JsonRows(Aggregate):
    """JsonRows("name", "on"): [["Ana", "2026-11-23"], …] of the group; None where there is no row."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def __init__(self, *fields: str) -> None:
        super().__init__(JSONArray(*fields))

    def as_postgresql(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra_context)


def moment_in(text: str) -> datetime:
    """A time of such a row; SQLite keeps it without its zone, in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
