"""A file of people on its way in: what is kept of it until it is confirmed, and what is found out about its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now, gettext_lazy as _

from web.models import KeyedModel, LineField
from web.person_names import PersonName, read_name
from web.tables import csv_of

OPEN_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Problem:
    """What is wrong: the number of the row in the file, the heading of the column, what stands there, and why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Skipped:
    row: int
    name: str
    why: str | Promise


class RowError(Exception):
    """A row can't be taken: which field, and why."""

    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(reason)
        self.field_name, self.reason = field_name, reason


@dataclass(frozen=True)
class NameInFile:
    """A name as it was read, and the cell that it was read from."""

    read: PersonName
    cell: str

    @property
    def differs(self) -> bool:
        return self.cell != self.read.whole


def name_in_file(typed: dict[str, str]) -> NameInFile:
    """The name of a row: in one column, or the first name in one of its own."""
    first, last = typed.get("first_name", ""), typed.get("name", "")
    if not first:
        return NameInFile(read_name(last), last)
    given = read_name(first)
    return NameInFile(PersonName(given.title, given.whole, " ".join(last.split())), f"{first} {last}".strip())


class TableImport(KeyedModel):
    """Its rows are kept until it is confirmed, and for a day at most."""

    class State(models.TextChoices):
        OPEN = "open", _("not confirmed yet")
        DONE = "done", _("imported")
        UNDONE = "undone", _("taken back")

    undo_within = timedelta(hours=24)

    columns = models.JSONField(default=list)  # the headings, in their order
    rows = models.JSONField(default=list)  # [number in the file, [a cell for each column]]
    separator = LineField(max_length=1, default=",", blank=True)  # none in a workbook
    matched = models.JSONField(default=dict)  # a field: the number of its column; empty until matched
    # Whether rows with something wrong in them stay out, and the others come in.
    leaves_out_wrong = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)  # how many were new, changed, unchanged, skipped
    undo = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # what is needed to take it back
    not_undone = models.JSONField(default=list)  # [key, why]: what could not be taken back

    class Meta:
        abstract = True

    def may_be_undone(self, now: datetime | None = None) -> bool:
        """For as long as `undo_within` says, from when it was confirmed."""
        return (
            self.done_at is not None
            and self.state == self.State.DONE
            and ((now or timezone.now()) <= self.done_at + self.undo_within)
        )

    state: Any = models.CharField(max_length=6, choices=State, default=State.OPEN)

    def heading_of(self, field: str, otherwise: str = "") -> str:
        """The heading of the column that has a field, as it stands in the file."""
        column = self.matched.get(field)
        return otherwise if column is None else self.columns[column]

    def cells_of(self, cells: list[str]) -> dict[str, str]:
        """A row's cells by their fields, without what stands around them."""
        in_order = sorted(self.matched.items(), key=lambda item: item[1])
        return {name: cells[column].strip() for name, column in in_order}


def problems_as_csv(problems: Iterable[Problem]) -> bytes:
    """All that is wrong, to take away and mend."""
    names = [_now("Row"), _now("Column"), _now("Value"), _now("Reason")]
    rows = [
        dict(zip(names, (problem.row, problem.column, problem.value, problem.reason), strict=True))
        for problem in problems
    ]
    return csv_of(rows, names)
