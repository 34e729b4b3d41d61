"""CSV files as people's spreadsheets write them come in whole; whatever else comes is refused with what to do."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.web.workbook import workbook
from web.tables import as_written, csv_of, harmless
from web.tables_in import UnreadableTableError, read_table
from web.workbooks import xlsx_of

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
        (a_zip(), "This workbook can.t be read"),
        (b"%PDF-1.7 Name,E-mail\nx,y", "neither a CSV file nor a workbook"),
        (b"Name,E-mail\n\x00\x01,y", "neither a CSV file nor a workbook"),
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


@pytest.mark.parametrize("name", ["Zoé Bélanger", "Élie Côté", "Ève", "García Márquez", "Anaïs Lefèvre", "François"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_windows_and_mac_are_told_apart_by_what_makes_sense(name, encoding):
    [row] = read_table(f"Name,Town\r{name},Montréal\r".encode(encoding)).rows
    assert row.cells == [name, "Montréal"]


def test_what_makes_sense_in_both_is_asked_about_and_read_as_told():
    content = "Name\nDíaz\n".encode("mac_roman")
    with pytest.raises(UnreadableTableError, match="in two ways") as refused:
        read_table(content)
    assert refused.value.may_be_told
    assert read_table(content, charset="mac_roman").rows[0].cells == ["Díaz"]


def test_a_workbook_is_read_as_a_csv_file_is():
    content = workbook(["Name", "Seen", "Number"], [], ["Ann", date(2026, 1, 2), 12.0], [" "], ["Bo", True, 1.5])
    table = read_table(content)
    assert table.columns == ["Name", "Seen", "Number"]
    assert [(row.number, row.cells) for row in table.rows] == [
        (3, ["Ann", "2026-01-02", "12"]),
        (5, ["Bo", "yes", "1.5"]),
    ]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[f"c{number}" for number in range(200)], ["x"]], "The file has 200 columns"),
        ([["Name"]], "a heading and no rows"),
        ([["Name"], ["Ann", "left", "over"]], "more cells than the heading"),
    ],
)
def test_a_workbook_has_the_same_limits(rows, reason):
    with pytest.raises(UnreadableTableError, match=reason):
        read_table(workbook(*rows))


def test_a_workbook_that_unpacks_to_anything_is_not_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/sharedStrings.xml", b"0" * (65 * 1024 * 1024))
    with pytest.raises(UnreadableTableError, match="far more than a list"):
        read_table(content.getvalue())


@pytest.mark.parametrize("cell", ["=1+1", "+1 613 555 0100", "-5", "@x", "'x", "O'Neill", "Zoë"])
def test_a_workbook_that_goes_out_comes_back_and_has_no_formula(cell):
    content = xlsx_of([{"Name": "x", "Cell": cell}], ["Name", "Cell"])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["B2"].data_type == "s"
    assert not sheet["B2"].value.startswith(("=", "+", "-", "@"))
    assert read_table(content).rows[0].cells[1] == cell
