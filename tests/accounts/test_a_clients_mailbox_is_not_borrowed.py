"""An account that was given a client's address, and has not confirmed it, is not the client and gives way to them."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.test import Client as Browser
from django.urls import reverse

from accounts.identity import change_address
from accounts.models import AccountEvent, User
from clients.access import join_own_account
from clients.lifecycle import confirm_client
from clients.models import Client
from tests.accounts.admins import browser_of, set_address
from tests.accounts.mails import mails_to
from tests.accounts.signing_in import sign_in
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory
from tests.mailed_codes import code_in

CLIENTS_BOX = "vic@home.example"


@pytest.fixture
def eve(db) -> User:
    return AdminFactory(name="Eve Admin", email="eve@people.example")


@pytest.fixture
def ruth(db) -> User:
    return AdminFactory(name="Ruth Okafor")


@pytest.fixture
def vic(db) -> Client:
    """Has no account yet: the mail that asks them to confirm their address is on its way."""
    return ClientFactory(name="Secret Client", confirmed_at=None, email=CLIENTS_BOX)


@pytest.fixture
def squatter(eve, ruth) -> User:
    change_address(eve, email=CLIENTS_BOX, by=ruth, reason="A new mailbox")
    eve.refresh_from_db()
    return eve


def wear_clients_hat(browser: Browser) -> None:
    browser.post(reverse("accounts:switch_role"), {"role": "client"})


def test_an_admin_reads_no_record_in_the_clients_name(eve, vic):
    """As it was done: an address of one's own choice, and a client who confirms theirs."""
    browser = browser_of(eve)
    set_address(browser, eve, CLIENTS_BOX)
    confirm_client(vic)
    wear_clients_hat(browser)
    for answer in (
        browser.get(reverse("client_portal:record", args=[vic.pk])),
        browser.post(reverse("client_portal:download", args=[vic.pk])),
        browser.get(reverse("client_portal:records")),
    ):
        assert answer.status_code == 404
    vic.refresh_from_db()
    assert (vic.account.email, vic.account.is_network_admin) == (CLIENTS_BOX, False)


def test_an_address_that_the_account_has_not_confirmed_opens_nothing(vic):
    """Even where the account is joined to the record."""
    confirm_client(vic)
    vic.refresh_from_db()
    browser = Browser()
    browser.force_login(vic.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("client_portal:record", args=[vic.pk])
    assert browser.get(page).status_code == 200
    EmailAddress.objects.filter(user=vic.account).update(verified=False)
    assert browser.get(page).status_code == 404


def test_the_client_gets_in_and_the_squatter_goes_back(squatter, ruth, vic):
    told = len(mails_to(ruth.email))
    confirm_client(vic)
    squatter.refresh_from_db()
    vic.refresh_from_db()
    assert (squatter.email, squatter.is_client) == ("eve@people.example", False)
    assert EmailAddress.objects.get(user=squatter).verified, "it was proven before"
    assert vic.account != squatter
    event = squatter.account_events.filter(what=AccountEvent.What.ADDRESS).first()
    assert (event.before, event.after, event.by) == (CLIENTS_BOX, "eve@people.example", None)
    assert "How you sign in was changed" in mails_to("eve@people.example")[-1].subject
    assert len(mails_to(ruth.email)) == told + 1
    browser = Browser()
    browser.post(reverse("account_request_login_code"), {"email": CLIENTS_BOX})
    entered = browser.post(
        reverse("account_confirm_login_code"), {"code": code_in(mails_to(CLIENTS_BOX)[-1].body)}, follow=True
    )
    assert vic.name in entered.content.decode()


@pytest.mark.parametrize("is_active", [True, False])
def test_a_squatter_whose_earlier_address_is_taken_gives_way_too(squatter, ruth, vic, is_active):
    User.objects.filter(pk=squatter.pk).update(is_active=is_active)
    TrainerFactory(email="eve@people.example")
    confirm_client(vic)
    squatter.refresh_from_db()
    vic.refresh_from_db()
    assert squatter.email == f"{squatter.pk}@address.invalid"
    assert not EmailAddress.objects.filter(user=squatter, verified=True).exists()
    assert vic.account.email == CLIENTS_BOX


def test_an_account_that_was_invited_at_the_clients_address_does_not_come_back_to_it(eve, ruth, vic):
    """Being invited there proved nothing; a password may have been set from the mailbox in between."""
    invited = TrainerFactory(email=CLIENTS_BOX, second_factor=False)
    for address in ("eve@elsewhere.example", CLIENTS_BOX):
        change_address(invited, email=address, by=eve)
    confirm_client(vic)
    invited.refresh_from_db()
    vic.refresh_from_db()
    assert invited.email == f"{invited.pk}@address.invalid"
    assert vic.account != invited


def test_an_account_that_has_proven_the_address_is_the_clients_own(vic):
    trainer = TrainerFactory(email=CLIENTS_BOX)
    join_own_account(vic)
    vic.refresh_from_db()
    assert vic.account == trainer


def test_nobody_changes_their_own_address_as_an_admin(eve):
    browser = browser_of(eve)
    page = browser.get(reverse("network_admin:person", args=[eve.pk])).content.decode()
    assert "Change your e-mail address" in page
    assert "Why the address changes" not in page
    set_address(browser, eve, "eve@new.example")
    eve.refresh_from_db()
    assert eve.email == "eve@people.example"
    with pytest.raises(PermissionDenied):
        change_address(eve, email="eve@new.example", by=eve)


def test_whose_address_is_changed_by_an_admin_is_signed_out_everywhere(ruth):
    trainer = TrainerFactory()
    sign_in(browser := Browser(), trainer.email)
    assert browser.get(reverse("accounts:me")).status_code == 200
    set_address(browser_of(ruth), trainer, "trainer@new.example")
    assert browser.get(reverse("accounts:me")).status_code == 302
