"""Workbooks (XLSX): their first sheet as rows of text, and tables out as a workbook."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from web.tables import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGINS_A_ZIP = b"PK\x03\x04"
SHEETS = "xl/workbook.xml"  # what a zip has that is a workbook
MOST_UNPACKED = 64 * 1024 * 1024  # bytes: a small file may unpack to anything
DAMAGED = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError,
    KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError,
)  # fmt: skip


class UnreadableWorkbookError(Exception):
    """It is no workbook that could be read; the message says why and what to do."""


def is_workbook(content: bytes) -> bool:
    """Whether it is a zip that says it has sheets; the name it was sent under tells nothing."""
    if not content.startswith(BEGINS_A_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return SHEETS in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def rows_of_workbook(content: bytes, *, most_columns: int) -> Iterator[list[str]]:
    """The first sheet's rows, as text, with at most one column more than `most_columns`; formulas as last reckoned.

    Raises UnreadableWorkbookError for one that is damaged, locked by a password, or unpacks to more than anybody's list.
    """
    damaged = _("This workbook can't be read. Open it, save it anew as “Excel workbook (.xlsx)”, and take that file.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise UnreadableWorkbookError(
                _("The workbook holds far more than a list. Copy the list alone into a new workbook, and take that.")
            )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=most_columns + 1):
            yield [text_of(value) for value in row]
    except DAMAGED as error:
        raise UnreadableWorkbookError(damaged) from error


def text_of(value: object) -> str:
    """A cell's value as somebody would type it: a day as 1985-12-25, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def xlsx_of(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> bytes:
    """A workbook of one sheet: a heading in bold, then a line a row; every cell is text, and none a formula."""
    names = list(columns)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    heading = [WriteOnlyCell(sheet, name) for name in names]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for row in rows:
        sheet.append([_text_cell(sheet, harmless(row.get(name, ""))) for name in names])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _text_cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "n" if isinstance(value, int) else "s"
    return cell
