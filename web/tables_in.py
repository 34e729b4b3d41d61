"""Tables in: a CSV file as people's spreadsheets write it, read whole or refused with the reason."""

import csv
import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from web.tables import as_written
from web.uploads import MOST_BYTES

MOST_COLUMNS = 50
MOST_ROWS = 5_000
SEPARATORS = ";,\t"
# How other files begin that somebody has given the ending .csv, such as a workbook (a zip), an old one, a PDF.
OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf", b"<!DOCTYPE", b"<html")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
A_CELL = re.compile(rb"[^,;\t\r\n]+")
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

    Raises UnreadableTableError for what is no such file, and for one that is larger than anybody's list.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableTableError(_("The file is larger than 10 MB. Split it into several."))
    empty = _("The file is empty. Choose one with a heading and a row for each client.")
    if not content.strip():
        raise UnreadableTableError(empty)
    text = _decoded(content)
    separator, text = _separator(text)
    records = list(enumerate(_records(text, separator), start=1))
    filled = [(number, cells) for number, cells in records if any(cell.strip() for cell in cells)]
    if not filled:
        raise UnreadableTableError(empty)
    columns = [name.strip() for name in filled[0][1]]
    while not columns[-1]:
        columns.pop()
    if len(columns) > MOST_COLUMNS:
        raise UnreadableTableError(
            _("The file has %(number)d columns; %(most)d are read at most. Take out those that aren't needed.")
            % {"number": len(columns), "most": MOST_COLUMNS}
        )
    rows = [Row(number, _in_columns(cells, len(columns), number)) for number, cells in filled[1:]]
    if not rows:
        raise UnreadableTableError(
            _("The file has a heading and no rows below it. Choose one with your clients in it.")
        )
    if len(rows) > MOST_ROWS:
        raise UnreadableTableError(
            _("The file has %(number)d rows; %(most)d are read at once. Split it into several.")
            % {"number": len(rows), "most": MOST_ROWS}
        )
    return Table(columns, rows, separator)


def _decoded(content: bytes) -> str:
    no_csv = _("This is not a CSV file. In your spreadsheet choose “Save as”, then “CSV”, and take that file.")
    if content.lstrip().startswith(OTHER_FILES):
        raise UnreadableTableError(no_csv)
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = _in_cp1252(content)
    if NO_TEXT.search(text):
        raise UnreadableTableError(no_csv)
    return text


def _in_cp1252(content: bytes) -> str:
    """What older spreadsheets write. Refused where some cells are UTF-8 all the same: nobody can tell which is right."""
    mixed = _(
        "Line %(line)d is in another encoding than the rest, so its accents would come out wrong. "
        "Save the file anew as “CSV UTF-8”."
    )
    cells = [match for match in A_CELL.finditer(content) if not match.group().isascii()]
    utf_8 = [_is_utf_8(match.group()) for match in cells]
    if any(utf_8):
        odd = cells[utf_8.index(False)] if False in utf_8 else cells[0]
        raise UnreadableTableError(mixed % {"line": content.count(b"\n", 0, odd.start()) + 1})
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableTableError(mixed % {"line": content.count(b"\n", 0, error.start) + 1}) from error


def _is_utf_8(cell: bytes) -> bool:
    try:
        cell.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: str) -> tuple[str, str]:
    """What parts the cells, by the heading; and the text without the line by which Excel is told."""
    first, _end, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=([;,\t])"?\r?', first.strip(" "))
    if told:
        return told.group(1), rest
    heading = IN_QUOTES.sub("", text[:20_000]).lstrip().split("\n", 1)[0]
    return max(SEPARATORS, key=lambda one: (heading.count(one), one == ",")), text


def _records(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [[as_written(cell) for cell in record] for record in reader]
    except csv.Error as error:
        raise UnreadableTableError(
            _("Line %(line)d can't be read: a quotation mark is missing or is one too many. Mend it there.")
            % {"line": reader.line_num}
        ) from error


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
