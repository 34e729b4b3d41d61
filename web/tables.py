"""Tables out: CSV that spreadsheets read, and take no formula from."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

# What begins a formula in a spreadsheet (OWASP ASVS 1.2.10).
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
APOSTROPHE = "'"


def harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; all else as it is.

    One that has the apostrophe already gets another, so that `as_written` gives back exactly what there was.
    """
    begins = isinstance(cell, str) and cell.lstrip(APOSTROPHE).startswith(BEGINS_A_FORMULA)
    return f"{APOSTROPHE}{cell}" if begins else cell


def as_written(cell: str) -> str:
    """A cell of a file without the one apostrophe that `harmless` put in front; any other stays."""
    rest = cell.removeprefix(APOSTROPHE)
    return rest if rest.lstrip(APOSTROPHE).startswith(BEGINS_A_FORMULA) else cell


def csv_of(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need for accents; a heading, then a line a row."""
    names = list(columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([harmless(row.get(name, "")) for name in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")
