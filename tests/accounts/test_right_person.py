"""What a stranger does counts against the stranger: the right person gets in meanwhile, and nobody learns who is here."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.signing import dumps
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from clients.access import join_own_account
from consent.models import ConsentGrant
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.accounts.signing_in import PASSWORD, give_password, sign_in
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.mailed_codes import code_in
from web.known_browsers import SALT

NEW_PASSWORD = "staple-battery-horse-9"
ASK = "account_request_login_code"
ENTER = "account_confirm_login_code"


@pytest.fixture
def account(care_client) -> User:
    join_own_account(care_client)
    care_client.refresh_from_db()
    return care_client.account


@pytest.fixture
def grant(db) -> ConsentGrant:
    return ConsentGrantFactory()


def elsewhere(number: int) -> Browser:
    """A stranger's browser, at a network address of its own."""
    return Browser(REMOTE_ADDR=f"203.0.{number // 256}.{number % 256}")


def strangers_ask(page: str, email: str) -> list[int]:
    """Until their mails are used up."""
    return [elsewhere(number).post(page, {"email": email}).status_code for number in range(4)]


def strangers_guess(email: str) -> list[int]:
    """Until nothing is taken from unknown browsers any more."""
    return [give_password(elsewhere(number), email, "wrong").status_code for number in range(51)]


def last_letter(email: str):
    deliver_due()
    return [letter for letter in mail.outbox if letter.to == [email]][-1]


def link_in(letter, part: str) -> str:
    return re.search(rf"{re.escape(settings.BASE_URL)}(\S*{part}\S*)", letter.body)[1]


def enter_by_code(browser: Browser, email: str, page: str, **typed: str) -> str:
    browser.post(reverse(page), {"email": email})
    enter = ENTER if page == ASK else "practitioner_portal:code"
    return browser.post(reverse(enter), {"code": code_in(last_letter(email).body)} | typed).url


def test_a_client_in_a_known_browser(account):
    browser = Browser()
    enter_by_code(browser, account.email, ASK)
    browser.post(reverse("account_logout"))
    assert strangers_ask(reverse(ASK), account.email)[-1] == 429
    assert enter_by_code(browser, account.email, ASK) == reverse("client_portal:records")


def test_a_client_in_a_new_browser_by_the_link_in_the_mail(account):
    assert strangers_ask(reverse(ASK), account.email)[-1] == 429
    browser = Browser()
    page = link_in(last_letter(account.email), "from-mail")
    assert "Send me a code" in browser.get(page).content.decode()
    assert "_auth_user_id" not in browser.session, "the link opens nothing"
    assert browser.post(page).url == reverse(ENTER)
    code = code_in(last_letter(account.email).body)
    assert browser.post(reverse(ENTER), {"code": code}).url == reverse("client_portal:records")


def test_a_practitioner_in_a_known_browser(grant):
    email, enter = grant.practitioner.email, reverse("practitioner_portal:enter")
    browser = Browser()
    enter_by_code(browser, email, "practitioner_portal:enter")
    browser.post(reverse("practitioner_portal:leave"))
    assert strangers_ask(enter, email)[-1] == 429
    assert enter_by_code(browser, email, "practitioner_portal:enter") == reverse(
        "practitioner_portal:record", args=[grant.pk]
    )


def test_a_practitioner_in_a_new_browser_by_the_link_in_the_mail(grant):
    email = grant.practitioner.email
    strangers_ask(reverse("practitioner_portal:enter"), email)
    browser = Browser()
    page = link_in(last_letter(email), "from-mail")
    assert browser.get(page).status_code == 200
    assert browser.post(page).url == reverse("practitioner_portal:code")
    code = code_in(last_letter(email).body)
    assert browser.post(reverse("practitioner_portal:code"), {"code": code}).url.startswith("/shared/")


@pytest.mark.parametrize("whose", ["account_code_from_mail", "practitioner_portal:enter_from_mail"])
@pytest.mark.parametrize("token", ["nonsense", "of another kind", "of an address that was changed"])
def test_a_link_that_is_none_is_the_same_dead_page(client, account, grant, whose, token):
    if token == "of another kind":
        token = dumps([str(account.pk), "0" * 16], salt="another")
    elif token != "nonsense":
        strangers_ask(reverse(ASK), account.email)
        strangers_ask(reverse("practitioner_portal:enter"), grant.practitioner.email)
        of_account = whose.startswith("account")
        letter = last_letter(account.email if of_account else grant.practitioner.email)
        token = link_in(letter, "from-mail").rstrip("/").rpartition("/")[2]
        row = account if of_account else grant.practitioner
        type(row).objects.filter(pk=row.pk).update(email="moved@home.example")
    page = reverse(whose, args=[token])
    for answer in (client.get(page), client.post(page)):
        assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)


def test_a_trainer_in_a_known_browser(trainer):
    browser = Browser()
    sign_in(browser, trainer.email)
    browser.post(reverse("account_logout"))
    assert strangers_guess(trainer.email)[-1] == 429
    assert give_password(Browser(), trainer.email).status_code == 429, "an unknown browser is told to wait"
    assert give_password(browser, trainer.email).url == reverse("mfa_authenticate")


def test_a_known_browser_has_no_more_tries_than_another(trainer):
    browser = Browser()
    sign_in(browser, trainer.email)
    browser.post(reverse("account_logout"))
    answers = [give_password(browser, trainer.email, "wrong").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_browser_that_another_account_knows_is_a_strangers(trainer):
    browser = Browser()
    sign_in(browser, TrainerFactory().email)
    browser.post(reverse("account_logout"))
    strangers_guess(trainer.email)
    assert give_password(browser, trainer.email).status_code == 429


def test_a_trainer_who_follows_the_link_to_a_new_password(trainer):
    strangers_guess(trainer.email)
    browser = Browser()
    browser.post(reverse("account_reset_password"), {"email": trainer.email})
    address = browser.get(link_in(last_letter(trainer.email), "key"), follow=True).redirect_chain[-1][0]
    browser.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert give_password(browser, trainer.email, NEW_PASSWORD).url == reverse("mfa_authenticate")


def test_a_signed_in_trainer_proves_who_they_are(trainer, trainer_browser):
    strangers_guess(trainer.email)
    assert trainer_browser.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def test_a_passkey_is_not_counted(trainer):
    strangers_guess(trainer.email)
    browser = Browser()
    answers = {browser.post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code for _ in range(40)}
    assert answers == {302}


def test_nobody_floods_a_mailbox_with_links_to_a_new_password(trainer):
    assert strangers_ask(reverse("account_reset_password"), trainer.email) == [302, 302, 302, 429]
    assert Message.objects.filter(to=trainer.email).count() == 3


@pytest.mark.parametrize("page", [ASK, "practitioner_portal:enter", "account_reset_password"])
def test_a_refusal_tells_nothing_about_who_is_here(page, account, grant):
    known = {ASK: account, "practitioner_portal:enter": grant.practitioner, "account_reset_password": TrainerFactory()}[
        page
    ]
    shown = []
    for number, email in enumerate([known.email, "nobody@home.example"]):
        strangers_ask(reverse(page), email)
        answer = elsewhere(100 + number).post(reverse(page), {"email": email})
        shown.append((answer.status_code, answer.content.decode()))
        assert re.search(r"Try again in \d+\s(minutes|hour)", shown[-1][1])
        assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert shown[0] == shown[1]


def test_the_cookie_tells_no_address_and_a_forged_one_is_none(account):
    browser = Browser()
    enter_by_code(browser, account.email, ASK)
    cookie = browser.cookies[settings.KNOWN_BROWSER_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert account.email.partition("@")[0] not in cookie.value
    browser.post(reverse("account_logout"))
    strangers_ask(reverse(ASK), account.email)
    browser.cookies[settings.KNOWN_BROWSER_COOKIE_NAME] = cookie.value[:-2] + "xx"
    assert browser.post(reverse(ASK), {"email": account.email}).status_code == 429
    assert SALT not in cookie.value


def test_one_household_of_ipv6_is_one(db):
    email = ClientFactory().email
    answers = [
        give_password(Browser(REMOTE_ADDR=f"2001:db8:1:2::{number}"), email, "wrong").status_code for number in range(6)
    ]
    assert answers == [422] * 5 + [429]
    assert give_password(Browser(REMOTE_ADDR="2001:db8:1:3::1"), email, "wrong").status_code == 422
