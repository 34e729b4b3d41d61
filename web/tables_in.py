"""Tables in: a CSV file or a workbook as people's spreadsheets write it, read whole or refused with the reason."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from web.charsets import CHUNK, UnclearCharsetError, UnreadableTextError, charset_of
from web.tables import as_written
from web.uploads import MOST_BYTES
from web.workbooks import BEGINS_A_ZIP, UnreadableWorkbookError, is_workbook, rows_of_workbook

MOST_COLUMNS = 50
MOST_ROWS = 5_000
MOST_LINES = 4 * MOST_ROWS  # empty ones among them
MOST_CELL = 10_000  # characters
MOST_LINE = MOST_COLUMNS * MOST_CELL
MOST_WORKBOOK_COLUMNS = 1_000  # so far it is counted how many there are
SEPARATORS = ";,\t"
# How other files begin that somebody has given the ending .csv, such as an old workbook, a PDF.
OTHER_FILES = (BEGINS_A_ZIP, b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf", b"<!DOCTYPE", b"<html")
IN_QUOTES = re.compile(r'"(?:[^"]|"")*"')
LINE_END = re.compile(r"\r\n|\r|\n")


class UnreadableTableError(Exception):
    """The file is no table that could be read; the message says why and what to do.

    `may_be_told`: it can be, once somebody has said whether its accents are Windows' or a Mac's.
    """

    def __init__(self, message: str, *, may_be_told: bool = False) -> None:
        super().__init__(message)
        self.may_be_told = may_be_told


@dataclass(frozen=True)
class Row:
    number: int  # as a spreadsheet counts, the heading being 1
    cells: list[str]  # as many as there are columns


@dataclass(frozen=True)
class Table:
    columns: list[str]  # the heading, as it stands there
    rows: list[Row]  # those with anything in them
    separator: str


def read_table(content: bytes, *, charset: str = "") -> Table:
    """The table in a CSV file (comma, semicolon or tab; in an encoding of `web/charsets.py`) or on a workbook's first sheet.

    It is read as a stream, and no further than to the first limit that it goes beyond. `charset` is what somebody has
    said of a file that does not tell. Raises UnreadableTableError for what is no such file, and for one that is larger
    than anybody's list.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableTableError(_("The file is larger than 10 MB. Split it into several."))
    if is_workbook(content):
        return _table_of(_workbook_records(content), separator="")
    encoding = _encoding(content, charset)
    separator, first_line = _separator(_beginning(content, encoding))
    return _table_of(_csv_records(_text_of(content, encoding), separator, first_line), separator=separator)


def _table_of(records: Iterator[list[str]], *, separator: str) -> Table:
    columns: list[str] = []
    rows: list[Row] = []
    for number, cells in _filled(records):
        if not columns:
            columns = _heading(cells)
            continue
        if len(rows) == MOST_ROWS:
            raise UnreadableTableError(
                _("The file has more than %(most)d rows; so many are read at once. Split it into several.")
                % {"most": MOST_ROWS}
            )
        rows.append(Row(number, _in_columns(cells, len(columns), number)))
    if not columns:
        raise UnreadableTableError(_("The file is empty. Choose one with a heading and a row for each person."))
    if not rows:
        raise UnreadableTableError(_("The file has a heading and no rows below it. Choose one with people in it."))
    return Table(columns, rows, separator)


def _heading(cells: list[str]) -> list[str]:
    columns = [name.strip() for name in cells]
    while not columns[-1]:
        columns.pop()
    if len(columns) > MOST_COLUMNS:
        raise UnreadableTableError(
            _("The file has %(number)d columns; %(most)d are read at most. Take out those that aren't needed.")
            % {"number": len(columns), "most": MOST_COLUMNS}
        )
    return columns


# --- bytes to text ------------------------------------------------------------------------


def _encoding(content: bytes, told: str) -> str:
    no_table = _(
        "This is neither a CSV file nor a workbook (.xlsx). "
        "In your spreadsheet choose “Save as”, then one of these, and take that file."
    )
    if content[:CHUNK].lstrip().startswith(OTHER_FILES):
        raise UnreadableTableError(no_table)
    try:
        encoding = charset_of(content, told=told)
    except UnreadableTextError as error:
        raise UnreadableTableError(str(error), may_be_told=isinstance(error, UnclearCharsetError)) from error
    if encoding is None:
        raise UnreadableTableError(no_table)
    return encoding


def _text_of(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _beginning(content: bytes, encoding: str) -> str:
    return _text_of(content, encoding).read(20_000)


# --- text to cells ------------------------------------------------------------------------


def _separator(beginning: str) -> tuple[str, int]:
    """What parts the cells, by the heading; and the line that the table begins with, after the one that tells Excel."""
    first = LINE_END.split(beginning, maxsplit=1)[0]
    told = re.fullmatch(r'"?sep=([;,\t])"?', first.strip(" "))
    if told:
        return told.group(1), 1
    heading = LINE_END.split(IN_QUOTES.sub("", beginning).lstrip(), maxsplit=1)[0]
    return max(SEPARATORS, key=lambda mark: (heading.count(mark), mark == ",")), 0


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Line by line, none of them longer than any row."""
    for number, line in enumerate(iter(lambda: text.readline(MOST_LINE + 1), ""), start=1):
        if len(line) > MOST_LINE:
            raise UnreadableTableError(
                _("Line %(line)d is longer than %(most)d columns can be. Take out the columns that aren't needed.")
                % {"line": number, "most": MOST_COLUMNS}
            )
        yield line


def _csv_records(text: io.TextIOWrapper, separator: str, first_line: int) -> Iterator[list[str]]:
    for _line in range(first_line):
        text.readline()
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise UnreadableTableError(
                _("Line %(line)d can't be read: a quotation mark is missing or is one too many. Mend it there.")
                % {"line": reader.line_num}
            ) from error
        if record is None:
            return
        yield record


def _workbook_records(content: bytes) -> Iterator[list[str]]:
    try:
        yield from rows_of_workbook(content, most_columns=MOST_WORKBOOK_COLUMNS)
    except UnreadableWorkbookError as error:
        raise UnreadableTableError(str(error)) from error


def _filled(records: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The records with anything in them, with their numbers as a spreadsheet counts."""
    for number, record in enumerate(records, start=1):
        if number > MOST_LINES:
            raise UnreadableTableError(
                _("The file has more than %(most)d lines. Take out the empty ones, or split it.") % {"most": MOST_LINES}
            )
        if any(len(cell) > MOST_CELL for cell in record):
            raise UnreadableTableError(
                _("Row %(row)d has a cell of more than %(most)d characters. Is a quotation mark missing?")
                % {"row": number, "most": MOST_CELL}
            )
        if any(cell.strip() for cell in record):
            yield number, [as_written(cell) for cell in record]


def _in_columns(cells: list[str], width: int, number: int) -> list[str]:
    if any(cell.strip() for cell in cells[width:]):
        raise UnreadableTableError(
            _(
                "Row %(row)d has more cells than the heading. Is there a comma or a semicolon in a text without "
                "quotation marks around it?"
            )
            % {"row": number}
        )
    return [*cells[:width], *[""] * (width - len(cells))]
