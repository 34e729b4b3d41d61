"""What admins set of the practice: kept with its history, and shown on pages, in mails and on documents."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.models import User
from outbox.composing import compose
from outbox.content import EmailContent
from outbox.models import Message
from reports.pdf import to_pdf
from tests.accounts.admins import browser_of
from web import practice as rules
from web.errors import server_error
from web.languages import spoken
from web.models import PracticeSettings
from web.practice import keep_until_told, practice, read_practice
from web.provinces import default_province

pytestmark = pytest.mark.django_db
PAGE = "network_admin:practice_settings"
SET = {
    "version": "0", "name": "Harbour Health", "postal_address": "9 Quay Street\nHalifax NS B3H 1A1",
    "phone": "902-555-0100", "privacy_officer": "Rita Ono", "privacy_email": "privacy@harbour.example",
    "time_zone": "America/Halifax", "province": "NS", "languages": "en", "paper": "a4",
    "sender_name": "Harbour Health", "sender_email": "hello@carelane.example", "record_years": "7",
}  # fmt: skip


@pytest.fixture
def admin_browser(admin_user):
    return browser_of(admin_user)


def save(browser: Browser, **changes):
    return browser.post(reverse(PAGE), SET | changes)


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (60, 20), (14, 90, 86)).save(file, kind)
    return SimpleUploadedFile("x.svg", file.getvalue())


def test_what_is_saved_holds_for_pages_mails_and_who_has_chosen_nothing(admin_browser):
    assert save(admin_browser).status_code == 302
    written = User.objects.create(email="new@gym.example")
    many = User.objects.bulk_create([User(email="of-many@gym.example")])
    assert {user.time_zone for user in [written, *many]} == {"America/Halifax"}
    assert (default_province(), practice().page_size) == ("NS", "A4")
    assert spoken("fr", to_client=True) == "en"
    page = Browser().get(reverse("account_login")).content.decode()
    assert "– Harbour Health</title>" in page
    assert "9 Quay Street<br>Halifax NS B3H 1A1" in page
    assert re.search(r"Privacy officer:\s+Rita Ono", page)


def test_who_merely_makes_a_user_asks_nothing(django_assert_num_queries):
    keep_until_told(None)
    with django_assert_num_queries(0):
        User(email="new@gym.example")


def test_a_mail_is_sent_by_the_practice_and_says_how_to_reach_it(admin_browser):
    save(admin_browser)
    mail = compose(EmailContent(subject="x", paragraphs=["x"]), Message(to="a@b.example", message_id="<1@x.example>"))
    assert mail.from_email == "Harbour Health <hello@carelane.example>"
    for line in ("9 Quay Street", "902-555-0100", "Privacy officer: Rita Ono, privacy@harbour.example"):
        assert line in mail.body
    assert 'href="tel:9025550100"' in mail.alternatives[0].content


def test_each_version_stays_with_who_saved_what(admin_browser, admin_user):
    save(admin_browser)
    save(admin_browser, version="1", phone="902-555-0199")
    assert list(PracticeSettings.objects.values_list("version", "by")) == [(2, admin_user.pk), (1, admin_user.pk)]
    assert "Phone: 902-555-0100 → 902-555-0199" in admin_browser.get(reverse(PAGE)).content.decode()


def test_who_edits_what_somebody_else_has_saved_meanwhile_is_told(admin_browser):
    save(admin_browser)
    answer = save(admin_browser, name="Overwritten")
    assert answer.status_code == 422
    assert "Somebody else has saved" in answer.content.decode()
    assert read_practice().name == "Harbour Health"


def test_two_versions_of_one_number_are_refused_by_the_database(admin_browser):
    save(admin_browser)
    row = PracticeSettings.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_a_logo_is_drawn_anew_shown_to_anybody_and_stays_until_taken_away(admin_browser):
    save(admin_browser, new_logo=picture())
    assert practice().logo.endswith(".png")  # as its content says, not its name
    assert practice().logo_url in Browser().get(reverse("account_login")).content.decode()
    answer = Browser().get(practice().logo_url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    save(admin_browser, version="1")
    assert practice().logo
    save(admin_browser, version="2", no_logo="on")
    assert not practice().logo
    assert Browser().get(reverse("practice_logo", args=[3])).status_code == 404


SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.4\n%%EOF"


@pytest.mark.parametrize("content", [SCRIPT, PDF, b"\x89PNG\r\n\x1a\n broken", b"x" * (1024 * 1024 + 1)])
def test_no_other_file_becomes_a_logo_and_nothing_is_saved(admin_browser, content):
    answer = save(admin_browser, new_logo=SimpleUploadedFile("logo.png", content, "image/png"))
    assert answer.status_code == 422
    assert not PracticeSettings.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "A\r\nBcc: x@y.example"}, {"sender_email": "me@elsewhere.example"}, {"paper": "a5"},
        {"time_zone": "Mars/North"}, {"province": "XX"}, {"record_years": "0"}, {"record_years": "51"},
        {"version": "-1"}, {"version": "9"}, {"version": ""}, {"languages": "de"}, {"privacy_email": "nobody"},
    ],
)  # fmt: skip
def test_what_can_not_hold_is_refused_with_words(admin_browser, wrong):
    assert save(admin_browser, **wrong).status_code == 422
    assert not PracticeSettings.objects.exists()


def test_markup_in_the_name_is_shown_as_typed(admin_browser):
    save(admin_browser, name="<script>alert(1)</script>")
    page = Browser().get(reverse("account_login")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_pages_ask_the_database_once_in_half_a_minute(admin_browser, monkeypatch):
    save(admin_browser)
    monkeypatch.setattr(rules.time, "monotonic", lambda: 1000.0)
    keep_until_told(None)
    with CaptureQueriesContext(connection) as asked_for:
        assert [practice().name for _ in range(5)] == ["Harbour Health"] * 5
    assert len(asked_for) == 1
    monkeypatch.setattr(rules.time, "monotonic", lambda: 1031.0)
    with CaptureQueriesContext(connection) as asked_for:
        practice()
    assert len(asked_for) == 1


def test_a_document_has_the_practice_at_its_head_with_its_logo(admin_browser):
    assert "letterhead" not in render_to_string("layouts/document.html")
    save(admin_browser, new_logo=picture())
    html = render_to_string("layouts/document.html")
    assert "9 Quay Street" in html
    assert b"/Subtype /Image" in to_pdf(html)


@pytest.mark.parametrize(
    ("address", "status"), [("/no-such-page/", 404), ("/sessions/phone/", 200)], ids=["an error", "the log on a phone"]
)
def test_fixed_pages_and_the_phones_shell_have_the_practices_name(admin_browser, address, status):
    save(admin_browser, name="Harbour <Health>")
    address = reverse("sessions_log:phone") if status == 200 else address
    practice()
    response = Browser().get(address)
    assert response.status_code == status
    page = response.content.decode()
    assert "– Harbour &lt;Health&gt;</title>" in page
    assert "Carelane</a>" not in page


def test_an_error_page_asks_the_database_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert b"</title>" in server_error(None).content
