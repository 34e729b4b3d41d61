"""All rows of all tables, written as lines of JSON and read again the same, on SQLite and on PostgreSQL."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connections, models
from django.db.models import Field, ForeignKey, JSONField, Model

from backups.archive import BackupError

BATCH = 500  # rows
# Who is signed in where: a browser signs in again, and none comes back that was signed out since.
LEFT_OUT = {"sessions.session", "usersessions.usersession", "consent.viewersession"}


def check_unused(using: str, *, place: str) -> None:
    """Raises BackupError where somebody works with the database, or it has tables of another application."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if tables and "accounts_user" not in tables:
        raise BackupError(f"There are tables of something else in {place}: an empty database is needed.")
    if not tables:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
        if cursor.fetchone():
            raise BackupError(f"There are people in {place}: an empty database is needed.")


def copied_models(apps: Apps) -> list[type[Model]]:
    """Those whose rows are kept, in the order of their labels; tables of many-to-many fields among them."""
    wanted = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(wanted, key=lambda model: model._meta.label_lower)


def read_lines(model: type[Model], using: str) -> Iterator[bytes]:
    """Each row as a line, in the order of keys."""
    fields = _columns(model)
    rows = model._base_manager.using(using).order_by("pk")
    for row in rows.iterator(chunk_size=BATCH):
        values = {field.attname: _written(field, row) for field in fields}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def write_lines(model: type[Model], lines: Iterable[bytes], using: str) -> None:
    """Adds the rows as they were: no default, no signal, no time of now."""
    fields = _columns(model)
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        rows = [_row(model, fields, json.loads(line)) for line in batch]
        model._base_manager._insert(rows, fields=fields, using=using, raw=True)  # type: ignore[attr-defined]


def empty_table(model: type[Model], using: str) -> None:
    """Of what migrations put in; an append-only table refuses even to delete nothing."""
    rows = model._base_manager.using(using)
    if rows.exists():
        rows.all()._raw_delete(using)


def count_on(kept_models: Iterable[type[Model]], using: str) -> None:
    """Lets keys that the database counts go on after the greatest one."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kept_models)):
            cursor.execute(statement)


class Digest:
    """How many lines there were, and a hash of them all in whatever order (databases sort text differently)."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def passing(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.rows += 1
            self._sum += int.from_bytes(sha256(line).digest())
            yield line

    @property
    def value(self) -> list[int | str]:
        return [self.rows, f"{self._sum % 2**256:064x}"]


def digest_of(model: type[Model], using: str) -> list[int | str]:
    digest = Digest()
    for _line in digest.passing(read_lines(model, using)):
        pass
    return digest.value


def _columns(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.local_concrete_fields if not isinstance(field, models.GeneratedField)]


def _written(field: "Field[Any, Any]", row: Model) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(field, JSONField):
        return value
    return field.value_to_string(row)


def _row(model: type[Model], fields: "list[Field[Any, Any]]", values: dict[str, Any]) -> Model:
    return model(**{field.attname: _read(field, values[field.attname]) for field in fields})


def _read(field: "Field[Any, Any]", value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    while isinstance(field, ForeignKey):
        field = field.target_field
    return field.to_python(value)
