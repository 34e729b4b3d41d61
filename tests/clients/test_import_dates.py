"""Days of a file: the column's own order, or one question; a child never becomes an adult by a guess."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from clients.import_dates import Days, UnclearDayError
from clients.models import Client
from outbox.models import Message
from tests.clients.importing import confirm, figures, preview, problems

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 29)


def days(*cells: str, order: str = "") -> Days:
    return Days(list(enumerate(cells, start=2)), today=TODAY, order=order)


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["25/12/1985", "11/12/08"], ["1985-12-25", "2008-12-11"]),
        (["25/12/85", "11/12/08", "02/03/68"], ["1985-12-25", "2008-12-11", "1968-03-02"]),
        (["12/25/1985", "11/12/08"], ["1985-12-25", "2008-11-12"]),
        (["85-12-25", "08-12-11"], ["1985-12-25", "2008-12-11"]),
        (["5.5.1990", "07.07.2007"], ["1990-05-05", "2007-07-07"]),
        (["1985-12-25", "1985-12-25 00:00"], ["1985-12-25", "1985-12-25"]),
        (["25/12/1985", "25/12/26", "25/12/27"], ["1985-12-25", "2026-12-25", "1927-12-25"]),
        (["31/02/1990", "14 March 1985", ""], ["31/02/1990", "1985-03-14", ""]),
        (["14-Mar-85", "32874", "32874.0"], ["1985-03-14", "1990-01-01", "1990-01-01"]),
        (["1985-03-14T05:00:00.000Z", "1985-03-14 00:00:00"], ["1985-03-14", "1985-03-14"]),
        (
            ["14 févr. 1985", "3-août-08", "5 juin 07", "5 juil. 07"],
            ["1985-02-14", "2008-08-03", "2007-06-05", "2007-07-05"],
        ),
        (["1985", "14-Xyz-85", "99999"], ["1985", "14-Xyz-85", "99999"]),
    ],
)
def test_the_order_in_which_all_rows_make_sense_is_taken(cells, read):
    column = days(*cells)
    assert column.question is None
    assert [column.read(cell) for cell in cells] == read


def test_a_column_that_does_not_tell_is_asked_about_once():
    column = days("11/12/2008", "01/02/1990")
    assert column.question.cell == "11/12/2008"
    assert column.question.choices == [("dmy", date(2008, 12, 11)), ("mdy", date(2008, 11, 12))]
    with pytest.raises(UnclearDayError):
        column.read("01/02/1990")
    assert days("11/12/2008", "01/02/1990", order="mdy").read("01/02/1990") == "1990-01-02"


def test_without_a_century_the_year_may_stand_first_too():
    assert [order for order, _day in days("11/12/08").question.choices] == ["dmy", "mdy", "ymd"]


def test_rows_that_contradict_each_other_are_named():
    with pytest.raises(UnclearDayError, match=r"day, month, year in row 2; month, day, year in row 3"):
        days("25/12/1985", "12/25/1985", "11/12/2008").read("11/12/2008")


def test_an_answer_that_no_row_allows_is_asked_for_again():
    assert days("11/12/2008", order="ymd").question


def test_a_child_below_a_day_first_row_stays_a_child_and_the_guardian_is_mailed(trainer, trainer_browser):
    imported, page = preview(trainer_browser, (FILES / "two-digit-year-minor.csv").read_text())
    shown = page.content.decode()
    for words in ("11 December 2008", "in the file: 11/12/08", "Pat Roy", "pat@home.example"):
        assert words in shown
    confirm(trainer_browser, imported, page)
    child = Client.objects.get(name="Bo Roy")
    assert (child.birth_date, child.guardian_name) == (date(2008, 12, 11), "Pat Roy")
    assert child.is_minor(date(2026, 11, 29))
    if child.is_minor():  # a birthday will make them of age
        assert not Message.objects.filter(to="bo@school.example").exists()


def test_the_century_of_each_row_is_shown_and_a_child_needs_a_guardian(trainer_browser):
    text = (FILES / "two-digit-years.csv").read_text()
    _one, page = preview(trainer_browser, text)
    if Client(birth_date=date(2008, 12, 11)).is_minor():
        assert [problem[:2] for problem in problems(page)] == [(3, "Guardian")]
    _one, page = preview(trainer_browser, text.replace("11/12/08", "11/12/58"))
    for words in ("25 December 1985", "11 December 1958", "2 March 1968"):
        assert words in page.content.decode()


@pytest.mark.parametrize("separator", [",", ";"])
def test_the_question_is_answered_on_the_page_and_nothing_comes_in_before(trainer_browser, separator):
    text = separator.join(["Name", "Date of birth"]) + "\n" + separator.join(["Ann", "3/4/1990"]) + "\n"
    imported, page = preview(trainer_browser, text)
    assert "3 April 1990" in page.content.decode()
    assert "4 March 1990" in page.content.decode()
    confirm(trainer_browser, imported, page)
    assert not Client.objects.exists()
    page = trainer_browser.post(reverse("clients:say_date_order", args=[imported.pk]), {"order": "mdy"}, follow=True)
    assert figures(page)["new"] == 1
    confirm(trainer_browser, imported, page)
    assert Client.objects.get().birth_date == date(1990, 3, 4)


def test_rows_that_contradict_each_other_stop_the_file(trainer_browser):
    _one, page = preview(trainer_browser, "Name,Date of birth\nAnn,25/12/1985\nBo,12/25/1985\n")
    assert [problem[0] for problem in problems(page)] == [2, 3]


def test_every_row_stands_on_the_check_page(trainer_browser):
    rows = "".join(f"Client {number:03},c{number}@home.example\n" for number in range(150))
    _one, page = preview(trainer_browser, "Name,E-mail\n" + rows)
    pages = page.content.decode() + trainer_browser.get(f"{page.request['PATH_INFO']}?page=2").content.decode()
    assert all(f"Client {number:03}" in pages for number in range(150))
