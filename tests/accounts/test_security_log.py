"""What is refused at the door stands in the server's log, without secrets and without names."""

import logging

import pytest
from django.urls import reverse

from tests.accounts.signing_in import give_code, give_password, sign_in
from tests.factories.clients import ClientFactory


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.WARNING, logger="carelane.security")
    return caplog


def test_a_wrong_password(trainer, client, lines):
    give_password(client, trainer.email, "my-secret-password-of-elsewhere")
    assert "Refused: wrong address or password, from 127.0.0.1" in lines.text
    assert "secret" not in lines.text
    assert trainer.email not in lines.text


def test_who_comes_in_and_by_what(trainer, client, lines):
    lines.set_level(logging.INFO, logger="carelane.security")
    sign_in(client, trainer.email)
    assert f"Signed in: user {trainer.pk} by password+mfa, from 127.0.0.1" in lines.text
    assert trainer.email not in lines.text


def test_a_page_that_is_refused(trainer_browser, lines):
    other = ClientFactory()
    trainer_browser.get(reverse("workspace:overview", args=[other.pk]))
    assert "Refused: 404 at workspace:overview, user " in lines.text
    assert str(other.pk) not in lines.text
    assert other.name not in lines.text


@pytest.mark.django_db
def test_a_limit_that_is_reached(client, lines):
    for _try in range(6):
        give_password(client, "somebody@home.example")
    assert "Refused: 429 at account_login, user nobody" in lines.text


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_no_refusal(client, lines):
    client.get("/wp-admin/")
    assert not lines.text


def test_a_wrong_code(trainer, client, lines):
    give_password(client, trainer.email)
    give_code(client, "000000")
    assert f"second step of user {trainer.pk}" in lines.text
    assert "000000" not in lines.text


def test_a_wrong_mailed_code(care_client, client, lines):
    client.post(reverse("account_request_login_code"), {"email": care_client.email})
    client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    assert "Refused: wrong code, from 127.0.0.1" in lines.text
    assert "AAAA" not in lines.text
    assert care_client.email not in lines.text
