"""Admins look at the mails in every language, about made-up people; nothing of a real client is in them."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from outbox import content
from outbox.composing import compose
from outbox.models import Message
from outbox.samples import samples
from tests.access.world import BACKEND
from tests.factories.accounts import AdminFactory

LETTERS = [(kind, language) for kind, letters in samples().items() for language in letters]


@pytest.fixture
def admin_browser(db):
    browser = Browser()
    browser.force_login(AdminFactory(), backend=BACKEND)
    return browser


def test_every_mail_has_a_sample_in_each_of_its_languages():
    """Where this fails: .venv/bin/python -m tests.mail_samples, with what owes the mail in tests/mail_to_others.py."""
    wanted = {name: set(dict(settings.LANGUAGES)) for name in content._kinds}
    assert {name: set(letters) for name, letters in samples().items()} == wanted


def test_samples_are_about_nobody():
    for letters in samples().values():
        for letter in letters.values():
            addresses = [address for _, address in [*letter.actions, *letter.asides]] + [letter.stop_address]
            assert all(address.startswith("https://carelane.example/") for address in addresses if address)
            assert letter.reply_to in {"", "ana.costa@carelane.example"}


@pytest.mark.parametrize(("kind", "language"), LETTERS)
def test_each_mail_stands_alone_in_both_parts(kind, language):
    letter = samples()[kind][language]
    with translation.override(language):
        mail = compose(letter, Message(to="grace@home.example", message_id="<1@carelane.example>"))
    html = mail.alternatives[0].content
    assert f'<html lang="{language}">' in html
    assert html.count("<style>") == 1
    assert "prefers-color-scheme: dark" in html
    assert 'class="letter" style="' in html
    for _, address in letter.actions:
        assert address in mail.body
        assert f'<a href="{address}"' in html
    if letter.stop_address:
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_admin_looks_at_a_mail_and_at_its_text(admin_browser):
    page = admin_browser.get(reverse("network_admin:mail_samples")).content.decode()
    address = reverse("network_admin:mail_sample", args=["benefits.lapsing", "fr"])
    assert f'href="{address}"' in page
    shown = admin_browser.get(address).content.decode()
    assert '<html lang="fr">' in shown
    assert "Réserver en ligne" in shown
    assert "css/mail" in shown
    text = admin_browser.get(f"{address}?as=text")
    assert text["Content-Type"].startswith("text/plain")
    assert "Pas cette année\xa0:" in text.content.decode()
    assert admin_browser.get(reverse("network_admin:mail_sample", args=["no.kind", "fr"])).status_code == 404
