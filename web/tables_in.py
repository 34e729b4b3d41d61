"""Tables in: a CSV file as people's spreadsheets write it, read whole or refused with the reason."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from web.tables import as_written
from web.uploads import MOST_BYTES

MOST_COLUMNS = 50
MOST_ROWS = 5_000
MOST_LINES = 4 * MOST_ROWS  # empty ones among them
MOST_CELL = 10_000  # characters
MOST_LINE = MOST_COLUMNS * MOST_CELL
CHUNK = 64 * 1024
SEPARATORS = ";,\t"
# How other files begin that somebody has given the ending .csv, such as a workbook (a zip), an old one, a PDF.
OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf", b"<!DOCTYPE", b"<html")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# A cell whose letters beyond ASCII are all UTF-8, and that has some.
UTF_8_CELL = re.compile(
    rb"(?<![^,;\t\r\n])[^,;\t\r\n\x80-\xff]*+"
    rb"(?:(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})[^,;\t\r\n\x80-\xff]*+)++"
    rb"(?![^,;\t\r\n])"
)
IN_QUOTES = re.compile(r'"(?:[^"]|"")*"')
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class UnreadableTableError(Exception):
    """The file is no table that could be read; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    number: int  # as a spreadsheet counts, the heading being 1
    cells: list[str]  # as many as there are columns


@dataclass(frozen=True)
class Table:
    columns: list[str]  # the heading, as it stands there
    rows: list[Row]  # those with anything in them
    separator: str


def read_table(content: bytes) -> Table:
    """The table in a CSV file: comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 with one, or cp1252.

    It is read as a stream, and no further than to the first limit that it goes beyond. Raises UnreadableTableError
    for what is no such file, and for one that is larger than anybody's list.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableTableError(_("The file is larger than 10 MB. Split it into several."))
    encoding = _encoding(content)
    separator, first_line = _separator(_beginning(content, encoding))
    columns: list[str] = []
    rows: list[Row] = []
    for number, cells in _filled_records(_text_of(content, encoding), separator, first_line):
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
        raise UnreadableTableError(_("The file is empty. Choose one with a heading and a row for each client."))
    if not rows:
        raise UnreadableTableError(
            _("The file has a heading and no rows below it. Choose one with your clients in it.")
        )
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


def _encoding(content: bytes) -> str:
    no_csv = _("This is not a CSV file. In your spreadsheet choose “Save as”, then “CSV”, and take that file.")
    if content[:CHUNK].lstrip().startswith(OTHER_FILES):
        raise UnreadableTableError(no_csv)
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        is_text = _is_text(content, encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        _refuse_mixed_encodings(content)
        is_text = _is_text(content, encoding)
    if not is_text:
        raise UnreadableTableError(no_csv)
    return encoding


def _text_of(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _beginning(content: bytes, encoding: str) -> str:
    return _text_of(content, encoding).read(20_000)


def _is_text(content: bytes, encoding: str) -> bool:
    """Whether it has nothing but characters that people type. Raises UnicodeDecodeError for another encoding."""
    text = _text_of(content, encoding)
    return not any(NO_TEXT.search(chunk) for chunk in iter(lambda: text.read(CHUNK), ""))


def _refuse_mixed_encodings(content: bytes) -> None:
    """For what older spreadsheets write in cp1252. Where some cells are UTF-8 all the same nobody can tell which is right."""
    encoding = "utf-8" if UTF_8_CELL.search(content) else "cp1252"
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableTableError(
            _(
                "Line %(line)d is in another encoding than the rest, so its accents would come out wrong. "
                "Save the file anew as “CSV UTF-8”."
            )
            % {"line": content.count(b"\n", 0, error.start) + 1}
        ) from error


# --- text to cells ------------------------------------------------------------------------


def _separator(beginning: str) -> tuple[str, int]:
    """What parts the cells, by the heading; and the line that the table begins with, after the one that tells Excel."""
    first = beginning.partition("\n")[0]
    told = re.fullmatch(r'"?sep=([;,\t])"?\r?', first.strip(" "))
    if told:
        return told.group(1), 1
    heading = IN_QUOTES.sub("", beginning).lstrip().split("\n", 1)[0]
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


def _filled_records(text: io.TextIOWrapper, separator: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """The records with anything in them, with their numbers as a spreadsheet counts."""
    for _line in range(first_line):
        text.readline()
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise UnreadableTableError(
                _("Line %(line)d can't be read: a quotation mark is missing or is one too many. Mend it there.")
                % {"line": reader.line_num}
            ) from error
        if record is None:
            return
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
