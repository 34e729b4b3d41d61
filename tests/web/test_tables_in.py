"""CSV files as people's spreadsheets write them come in whole; whatever else comes is refused with what to do."""

import io
import zipfile

import pytest

from web.tables import as_written, csv_of, harmless
from web.tables_in import UnreadableTableError, read_table

TEXT = 'Prénom;Nom;Note\r\nZoé;Bélanger;"deux\r\nlignes; et un point"\r\nÉlie;Côté;\r\n'
ROWS = [["Zoé", "Bélanger", "deux\r\nlignes; et un point"], ["Élie", "Côté", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_spreadsheets(encoding):
    table = read_table(TEXT.encode(encoding))
    assert table.columns == ["Prénom", "Nom", "Note"]
    assert [row.cells for row in table.rows] == ROWS
    assert [row.number for row in table.rows] == [2, 3]
    assert table.separator == ";"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_parts_the_cells_is_told_by_the_heading(separator):
    table = read_table(f'Name{separator}"Notes, or; so"\nAnn{separator}1\n'.encode())
    assert (table.columns, table.rows[0].cells) == (["Name", "Notes, or; so"], ["Ann", "1"])
    told = read_table(f"sep={separator}\r\nName{separator}X\r\nAnn{separator}1\r\n".encode())
    assert told.columns == ["Name", "X"]


def test_empty_rows_are_left_out_and_rows_keep_the_numbers_of_the_spreadsheet():
    table = read_table(b"\nName,E-mail,\n\n,,\nAnn\nBob,bob@home.example,\n")
    assert table.columns == ["Name", "E-mail"]
    assert [(row.number, row.cells) for row in table.rows] == [(5, ["Ann", ""]), (6, ["Bob", "bob@home.example"])]


def a_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b" \r\n;;\r\n", "The file is empty"),
        (b"Name,E-mail\r\n", "a heading and no rows"),
        (b"Name\n" + b"Ann\n" * 5001, "The file has more than 5000 rows"),
        (b"Name\n" + b"\n" * 20_001 + b"Ann\n", "The file has more than 20000 lines"),
        (b"Name\nAnn" + b"n" * 10_000 + b"\n", "Row 2 has a cell of more than 10000 characters"),
        (",".join(f"c{number}" for number in range(200)).encode() + b"\nx\n", "The file has 200 columns"),
        (a_zip(), "This is not a CSV file"),
        (b"%PDF-1.7 Name,E-mail\nx,y", "This is not a CSV file"),
        (b"Name,E-mail\n\x00\x01,y", "This is not a CSV file"),
        ("Name,Town\nZoé,Montréal\n".encode() + "Élie,Québec\n".encode("cp1252"), "Line 3 is in another encoding"),
        ("Name,Town\nZoé,".encode() + "Montréal\n".encode("cp1252"), "Line 2 is in another encoding"),
        ("Name\nZoé\n".encode("utf-8-sig") + "Élie\n".encode("cp1252"), "is in another encoding"),
        (b'Name,Town\nAnn,"Ottawa\nBob,Hull\n', "a quotation mark is missing"),
        (b'Name,Town\nAnn,"Ot"tawa\n', "Line 2 can't be read"),
        (b"Name,Town\nAnn,Ottawa, Ontario\n", "Row 2 has more cells than the heading"),
        (b"Name\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_bad_files_are_refused_with_the_reason(content, reason):
    with pytest.raises(UnreadableTableError, match=reason):
        read_table(content)


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1 613 555 0100", "-5", "@x", "\tx", "'x", "'=1+1", "''-5", "'", "", "O'Neill", "x=1", "'a=1", "Zoë"],
)
def test_what_goes_out_comes_back_and_begins_no_formula(cell):
    out = harmless(cell)
    assert not out.startswith(("=", "+", "-", "@", "\t"))
    assert as_written(out) == cell
    [row] = read_table(csv_of([{"Name": "x", "Cell": cell}], ["Name", "Cell"])).rows
    assert row.cells[1] == cell
