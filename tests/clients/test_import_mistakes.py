"""What is wrong in a file of clients is told, all at once and where it is, and nothing of it comes in."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from clients.models import Client, ClientImport
from tests.clients.importing import confirm, figures, preview, problems, upload, uploaded
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"Name,E-mail\n", "a heading and no rows"),
        (b"Name\n" + b"Ann\n" * 5001, "more than 5000 rows"),
        (",".join(f"c{number}" for number in range(200)).encode() + b"\nx\n", "200 columns"),
        (b"PK\x03\x04 a zip", "neither a CSV file nor a workbook"),
        ("Name\nZoé\n".encode() + "Élie\n".encode("cp1252"), "another encoding"),
        (b"Ann Lee,ann@home.example\nBo,bo@home.example\n", "The first row is a person already"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_kept(trainer_browser, content, words):
    answer = upload(trainer_browser, content)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count(words) >= 2, "in the summary and at the field"
    assert "<title>Error:" in page
    assert not ClientImport.objects.exists()


def test_no_file_and_the_same_form_twice(trainer_browser):
    assert trainer_browser.post(reverse("clients:import_clients"), {}).status_code == 422
    key = uuid7()
    assert upload(trainer_browser, "Name\nAnn\n", key=key).url == upload(trainer_browser, "Name\nAnn\n", key=key).url
    assert ClientImport.objects.count() == 1


def test_a_missing_name_column_is_asked_for(trainer_browser):
    imported = uploaded(trainer_browser, "E-mail,Town\nann@home.example,Hull\n")
    answer = trainer_browser.post(
        reverse("clients:match_columns", args=[imported.pk]), {"column_0": "email", "column_1": "-", "known": "update"}
    )
    assert answer.status_code == 422
    assert "No column has the name" in answer.content.decode()


def test_all_that_is_wrong_is_told_at_once_by_row_and_column(trainer_browser):
    rows = [
        "Name,E-mail,Phone,Date of birth,Language",
        "Ann,no-address,12,31/02/1990,klingon",
        ",bo@home.example,,,",
        "Cy,cy@home.example,,3/4/1990,",
        "Kid,kid@home.example,,2020-05-06,",
        "Di,dup@home.example,,,",
        "Ed,DUP@home.example,,,",
        "Fine,fine@home.example,416 555 0100,2/25/1980,English",
    ]
    imported, page = preview(trainer_browser, "\n".join(rows))
    problem_rows = problems(page)
    assert {(row, column) for row, column, _value, _reason in problem_rows} == {
        (2, "E-mail"), (2, "Phone"), (2, "Date of birth"), (2, "Language"),
        (3, "Name"), (5, "Guardian"), (7, "E-mail"),
    }  # fmt: skip
    assert (3, "Name", "", "Every client needs a name.") in problem_rows
    assert any(reason == "Row 6 has the same e-mail. Keep one of them, or add the second person by hand."
               for *_rest, reason in problem_rows)  # fmt: skip
    shown = page.content.decode()
    assert "7 things are wrong in the file" in shown
    assert "<title>Error:" in shown
    assert reverse("clients:confirm_import", args=[imported.pk]) not in shown
    # Nothing comes in, whatever is sent.
    trainer_browser.post(reverse("clients:confirm_import", args=[imported.pk]), page.context["plan"].figures)
    assert not Client.objects.exists()
    assert ClientImport.objects.get().state == "open"


def test_the_list_of_what_is_wrong_is_a_file_without_formulas(trainer_browser):
    imported, page = preview(trainer_browser, 'Name,E-mail\nAnn,"=HYPERLINK(""x"")"\n')
    assert figures(page)["new"] == 0
    answer = trainer_browser.get(reverse("clients:import_errors", args=[imported.pk]))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    [heading, row] = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heading == ["Row", "Column", "Value", "Reason"]
    assert row[:3] == ["2", "E-mail", '\'=HYPERLINK("x")']


def test_a_formula_is_text_and_stays_text(trainer_browser):
    imported, page = preview(trainer_browser, 'Name,E-mail\n"=1+1",formula@home.example\n')
    confirm(trainer_browser, imported, page)
    assert Client.objects.get().name == "=1+1"


def test_the_columns_own_order_is_told_by_any_of_its_rows(trainer_browser):
    _one, page = preview(trainer_browser, "Name,Date of birth\nAnn,3/4/1990\nBo,25/4/1990\n")
    assert next(client.birth_date for _number, client in page.context["plan"].new) == date(1990, 4, 3)
    _one, page = preview(trainer_browser, "Name,Date of birth\nAnn,3/4/1990\nBo,4/25/1990\n")
    assert next(client.birth_date for _number, client in page.context["plan"].new) == date(1990, 3, 4)
