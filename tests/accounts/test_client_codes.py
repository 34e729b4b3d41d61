"""A client signs in by a one-time code in their own mailbox; nobody else does."""

import re

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignInCode
from clients.access import join_own_account, part_own_account
from clients.addresses import change_client
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.mailed_codes import code_in

WRONG = "AAAA-AAAA"


@pytest.fixture
def own_client(care_client):
    join_own_account(care_client)
    care_client.refresh_from_db()
    return care_client


def ask(browser: Browser, email: str):
    return browser.post(reverse("account_request_login_code"), {"email": email})


def enter(browser: Browser, code: str):
    return browser.post(reverse("account_confirm_login_code"), {"code": code})


def code_from_mail(email: str) -> str:
    deliver_due()
    [letter] = [letter for letter in mail.outbox if letter.to == [email]]
    return code_in(letter.body)


def test_the_code_opens_ones_own_record(own_client, client):
    assert ask(client, own_client.email).url == reverse("account_confirm_login_code")
    response = enter(client, code_from_mail(own_client.email))
    assert response.url == reverse("client_portal:records")
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
    left = [re.search(r"You have (\d) tr", enter(client, WRONG).content.decode()) for _ in range(5)]
    assert [match and match[1] for match in left] == ["4", "3", "2", "1", None]
    assert "be used any more" in enter(client, code).content.decode()
    assert "_auth_user_id" not in client.session


def test_guesses_at_the_same_moment_are_all_counted(own_client, client):
    """Each with the session as it was before any of them."""
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    before = dict(client.session)
    for _ in range(5):
        enter(client, WRONG)
        session = client.session
        session.update(before)
        session.save()
    assert "be used any more" in enter(client, code).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "typed",
    [
        "{0}",
        "{1}",
        " {1}\n",
        "{2}",
        "{3}\u2013{4}",
        "{3} {4}",
    ],
)
def test_the_code_is_taken_however_it_is_typed(own_client, client, typed):
    """As in the mail, without the mark, with space around it, in small letters, with another dash, in two groups."""
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    first, last = code.split("-")
    response = enter(client, typed.format(code, first + last, code.lower(), first, last))
    assert response.url == reverse("client_portal:records")


def test_a_code_of_the_wrong_length_costs_no_try(own_client, client):
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    for _ in range(7):
        assert "Enter the eight" in enter(client, "12345").content.decode()
    assert enter(client, code).status_code == 302


def test_in_another_browser_the_code_does_nothing(own_client, client):
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    other = Browser()
    assert enter(other, code).url == reverse("account_request_login_code")
    other.post(reverse("account_request_login_code"), {"email": own_client.email})
    assert enter(other, code).status_code == 422


def test_a_second_request_in_the_same_browser_sends_nothing_and_says_so(own_client, client):
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    page = client.post(reverse("account_request_login_code"), {"email": own_client.email.upper()}, follow=True)
    assert "just mailed still works here" in page.content.decode()
    assert Message.objects.filter(kind="accounts.sign_in_code").count() == 1
    assert enter(client, code).status_code == 302


def test_a_code_whose_mail_is_known_not_to_have_come_is_mailed_anew(own_client, client):
    ask(client, own_client.email)
    Message.objects.update(state="unknown", sealed_secrets="", gave_up_at=timezone.now())
    ask(client, own_client.email)
    assert Message.objects.filter(kind="accounts.sign_in_code", state="waiting").count() == 1


def test_what_the_session_keeps_is_not_the_code(own_client, client):
    ask(client, own_client.email)
    code = code_from_mail(own_client.email)
    stored = f"{dict(client.session)} {list(SignInCode.objects.values_list())}"
    assert code not in stored
    assert code.replace("-", "") not in stored


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
    join_own_account(other)
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
    record = reverse("client_portal:record", args=[own_client.pk])
    assert browser.get(record).status_code == 200
    own_client.email = "moved@home.example"
    change_client(own_client)
    assert browser.get(record).status_code == 404
    account.refresh_from_db()
    assert not account.is_client


def test_one_person_with_two_trainers_has_two_records(own_client):
    second = ClientFactory(email=own_client.email)
    join_own_account(second)
    second.refresh_from_db()
    assert second.account == own_client.account
    browser = Browser()
    ask(browser, own_client.email)
    page = browser.get(enter(browser, code_from_mail(own_client.email)).url).content.decode()
    assert own_client.lead_trainer.name in page
    assert second.lead_trainer.name in page
    part_own_account(second)
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
