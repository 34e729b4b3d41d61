"""An installation of a million: the crowd of `growth` and all that hangs on it, copied by PostgreSQL itself.

A copy has keys of its own, which still carry their time, and points at copies where the original points at what is copied. A
tenth of the crowd has been trained for a while first.
"""

# ruff: noqa: S608 -- SQL is put together from the names of models

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection
from django.db.models import CharField, EmailField, F, Field, Max, Model, UniqueConstraint, UUIDField
from django.utils import timezone

from backups.tables import copied_models
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from practitioners.network_records import NetworkOverview
from practitioners.overview import reckon_overview
from script.benchmarks.growth_crowd import make_installation
from script.benchmarks.years import add_weeks

COPIES = 100  # fewer than 256: they differ in the last byte of a key
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
    _do_what_is_due()
    NetworkOverview.objects.all().delete()  # there is one: it is reckoned of all
    _multiply(copied, COPIES)
    reckon_overview(today=timezone.localdate())


def _do_what_is_due() -> None:
    """What bulk_create has left to the sweeps is done once, and not by a sweep for each copy."""
    for sweep in sweeps_of_beat().values():
        sweep()


def sweeps_of_beat() -> dict[str, Callable[[], None]]:
    """Each once, in the order of their names."""
    current_app.loader.import_default_modules()
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    return {name: current_app.tasks[name] for name in sorted(names)}


def _multiply(models: list[type[Model]], times: int) -> None:
    largest = {model: _largest(model) for model in models}
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


def _largest(model: type[Model]) -> int | None:
    """The largest key where keys are numbers; None where they are UUIDs."""
    is_number = not isinstance(_key(model), UUIDField)
    return model._base_manager.aggregate(largest=Max("pk"))["largest"] if is_number else None


def _key(model: type[Model]) -> Any:
    """The field of the key; of one that is another table's key, that one's."""
    key: Any = model._meta.pk
    return key.target_field if key.is_relation else key


def _copied(field: "Field[Any, Any]", largest: Mapping[Any, int | None]) -> str:
    """The SQL of a field's value in copy `n`."""
    column = f'"{field.column}"'
    target = field.model if field.primary_key and not field.is_relation else field.related_model
    if isinstance(field, UUIDField) or (target in largest and largest[target] is None):
        bytes_of = f"uuid_send({column})"
        return f"encode(set_byte({bytes_of}, 15, get_byte({bytes_of}, 15) # n), 'hex')::uuid"
    if target in largest:
        return f"{column} + n * {largest[target]}"
    if not _is_of_one_copy(field, largest):
        return column
    return f"CASE {column} WHEN '' THEN '' ELSE n || '-' || {column} END"


def _is_of_one_copy(field: "Field[Any, Any]", largest: Mapping[Any, int | None]) -> bool:
    """Whether it is an address, or a text that has to be unique."""
    if isinstance(field, EmailField):
        return True
    unique = [names for names in _unique_names(field.model) if field.name in names]
    return isinstance(field, CharField) and any(not _has_copied_key(field.model, names, largest) for names in unique)


def _unique_names(model: type[Model]) -> Iterator[set[str]]:
    yield from ({field.name} for field in model._meta.local_concrete_fields if field.unique)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            # An expression is one of a field, such as Lower("email").
            inside = (source for each in constraint.expressions for source in _sources(each))
            yield {*constraint.fields, *(source.name for source in inside if isinstance(source, F))}  # type: ignore[attr-defined]


def _sources(expression: Any) -> list[Any]:
    return [expression] if isinstance(expression, F) else list(expression.get_source_expressions())


def _has_copied_key(model: type[Model], names: set[str], largest: Mapping[Any, int | None]) -> bool:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return any(isinstance(field, UUIDField) or field.related_model in largest for field in fields)
