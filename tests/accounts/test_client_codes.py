"""A client signs in by a one-time code in their own mailbox; nobody else does."""

import re

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from clients.access import close_own_account, open_own_account
from clients.registry import change_client
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory

WRONG = "000000"


@pytest.fixture
def own_client(care_client):
    open_own_account(care_client)
    care_client.refresh_from_db()
    return care_client


def ask(browser: Browser, email: str):
    return browser.post(reverse("account_request_login_code"), {"email": email})


def enter(browser: Browser, code: str):
    return browser.post(reverse("account_confirm_login_code"), {"code": code})


def code_from_mail(email: str) -> str:
    deliver_due()
    [letter] = [letter for letter in mail.outbox if letter.to == [email]]
    return re.search(r"\b\d{6}\b", letter.body)[0]


def test_the_code_opens_ones_own_record(own_client, client):
    assert ask(client, own_client.email).url == reverse("account_confirm_login_code")
    response = enter(client, code_from_mail(own_client.email))
    assert response.url == reverse("coordination:own_records")
    page = client.get(response.url, follow=True)
    assert page.status_code == 200
    assert own_client.lead_trainer.name in page.content.decode()


def test_it_works_once(own_client, client):
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    assert enter(client, code).status_code == 302
    other = Browser()
    other.cookies.update(client.cookies)
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in other.session
    enter(other, code)
    assert "_auth_user_id" not in other.session


def test_after_five_wrong_codes_the_right_one_is_dead(own_client, client):
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    for _ in range(5):
        enter(client, WRONG if code != WRONG else "111111")
    enter(client, code)
    assert "_auth_user_id" not in client.session


def test_guesses_at_the_same_moment_are_all_counted(own_client, client):
    """Each with the session as it was before any of them: the count in the session stays at none."""
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    before = dict(client.session)
    for _ in range(5):
        enter(client, WRONG if code != WRONG else "111111")
        session = client.session
        session.update(before)
        session.save()
    assert "one try too many" in enter(client, code).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["nobody", "trainer", "an unconfirmed client", "a closed account"])
def test_whoever_has_no_record_gets_the_same_answer_and_no_mail(db, own_client, who):
    addresses = {
        "nobody": lambda: "nobody@home.example",
        "trainer": lambda: TrainerFactory().email,
        "an unconfirmed client": lambda: ClientFactory(confirmed_at=None).email,
        "a closed account": lambda: _closed(own_client),
    }
    email = addresses[who]()
    browser, known = Browser(), Browser()
    answer = ask(browser, email)
    other = ClientFactory()
    open_own_account(other)
    expected = ask(known, other.email)
    assert (answer.status_code, answer.url) == (expected.status_code, expected.url)
    pages = [one.get(answer.url).content.decode() for one in (browser, known)]
    strip = re.compile(r'value="[^"]{20,}"')
    assert strip.sub("", pages[0].replace(email, "")) == strip.sub("", pages[1].replace(other.email, ""))
    assert not Message.objects.filter(to=email).exists()


def _closed(client) -> str:
    client.account.is_active = False
    client.account.save()
    return client.email


def test_at_a_new_address_the_old_account_opens_nothing(own_client):
    account = own_client.account
    browser = Browser()
    ask(browser, own_client.email)
    enter(browser, code_from_mail(own_client.email))
    record = reverse("coordination:own_record", args=[own_client.pk])
    assert browser.get(record).status_code == 200
    before, own_client.email = own_client.email, "moved@home.example"
    change_client(own_client, mailbox_before=before)
    assert browser.get(record).status_code == 404
    account.refresh_from_db()
    assert not account.is_client


def test_one_person_with_two_trainers_has_two_records(own_client):
    second = ClientFactory(email=own_client.email)
    open_own_account(second)
    second.refresh_from_db()
    assert second.account == own_client.account
    browser = Browser()
    ask(browser, own_client.email)
    page = browser.get(enter(browser, code_from_mail(own_client.email)).url).content.decode()
    assert own_client.lead_trainer.name in page
    assert second.lead_trainer.name in page
    close_own_account(second)
    own_client.account.refresh_from_db()
    assert own_client.account.is_client, "the other record stays theirs"


def test_a_clients_own_account_changes_neither_address_nor_password(own_client):
    browser = Browser()
    ask(browser, own_client.email)
    enter(browser, code_from_mail(own_client.email))
    for route in ("account_email", "account_change_password", "mfa_index"):
        assert browser.get(reverse(route)).status_code == 404


def test_a_client_has_no_password_to_reset(own_client, client):
    response = client.post(reverse("account_reset_password"), {"email": own_client.email})
    assert response.url == reverse("account_reset_password_done")
    assert not Message.objects.filter(to=own_client.email).exists()
