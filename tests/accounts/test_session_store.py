"""Sessions that are read from the cache first: whoever is signed out by the database's row is out at the next request."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.session_store import LASTS, SessionStore
from accounts.sessions import end_all_sessions, renew_key
from config.stores import session_engine
from tests.accounts.signing_in import sign_in


@pytest.fixture(autouse=True)
def _in_redis(settings):
    settings.SESSION_ENGINE = "accounts.session_store"


@pytest.fixture
def browser(trainer) -> Browser:
    browser = Browser()
    sign_in(browser, trainer.email)
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get(reverse("accounts:me")).status_code == 200


def test_a_page_reads_no_row_of_the_session_again(browser):
    assert is_in(browser)
    assert is_in(browser), "the first one kept the time, which made the copy old"
    with CaptureQueriesContext(connection) as queries:
        assert is_in(browser)
    assert not [query for query in queries if "django_session" in query["sql"]]


@pytest.mark.parametrize(
    "end", [end_all_sessions, lambda user: [row.end() for row in UserSession.objects.filter(user=user)]]
)
def test_who_is_signed_out_elsewhere_is_out_at_once(browser, trainer, end):
    assert is_in(browser)
    end(trainer)
    assert not is_in(browser)


def test_signing_out_ends_it_on_the_server(browser):
    assert is_in(browser)
    key = browser.session.session_key
    browser.post(reverse("account_logout"))
    assert SessionStore(key).load() == {}


def test_redis_that_was_emptied_signs_nobody_out(browser):
    assert is_in(browser)
    cache.clear()
    assert is_in(browser)


def test_what_is_saved_is_read_at_the_next_request(db):
    store = SessionStore()
    store["colour"] = "red"
    store.save()
    assert SessionStore(store.session_key)["colour"] == "red"
    store["colour"] = "blue"
    store.save()
    assert SessionStore(store.session_key)["colour"] == "blue"
    earlier = store.session_key
    renew_key(store)
    assert SessionStore(earlier).load() == {}
    assert SessionStore(store.session_key)["colour"] == "blue"


def test_a_copy_that_somebody_wrote_into_redis_opens_nothing(browser):
    key = browser.session.session_key
    cache.set(f"session:{key}", "e30:forged", LASTS)
    assert SessionStore(key).load() == {}


def test_a_row_that_went_by_itself_is_known_within_a_minute(browser, monkeypatch):
    assert is_in(browser)
    Session.objects.all().delete()
    assert LASTS <= 60
    cache.clear()
    assert not is_in(browser)


def test_the_setting_says_what_it_may_be():
    assert session_engine("database", redis_url="") == "django.contrib.sessions.backends.db"
    with pytest.raises(ImproperlyConfigured, match="database or redis"):
        session_engine("files", redis_url="")
    with pytest.raises(ImproperlyConfigured, match="needs REDIS_URL"):
        session_engine("redis", redis_url="")
