"""What is refused at the door stands in the server's log, without secrets and without names."""

import logging

import pytest
from django.urls import reverse

from tests.accounts.signing_in import give_code, give_password


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.WARNING, logger="carelane.security")
    return caplog


def test_a_wrong_password(trainer, client, lines):
    give_password(client, trainer.email, "my-secret-password-of-elsewhere")
    assert "Refused: wrong address or password, from 127.0.0.1" in lines.text
    assert "secret" not in lines.text
    assert trainer.email not in lines.text


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
