"""Two entries of one person become one, with all that hangs on them, and two again within 30 days.

What hangs on an entry is a column of a model that refers to it. A row goes over unless the other entry has one like it
already, where a key of the database allows one alone. What moved is kept, so that it comes back.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Model, Q, QuerySet, UniqueConstraint
from django.utils import timezone

from web.models import KeyedModel

UNDO_WITHIN = timedelta(days=30)


class MergeRefusedError(Exception):
    """The two can't be made one, or not two again; the message says why and what to do."""


class MergeRecord(KeyedModel):
    """One entry was made part of another, with what was moved: enough to undo it within 30 days."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    moved = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # name of what hangs: [keys of its rows]
    taken_over = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # field of `into`: [before, after]
    stayed = models.PositiveIntegerField(default=0)  # rows that stay with the entry
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-at"]

    @property
    def may_be_undone_until(self) -> datetime:
        return self.at + UNDO_WITHIN

    def is_too_late(self, now: datetime) -> bool:
        return bool(self.undone_at) or now > self.may_be_undone_until


@dataclass(frozen=True)
class Once:
    """Columns that two rows of one entry can't both have, while they fit `while_`."""

    columns: tuple[str, ...] = ()
    while_: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Hanging:
    """A column by which rows of a model hang on an entry, and what two rows of one entry can't both have."""

    model: type[Model]
    field: str
    once: tuple[Once, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label  # noqa: SLF001 -- the documented way

    def rows(self, entry: Model) -> QuerySet[Any]:
        manager = self.model._base_manager  # noqa: SLF001 -- the documented way to all of a model's rows
        return manager.filter(**{self.field: entry}).order_by("pk")

    def move(
        self, entry: Model, into: Model, *, stays: Callable[[Mapping[str, Any]], bool] | None = None, reads: str = ""
    ) -> tuple[list[Any], int]:
        """Moves the rows that may go; gives their keys, and how many stay. `stays` is asked with the column `reads`."""
        blocked = self._blocked(self.rows(entry), into)
        keys, left = [], 0
        for row in self.rows(entry).values(*{"pk", *filter(None, [reads])}):
            if row["pk"] in blocked or (stays is not None and stays(row)):
                left += 1
            else:
                keys.append(row["pk"])
        self._update(self.rows(entry).filter(pk__in=keys), into)
        return keys, left

    def move_back(self, keys: Collection[Any], entry: Model, *, into: Model) -> None:
        """But for what the entry has got anew meanwhile, and can have once."""
        rows = self.rows(into).filter(pk__in=keys)
        self._update(rows.exclude(pk__in=self._blocked(rows, entry)), entry)

    def _update(self, rows: QuerySet[Any], owner: Model) -> None:
        rows.order_by().update(**{self.field: owner})

    def _blocked(self, rows: QuerySet[Any], owner: Model) -> set[Any]:
        """The keys of those of which `owner` has one like it."""
        blocked: set[Any] = set()
        for once in self.once:
            present = set(self.rows(owner).filter(once.while_).values_list("pk", *once.columns))
            values = {row[1:] for row in present}
            blocked |= {
                row[0] for row in rows.filter(once.while_).values_list("pk", *once.columns) if row[1:] in values
            }
        return blocked


def hanging_on(target: type[Model]) -> list[Hanging]:
    """Every column that refers to a model, of all apps, with the keys that it is part of."""
    return [
        Hanging(model, field.name, tuple(_once_of(model, field)))
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001 -- the documented way
        if field.related_model is target
        and getattr(field, "db_constraint", False)  # a history's columns refer to nothing
    ]


def _once_of(model: type[Model], field: Any) -> Iterable[Once]:
    if field.unique:
        yield Once()
    for together in model._meta.unique_together:  # noqa: SLF001 -- the documented way
        if field.name in together:
            yield Once(tuple(name for name in together if name != field.name))
    for constraint in model._meta.constraints:  # noqa: SLF001 -- the documented way
        if not isinstance(constraint, UniqueConstraint):
            continue
        columns = {*constraint.fields, *_columns_in(constraint.expressions)}
        if field.name in columns:
            yield Once(tuple(sorted(columns - {field.name})), constraint.condition or Q())


def _columns_in(expressions: Iterable[Any]) -> set[str]:
    """The columns that a key of expressions is made of: two rows alike in them are taken to be alike in the key."""
    names: set[str] = set()
    for expression in expressions:
        if isinstance(expression, F):
            names.add(str(expression.name))  # type: ignore[attr-defined]
        else:
            names |= _columns_in(expression.get_source_expressions())
    return names


def fill(into: Model, entry: Model, names: Iterable[str]) -> dict[str, list[Any]]:
    """Sets what `into` has not and `entry` has; gives each field's value before and after. Nothing is saved."""
    empty = ("", None)
    taken = {
        name: [getattr(into, name), getattr(entry, name)]
        for name in names
        if getattr(into, name) in empty and getattr(entry, name) not in empty
    }
    for name, (_before, after) in taken.items():
        setattr(into, name, after)
    return taken


def given_back(into: Model, taken_over: Mapping[str, list[Any]]) -> list[str]:
    """What was filled in, unless somebody has written something else since."""
    return [name for name, (_before, after) in taken_over.items() if _as_json(getattr(into, name)) == after]


def _as_json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
