"""A form that comes when the session has ended, or with an old token, loses nothing that was typed."""

import re

from django.test import Client as Browser
from django.urls import reverse

from careplan.models import Goal
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from web.keys import uuid7

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ORIGIN = {"origin": "http://testserver"}


def signed_in(trainer):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(trainer, backend=BACKEND)
    return browser


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def test_a_session_that_was_lost_keeps_what_was_typed(db):
    trainer = TrainerFactory()
    client = ClientFactory(lead_trainer=trainer)
    address = reverse("careplan:add_goal", args=[client.pk])
    browser = signed_in(trainer)
    form = {"text": "Row two kilometres", "measure": "Time", "key": str(uuid7())}
    form |= {"csrfmiddlewaretoken": token_in(browser.get(address).content.decode())}

    answer = Browser().post(address, form)  # without checks: the token is not what this is about
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "You have been signed out" in page
    assert 'value="Row two kilometres"' in page
    assert client.name not in page
    assert not Goal.objects.exists()

    browser = signed_in(trainer)
    stale = browser.post(address, form, headers=ORIGIN)
    assert stale.status_code == 403
    browser.get(address)
    stale = browser.post(address, form, headers=ORIGIN)
    page = stale.content.decode()
    assert 'value="Row two kilometres"' in page
    again = browser.post(address, form | {"csrfmiddlewaretoken": token_in(page)}, headers=ORIGIN)
    assert again.status_code == 302
    assert Goal.objects.get().text == "Row two kilometres"


def test_another_sites_form_is_not_offered_to_be_sent(db):
    trainer = TrainerFactory()
    browser = signed_in(trainer)
    browser.get(reverse("accounts:me"))
    answer = browser.post(reverse("accounts:me"), {"name": "Evil words"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "Evil words" not in answer.content.decode()


def test_htmx_shows_the_page_whole(db):
    client = ClientFactory()
    answer = Browser().post(
        reverse("careplan:add_goal", args=[client.pk]), {"text": "Row"}, headers={"hx-request": "true"}
    )
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "body"
    assert 'value="Row"' in answer.content.decode()


def test_a_password_is_never_put_on_a_page(db):
    browser = Browser(enforce_csrf_checks=True)
    browser.get(reverse("account_login"))
    answer = browser.post(reverse("account_login"), {"login": "a@b.example", "password": "Tr0ub4dor"}, headers=ORIGIN)
    assert answer.status_code == 403
    assert "Tr0ub4dor" not in answer.content.decode()
