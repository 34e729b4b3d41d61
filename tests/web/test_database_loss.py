"""The database goes away in the middle of a request: a read is tried again, a form comes back as it was typed."""

from dataclasses import replace

import psycopg
import pytest
from django.conf import settings as of_django
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.urls import reverse

from clients.access_log import LogUnavailableError
from clients.models import Client
from web import database_loss
from web.database_loss import away, is_loss, perhaps_not_saved
from web.keys import uuid7
from web.practice import environment, keep_until_told

on_postgresql = pytest.mark.skipif(
    not of_django.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="SQLite has no server to lose"
)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def whole_form() -> dict[str, str]:
    return {
        "key": str(uuid7()),
        "name": "Robin Typed",
        "email": "robin@home.example",
        "language": "en",
        "time_zone": "America/Toronto",
        "goal": "Climb stairs <again>",
        "sees_practitioner": "not-asked",
    }


def lose_connection() -> None:
    """As a restart does: the server ends all sessions of this database."""
    with psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )


@pytest.fixture
def browser(transactional_db, trainer):
    signed_in = Browser(raise_request_exception=False, enforce_csrf_checks=False)
    signed_in.force_login(trainer, backend=BACKEND)
    return signed_in


@pytest.fixture
def losing_once():
    """The connection is cut when a view asks for the first time."""
    left = [True]

    def cutting(execute, sql, params, many, context):
        if "clients_client" in sql and left:
            left.clear()
            lose_connection()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cutting):
        yield left


@on_postgresql
def test_a_read_is_tried_again_and_nobody_notices(browser, losing_once):
    answer = browser.get(reverse("workspace:clients"))
    assert not losing_once, "the connection was cut"
    assert answer.status_code == 200


@on_postgresql
def test_a_form_comes_back_as_it_was_typed_and_is_saved_once(browser, losing_once):
    form = whole_form()
    browser.get(reverse("careplan:add_client"))
    browser.cookies["csrf"] = "x" * 32
    answer = browser.post(reverse("careplan:add_client"), form, headers={"origin": "http://testserver"})
    page = answer.content.decode()
    assert not losing_once
    assert answer.status_code == 503
    assert "Perhaps this was not saved" in page
    assert 'name="name" value="Robin Typed"' in page
    assert "Climb stairs &lt;again&gt;" in page
    assert not Client.objects.filter(name="Robin Typed").exists()
    assert browser.post(reverse("careplan:add_client"), form).status_code == 302
    assert Client.objects.filter(name="Robin Typed").count() == 1


@pytest.fixture
def sent_in_vain(rf):
    """Posts a form as our own page does; gives the page where the database was lost."""

    def send(form: dict[str, str]) -> str:
        request = rf.post("/somewhere/", form, headers={"origin": "http://testserver"})
        request.COOKIES[of_django.CSRF_COOKIE_NAME] = "x" * 32
        return perhaps_not_saved(request).content.decode()

    return send


def test_a_form_with_a_key_may_be_sent_again(sent_in_vain):
    page = sent_in_vain({"key": str(uuid7()), "goal": "Climb <stairs>"})
    assert "Climb &lt;stairs&gt;" in page
    assert "Send it again</button>" in page


@pytest.mark.parametrize("form", [{"goal": "Climb"}, {"key": "", "goal": "Climb"}, {"key": "a", "goal": "Climb"}])
def test_a_form_that_would_count_twice_is_not_offered_again(sent_in_vain, form):
    """The view's transaction may be committed where only the session could not be saved."""
    page = sent_in_vain(form)
    assert "<form" not in page
    assert "Look whether it is there before you" in page


@pytest.mark.parametrize("answer", [away, perhaps_not_saved])
def test_the_practices_name_stands_there(rf, answer):
    keep_until_told(replace(environment(), name="Harbour Strength"))
    page = answer(rf.post("/somewhere/")).content.decode()
    assert "Harbour Strength</title>" in page
    assert 'href="/">Harbour Strength</a>' in page
    assert "Carelane</" not in page


@on_postgresql
def test_a_page_whose_session_could_not_be_saved_is_read_again(browser):
    """Django calls that a bad request. The first look of a browser is noted in its session."""
    left = [True]

    def cutting(execute, sql, params, many, context):
        if sql.startswith('UPDATE "django_session"') and left:
            left.clear()
            lose_connection()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cutting):
        answer = browser.get(reverse("workspace:clients"))
    assert not left, "the connection was cut"
    assert answer.status_code == 200


@on_postgresql
def test_another_sites_words_are_not_put_on_a_page_of_ours(browser, losing_once):
    form = whole_form() | {"goal": "Evil words"}
    answer = browser.post(reverse("careplan:add_client"), form, headers={"origin": "https://evil.example"})
    assert answer.status_code == 503
    assert "Evil words" not in answer.content.decode()


@on_postgresql
def test_a_script_is_told_in_json(browser, losing_once):
    headers = {"accept": "application/json"}
    answer = browser.post(reverse("careplan:add_client"), whole_form(), headers=headers)
    assert (answer.status_code, answer.json()) == (503, {"why": "database"})


@on_postgresql
def test_a_database_that_stays_away_is_said_in_words(browser, monkeypatch):
    monkeypatch.setattr(database_loss, "PATIENCE", 0.0)

    def away(execute, sql, params, many, context):
        raise OperationalError("gone") from psycopg.OperationalError("the connection is closed")

    with connection.execute_wrapper(away):
        answer = browser.get(reverse("workspace:clients"))
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.content.decode()
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("state", "lost"), [("57P01", True), ("57P03", True), ("08006", True), ("40001", False), ("53300", False)]
)
def test_what_counts_as_a_loss(monkeypatch, state, lost):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    error, above = OperationalError(), LogUnavailableError()
    error.__cause__, above.__cause__ = psycopg.errors.lookup(state)("words"), error
    assert is_loss(error) == lost
    assert is_loss(above) == lost
    assert not is_loss(ValueError("else"))


def test_a_lock_of_sqlite_is_none(db):
    if connection.vendor == "sqlite":
        assert not is_loss(OperationalError("database is locked"))
