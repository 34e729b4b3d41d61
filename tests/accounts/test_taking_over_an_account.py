"""A network admin tries to become a trainer: the way that was open once, and those around it, all end outside."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.identity import change_address
from accounts.models import User
from tests.accounts.admins import agree, browser_of, let_in, press_stop, reset_password, set_address
from tests.accounts.mails import link_in_mail_to, mails_to
from tests.accounts.signing_in import give_password, sign_in
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory

THIEVES_BOX = "ana.costa@elsewhere.example"
NEW_PASSWORD = "staple-battery-horse-9"
OLD_BOX = "ana@people.example"


@pytest.fixture
def ana(db) -> User:
    ana = TrainerFactory(name="Ana Costa", email=OLD_BOX)
    ClientFactory(lead_trainer=ana, name="Secret Client")
    return ana


@pytest.fixture
def mallory(db) -> User:
    return AdminFactory(name="Mallory")


def is_inside(browser: Browser) -> bool:
    """Whether the browser reads what the trainer reads."""
    return "Secret Client" in browser.get(reverse("workspace:clients")).content.decode()


def second_step_of(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def test_the_address_the_second_step_and_the_password(ana, mallory):
    """Through the pages and the mails, as it was done."""
    admins = browser_of(mallory)
    set_address(admins, ana, THIEVES_BOX)
    page = let_in(admins, ana).content.decode()
    assert "has to wait" in page
    assert second_step_of(ana), "the second step stays"
    thief = reset_password(THIEVES_BOX, NEW_PASSWORD)
    thief.post(link_in_mail_to(THIEVES_BOX, "/account/confirm-email/"))
    assert give_password(thief, THIEVES_BOX, NEW_PASSWORD).url == reverse("mfa_authenticate")
    assert not is_inside(thief)
    told = [letter.subject for letter in mails_to(OLD_BOX)]
    assert told == ["How you sign in was changed", "Your password was changed"], "each change, to the old mailbox"


def test_the_other_way_round(ana, mallory):
    """First the second step; the password that Ana alone has would let in, and the address stays hers."""
    admins = browser_of(mallory)
    let_in(admins, ana)
    assert not second_step_of(ana)
    assert "has to wait" in set_address(admins, ana, THIEVES_BOX).content.decode()
    ana.refresh_from_db()
    assert ana.email == OLD_BOX
    Browser().post(reverse("account_reset_password"), {"email": THIEVES_BOX})
    assert mails_to(THIEVES_BOX) == []
    assert link_in_mail_to(OLD_BOX, "/account/stop/")


def test_agreeing_with_oneself(ana, mallory):
    """Mallory makes an admin of their own, who asks or agrees: neither counts."""
    admins = browser_of(mallory)
    new = {"name": "Second Me", "email": "second@elsewhere.example", "is_network_admin": "on"}
    admins.post(reverse("network_admin:invite_person"), new)
    second = User.objects.get(email=new["email"])
    second.set_password(NEW_PASSWORD)
    second.save()
    AdminFactory(name="Ruth")  # so that somebody could agree
    seconds = Browser()
    seconds.force_login(second, backend="allauth.account.auth_backends.AuthenticationBackend")
    seconds.post(reverse("account_reauthenticate"), {"password": NEW_PASSWORD})
    session = seconds.session
    session["second_factor"] = True
    session.save()
    set_address(admins, ana, THIEVES_BOX)
    let_in(admins, ana)
    assert agree(admins, ana).status_code == 200
    assert second_step_of(ana), "who asks does not agree"
    agree(seconds, ana)
    assert second_step_of(ana), "an admin of today does not agree"
    let_in(seconds, ana)
    agree(admins, ana)
    assert second_step_of(ana), "nor asks, so that their maker agrees"


def test_an_account_without_a_second_step_has_none_set_up_from_a_new_mailbox(mallory):
    """Somebody invited who has only a password so far, or none: the new mailbox alone is not enough."""
    newcomer = TrainerFactory(second_factor=False)
    set_address(browser_of(mallory), newcomer, THIEVES_BOX)
    thief = reset_password(THIEVES_BOX, NEW_PASSWORD)
    thief.post(link_in_mail_to(THIEVES_BOX, "/account/confirm-email/"))
    sign_in(thief, THIEVES_BOX, NEW_PASSWORD)
    for route in ("today", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "workspace:clients"):
        page = thief.get(reverse(route))
        assert page.status_code == 403, route
        assert "was changed lately" in page.content.decode()
    assert not second_step_of(newcomer)


def test_an_account_whose_address_changed_a_week_ago_sets_one_up(mallory):
    newcomer = TrainerFactory(second_factor=False)
    before = timezone.now() - timedelta(days=7, seconds=1)
    change_address(newcomer, email=THIEVES_BOX, by=mallory, now=before)
    EmailAddress.objects.filter(user=newcomer).update(verified=True)
    browser = Browser()
    sign_in(browser, THIEVES_BOX)
    assert browser.get(reverse("today")).url == reverse("mfa_index")


def test_putting_a_mailbox_of_ones_own_back_lifts_nobody_elses_stop(ana, mallory):
    """The thief confirms their mailbox, moves on, and stops from it as well: putting it back is refused."""
    admins = browser_of(mallory)
    set_address(admins, ana, THIEVES_BOX)
    EmailAddress.objects.filter(user=ana, email=THIEVES_BOX).update(verified=True)
    ana.refresh_from_db()
    set_address(admins, ana, "third@elsewhere.example")
    press_stop(THIEVES_BOX)
    press_stop(OLD_BOX)
    ana.refresh_from_db()
    set_address(admins, ana, THIEVES_BOX)
    ana.refresh_from_db()
    assert ana.email == "third@elsewhere.example"
    assert ana.is_stopped()


def test_the_old_mailbox_is_told_of_what_follows_later(ana, mallory):
    """A week after the address the second step may go: and is told where the owner still reads."""
    change_address(ana, email=THIEVES_BOX, by=mallory, now=timezone.now() - timedelta(days=8))
    ana.refresh_from_db()
    let_in(browser_of(mallory), ana)
    assert not second_step_of(ana)
    assert [letter.subject for letter in mails_to(OLD_BOX)][-1] == "Your second step was taken off"
    press_stop(OLD_BOX)
    thief = reset_password_if_any(THIEVES_BOX)
    assert not is_inside(thief)


def reset_password_if_any(email: str) -> Browser:
    """A stopped account gets no such mail."""
    browser = Browser()
    browser.post(reverse("account_reset_password"), {"email": email})
    assert not [letter for letter in mails_to(email) if letter.subject == "Set a new password"]
    return browser
