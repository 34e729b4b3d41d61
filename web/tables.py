"""Tables out: CSV that spreadsheets read, and take no formula from."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

# What begins a formula in a spreadsheet (OWASP ASVS 1.2.10).
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; all else as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA) else cell


def csv_of(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need for accents; a heading, then a line a row."""
    names = list(columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([harmless(row.get(name, "")) for name in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")
