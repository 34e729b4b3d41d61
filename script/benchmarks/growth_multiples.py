"""An installation of a million: the crowd of `growth` and all that hangs on it, copied by PostgreSQL itself.

A copy has keys of its own, which still carry their time, and points at copies where the original points at what is copied. A
tenth of the crowd has been trained for a while first.
"""

# ruff: noqa: S608 -- SQL is put together from the names of models

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import CharField, F, Field, Max, Model, UniqueConstraint, UUIDField

from backups.tables import copied_models
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from script.benchmarks.growth_crowd import make_installation
from script.benchmarks.years import add_weeks

COPIES = 100
TRAINED = 10  # one in so many
WEEKS = 26


def make_multiplied(clients: int, *, weeks: int = WEEKS) -> None:
    """So many clients, a tenth of whom have trained twice a week for `weeks`."""
    shared = {model for model in copied_models(apps) if model._base_manager.exists()}
    make_installation(clients // COPIES)
    practitioners = list(Practitioner.objects.order_by("pk"))
    exercise = Exercise.objects.filter(owner=None).earliest("pk")
    for place, client in enumerate(Client.objects.order_by("pk")[::TRAINED]):
        add_weeks(client, practitioners[place % len(practitioners)], exercise, weeks=weeks)
    copied = [model for model in copied_models(apps) if model not in shared and model._base_manager.exists()]
    _multiply(copied, COPIES)


def _multiply(models: list[type[Model]], times: int) -> None:
    largest = {
        model: model._base_manager.aggregate(Max("pk"))["pk__max"] for model in models
    }  # of keys that are numbers
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # copies point where they should: no key is looked up
        for model in models:
            fields = [field for field in model._meta.local_concrete_fields if not field.generated]
            names = ", ".join(f'"{field.column}"' for field in fields)
            values = ", ".join(_copied(field, largest) for field in fields)
            table = model._meta.db_table
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}", generate_series(1, %s) AS n',
                [times - 1],
            )
        cursor.execute("SET session_replication_role = DEFAULT")
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _copied(field: "Field[Any, Any]", largest: Mapping[Any, Any]) -> str:
    """The SQL of a field's value in copy `n`."""
    column = f'"{field.column}"'
    target = field.model if field.primary_key and not field.is_relation else field.related_model
    if isinstance(field, UUIDField) or (target in largest and isinstance(largest[target], UUID)):
        return f"overlay({column}::text PLACING lpad(to_hex(n), 4, '0') FROM 25 FOR 4)::uuid"
    if target in largest:
        return f"{column} + n * {largest[target]}"
    is_distinct = isinstance(field, CharField) and any(
        field.name in names and not _has_copied_key(field.model, names, largest) for names in _unique_names(field.model)
    )
    return f"n || '-' || {column}" if is_distinct else column


def _unique_names(model: type[Model]) -> Iterator[set[str]]:
    yield from ({field.name} for field in model._meta.local_concrete_fields if field.unique)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            # An expression is one of a field, such as Lower("email").
            inside = (source for each in constraint.expressions for source in _sources(each))
            yield {*constraint.fields, *(source.name for source in inside if isinstance(source, F))}  # type: ignore[attr-defined]


def _sources(expression: Any) -> list[Any]:
    return [expression] if isinstance(expression, F) else list(expression.get_source_expressions())


def _has_copied_key(model: type[Model], names: set[str], largest: Mapping[Any, Any]) -> bool:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return any(isinstance(field, UUIDField) or field.related_model in largest for field in fields)
