"""Files as people's own programs write them: names, phones, days and accents come out as somebody meant them."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from clients.mail import WELCOME
from clients.models import Client
from outbox.models import Message
from tests.clients.importing import confirm, figures, preview, problems, upload
from tests.factories.clients import ClientFactory
from tests.web.workbook import workbook

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"


def file(name: str) -> bytes:
    return (FILES / name).read_bytes()


def kept(field: str) -> dict:
    return dict(Client.objects.values_list("name", field))


def test_a_file_of_excel_for_mac_keeps_its_accents(trainer_browser):
    imported, page = preview(trainer_browser, file("mac-roman.csv"))
    confirm(trainer_browser, imported, page)
    assert kept("birth_date") == {"Zoé Bélanger": date(1985, 12, 25), "Élie Côté": date(1971, 2, 3)}


def test_accents_that_do_not_tell_are_asked_about_with_both_readings(trainer_browser):
    unclear = "Name\nDíaz\n".encode("mac_roman")
    answer = upload(trainer_browser, unclear)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“D’az” from Windows" in page
    assert "“Díaz” from a Mac" in page
    assert 'name="charset"' in page
    assert upload(trainer_browser, unclear, charset="mac_roman").status_code == 302


def test_unicode_text_and_old_line_ends_are_read(trainer_browser):
    for name in ("utf-16-from-excel.txt", "cr-only-sep-line.csv"):
        imported, page = preview(trainer_browser, file(name))
        confirm(trainer_browser, imported, page)
    assert kept("phone") == {"Inès Roy": "(514) 555-0123", "Maël Ng": "(438) 555-0177", "Ann Lee": ""}


def test_days_as_excel_shows_and_counts_them(trainer_browser):
    imported, page = preview(trainer_browser, file("excel-default-dates.csv"))
    for words in ("14 March 1985", "in the file: 14-Mar-85", "1 January 1990", "in the file: 32874"):
        assert words in page.content.decode()
    confirm(trainer_browser, imported, page)
    assert kept("birth_date") == {"Ann A": date(1985, 3, 14), "Bo B": date(1990, 1, 1), "Cy C": date(1985, 3, 14)}


def test_names_are_told_apart_and_mails_begin_with_the_given_name(trainer_browser):
    imported, page = preview(trainer_browser, file("names.csv"))
    shown = page.content.decode()
    for words in ("given name Zoe, family name Tremblay", "in the file: Tremblay, Zoe", "family name van der Berg"):
        assert words in shown
    confirm(trainer_browser, imported, page)
    assert {client.name: client.greeted for client in Client.objects.all()} == {
        "Zoe Tremblay": "Zoe",
        "Jan van der Berg": "Jan",
        "Ann O’Neill": "Ann",
        "Bo Lee": "Bo",
        "Nguyễn Thị Minh Khai": "Nguyễn",
    }
    assert Message.objects.filter(kind=WELCOME).count() == 5


def test_phones_are_cleaned_and_the_one_that_is_none_stops_no_other(trainer_browser):
    imported, page = preview(trainer_browser, file("phones.csv"))
    assert [(row, column, value) for row, column, value, _reason in problems(page)] == [(5, "Phone", "514 555")]
    assert "Go on without this row" in page.content.decode()
    page = trainer_browser.post(reverse("clients:leave_out_wrong", args=[imported.pk]), follow=True)
    assert figures(page) == {"new": 3, "changed": 0, "unchanged": 0, "skipped": 1}
    assert "1 row is left out" in page.content.decode()
    confirm(trainer_browser, imported, page)
    assert kept("phone") == {
        "Dee Four": "(613) 555-0100",
        "Eli Five": "(416) 555-0100 ext. 12",
        "Fay Six": "+33 6 12 34 56 78",
    }
    assert "Eli Five" in trainer_browser.get("/clients/", {"q": "4165550100"}).content.decode()


def test_wrong_rows_come_in_only_on_wish_and_the_wish_is_gone_with_other_columns(trainer_browser):
    imported, page = preview(trainer_browser, file("phones.csv"))
    confirm(trainer_browser, imported, page)
    assert not Client.objects.exists()
    trainer_browser.post(reverse("clients:leave_out_wrong", args=[imported.pk]))
    match = reverse("clients:match_columns", args=[imported.pk])
    chosen = {"column_0": "name", "column_1": "email", "column_2": "emergency_phone", "known": "update"}
    page = trainer_browser.post(match, chosen, follow=True)
    assert page.context["plan"].stops


def test_a_workbook_comes_in_as_a_csv_file_does(trainer_browser):
    content = workbook(
        ["Prénom", "Nom", "Courriel", "Téléphone", "Date de naissance"],
        ["Zoé", "Bélanger", "zoe@maison.example", 5145550100.0, date(1990, 11, 23)],
        ["Bo", "Lee", "bo@maison.example", "=1+1", None],
    )
    imported, page = preview(trainer_browser, content)
    assert [problem[:2] for problem in problems(page)] == []
    confirm(trainer_browser, imported, page)
    zoe = Client.objects.get(name="Zoé Bélanger")
    assert (zoe.phone, zoe.birth_date) == ("(514) 555-0100", date(1990, 11, 23))


def test_what_is_kept_as_it_stands_in_the_file_is_no_change(trainer, trainer_browser):
    ClientFactory(lead_trainer=trainer, name="Tremblay, Zoé", email="zoe@home.example", phone="416.555.0100")
    ClientFactory(lead_trainer=trainer, name="Bo Lee", email="bo@home.example", phone="12")
    rows = '"Tremblay, Zoé",zoe@home.example,416 555 0100\nBo Lee,bo@home.example,12\n'
    _one, page = preview(trainer_browser, "Name,E-mail,Phone\n" + rows)
    assert figures(page) == {"new": 0, "changed": 0, "unchanged": 2, "skipped": 0}
