"""Every way in which a request can fail has a page that says what to do."""

import re
from pathlib import Path

import pytest
from django.conf import settings as of_django
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from clients.access_log import LogUnavailableError
from clients.no_log_no_data import NoLogNoDataMiddleware
from tests.access.world import BACKEND
from web.errors import server_error

EXTENDS = '{% extends "layouts/fixed.html" %}\n'
# Blocks, and what depends on the language in use.
FIXED_TAG = re.compile(
    r"""\{% (?:block (?:title|content)|endblock|load i18n|translate "[^"]+"|(?:end)?blocktranslate(?: trimmed)?"""
    r"""|get_current_language as language|if language != "fr"|endif) %\}|\{\{ language\|default:'en' \}\}"""
)
FIXED = ["400.html", "403_csrf.html", "404.html", "413.html", "500.html", "503.html"]


def test_a_form_without_its_token_is_told_what_to_do(trainer):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(trainer, backend=BACKEND)
    response = browser.post(reverse("accounts:me"), {"name": "x"})
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()


def test_a_large_upload_is_refused_in_words(trainer_browser):
    """The body of 50 MB is announced; what comes is read away."""
    upload = SimpleUploadedFile("letter.pdf", b"\0" * (50 * 1024 * 1024))
    response = trainer_browser.post(reverse("accounts:me"), {"name": "x", "file": upload})
    assert response.status_code == 413
    assert "at most 10 MB" in response.content.decode()


def test_a_body_that_is_announced_as_huge_is_not_read(trainer_browser):
    response = trainer_browser.generic("POST", reverse("accounts:me"), b"x", CONTENT_LENGTH=10**12)
    assert response.status_code == 413


@pytest.mark.parametrize("length", ["", "nonsense", "-1"])
def test_a_length_that_is_none_is_no_fault_of_ours(trainer_browser, length):
    assert trainer_browser.generic("POST", reverse("accounts:me"), b"", CONTENT_LENGTH=length).status_code < 500


def test_too_many_fields_are_refused_in_words(trainer_browser):
    response = trainer_browser.post(reverse("accounts:me"), {f"field{number}": "x" for number in range(2100)})
    assert response.status_code == 413


def test_an_unknown_host_gets_the_page_for_what_is_not_understood(client, db):
    response = client.get(reverse("healthz"), headers={"host": "evil.example"})
    assert response.status_code in {200, 400}
    response = client.get(reverse("account_login"), headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "not understood" in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing(rf):
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "on our side" in response.content.decode()


def test_no_log_no_data(rf):
    """What a broken log does to a page of a client is shown in tests/clients."""
    middleware = NoLogNoDataMiddleware(lambda request: None)
    response = middleware.process_exception(rf.get("/"), LogUnavailableError())
    assert response.status_code == 503
    assert "could not be done" in response.content.decode()
    assert middleware.process_exception(rf.get("/"), ValueError()) is None


@pytest.mark.parametrize("name", FIXED)
def test_the_fixed_pages_are_fixed(name, settings):
    folder = settings.BASE_DIR / "templates"
    page = (folder / name).read_text()
    assert page.startswith(EXTENDS)
    text = (folder / "layouts/fixed.html").read_text() + page.removeprefix(EXTENDS)
    assert "{" not in FIXED_TAG.sub("", text.replace("{{ practice_name }}", "")), (
        "nothing but the practice's name and the language is filled in"
    )
    assert "Carelane</title>" not in text
    assert "style=" not in text
    assert "<script" not in text
    assert "/static/css/carelane.css" in text


def test_a_path_with_a_nul_leads_nowhere(db, trainer_browser):
    assert trainer_browser.get("/clients/%00/").status_code == 404
    assert trainer_browser.get("/l/confirm/%00/").status_code == 404
    assert connection.is_usable()


def fixed_pages() -> list[str]:
    """The pages that are shown where no other can be."""
    folder = Path(of_django.BASE_DIR, "templates")
    return [path.name for path in sorted(folder.glob("*.html")) if "layouts/fixed.html" in path.read_text()]


@pytest.mark.either_stack
@pytest.mark.parametrize("name", fixed_pages())
@pytest.mark.parametrize("typed", [[], [("reason", "calves")]], ids=["", "typed"])
def test_a_fixed_page_is_in_the_language_in_use(name, typed):
    lines = {}
    for language in ("en", "fr"):
        with translation.override(language):
            page = render_to_string(name, {"practice_name": "", "typed": typed, "counts_once": True, "files": True})
        assert f'<html lang="{language}">' in page
        lines[language] = {line.strip(" –") for line in strip_tags(page).splitlines()} - {""}
    assert lines["fr"]
    assert lines["en"].isdisjoint(lines["fr"])
