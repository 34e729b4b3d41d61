"""The page with which a client's download opens: in short first, then every table in their own words; HTML and PDF."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from client_portal.download_words import column_words, table_words
from client_portal.in_short import in_short
from clients.export import Rows, Table
from clients.models import Client
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS
from measures.catalogue import MEASURES
from practitioners.models import Discipline
from web.numbers import number_words
from web.words import StrOrPromise, labelled

ROWS_SHOWN = 12  # of a table; its file has all
# What columns that hold keys mean, besides choices of a field.
TAGS: dict[str, Mapping[Any, Any]] = {
    "patterns": PATTERNS,
    "regions": REGIONS,
    "attributes": ATTRIBUTES,
    "measure": {code: measure.name for code, measure in MEASURES.items()},
}
TECHNICAL = {"id", "content", "wording", "wording_version"}


@dataclass(frozen=True)
class Section:
    title: StrOrPromise
    rows: list[list[tuple[StrOrPromise, str]]]
    more: int
    file: str


def file_name(table: str) -> str:
    """ "Exercices prescrits.csv" in French."""
    return f"{table_words(table)}.csv"


def page_of(client: Client, tables: Mapping[str, Rows], known: Mapping[str, Table], *, now: datetime) -> str:
    """The HTML of the page, in the language that is active; it refers to nothing outside itself."""
    sections = [_section(client, name, rows, known.get(name)) for name, rows in tables.items() if rows]
    context = {
        "client": client,
        "short": in_short(client, now=now),
        "sections": sections,
        "as_of": now.astimezone(client.zone),
    }
    return render_to_string("client_portal/download_page.html", context)


def _section(client: Client, name: str, rows: Rows, table: Table | None) -> Section:
    labels = _labels(table) if table else {}
    latest = rows[-ROWS_SHOWN:][::-1]
    shown = [
        [(column_words(column), words) for column, words in _cells(client, row, labels) if words] for row in latest
    ]
    return Section(table_words(name), shown, len(rows) - len(latest), file_name(name))


def _cells(
    client: Client, row: Mapping[str, Any], labels: Mapping[str, Mapping[Any, StrOrPromise]]
) -> Iterable[tuple[str, str]]:
    """What people read of a row; keys are for programs."""
    for column, value in row.items():
        is_key = column in TECHNICAL or (hasattr(value, "hex") and not isinstance(value, float))
        if not is_key and value not in (None, "", [], {}):
            yield column, _words(client, _labelled(value, labels.get(column, {})))


def _labelled(value: Any, labels: Mapping[Any, StrOrPromise]) -> Any:
    """A value with choices by its words, and so each of a list."""
    if isinstance(value, list):
        return [_labelled(part, labels) for part in value]
    return labels.get(value, value) if isinstance(value, str | int) else value


def _words(client: Client, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(value.astimezone(client.zone), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Decimal):
        return number_words(value)
    if isinstance(value, list):
        return ", ".join(_words(client, part) for part in value)
    if isinstance(value, dict):
        return "; ".join(labelled(name, _words(client, part)) for name, part in value.items())
    return str(value)


def _labels(table: Table) -> dict[str, Mapping[Any, Any]]:
    """The words of each column that has choices, names of disciplines or tags of exercises, by its value."""
    model = table.rows.model
    choices = {column: _choices(model, lookup) for column, lookup in table.columns.items()}
    disciplines = [column for column, lookup in table.columns.items() if lookup.endswith("discipline__name_en")]
    names = {discipline.name_en: discipline.name for discipline in Discipline.objects.all()} if disciplines else {}
    tags = {column: TAGS[column] for column in table.columns if column in TAGS}
    return choices | dict.fromkeys(disciplines, names) | tags


def _choices(model: type[Model], lookup: str) -> dict[Any, StrOrPromise]:
    *path, last = lookup.split("__")
    try:
        for name in path:
            model = _field(model, name).related_model
        return dict(getattr(_field(model, last), "flatchoices", []))
    except FieldDoesNotExist:
        return {}


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)  # noqa: SLF001 -- the documented way to a model's fields
