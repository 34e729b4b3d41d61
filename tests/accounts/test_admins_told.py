"""What one network admin does with their power is told by mail to the others, and names no client."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from tests.accounts.admins import browser_of, let_in, set_address
from tests.accounts.mails import link_in_mail_to, mails_to
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory


@pytest.fixture
def ruth(db) -> User:
    return AdminFactory(name="Ruth Okafor")


@pytest.fixture
def others(ruth) -> list[User]:
    return [AdminFactory(), AdminFactory()]


@pytest.fixture
def ana(db) -> User:
    return TrainerFactory(name="Ana Costa")


def bodies(user: User) -> list[str]:
    return [" ".join(str(letter.body).split()) for letter in mails_to(user.email)]


def assert_told(others: list[User], ruth: User, *words: str) -> None:
    """Each other admin has one mail with these words, and who did it has none."""
    for other in others:
        [body] = bodies(other)
        for word in ("Ruth Okafor", *words):
            assert word in body, body
    assert mails_to(ruth.email) == []


def test_break_glass(ruth, others):
    client = ClientFactory(name="Secret Client")
    answers = {"email": client.email, "reason": "Secret reason: fell in the gym"}
    browser_of(ruth).post(reverse("network_admin:emergency"), answers)
    assert_told(others, ruth, "record of one client", f"/people/{ruth.pk}/")
    for other in others:
        for letter in mails_to(other.email):
            assert "ecret" not in letter.subject + str(letter.body), "neither whose record, nor why"
            assert str(client.pk) not in str(letter.body)


def test_letting_in_again(ruth, others, ana):
    let_in(browser_of(ruth), ana)
    assert_told(others, ruth, "second step of Ana Costa was taken off", f"/people/{ana.pk}/")


def test_a_changed_address(ruth, others, ana):
    set_address(browser_of(ruth), ana, "ana@new.example")
    assert_told(others, ruth, "e-mail address of Ana Costa was changed")


@pytest.mark.parametrize(("field", "role"), [("is_trainer", "Trainer"), ("is_network_admin", "Network admin")])
def test_an_invitation_with_a_role(ruth, others, field, role):
    new = {"name": "Nia New", "email": "nia@people.example", field: "on"}
    browser_of(ruth).post(reverse("network_admin:invite_person"), new)
    assert_told(others, ruth, f"Nia New was given the role: {role}")
    [invitation] = mails_to("nia@people.example")
    assert role in invitation.body


def test_somebody_is_made_admin(ruth, others, ana):
    """They are told as well, with a way to say that it is wrong."""
    answers = {"name": ana.name, "email": ana.email, "is_trainer": "on", "is_network_admin": "on"}
    browser_of(ruth).post(reverse("network_admin:person", args=[ana.pk]), answers)
    assert_told(others, ruth, "Ana Costa was given the role: Network admin")
    [told] = bodies(ana)
    assert "You are now here as: Network admin. Done by: Ruth Okafor." in told
    assert "/account/stop/" in told


def test_an_account_that_is_closed_and_opened(ruth, others, ana):
    browser = browser_of(ruth)
    for route in ("network_admin:close_person", "network_admin:open_person"):
        browser.post(reverse(route, args=[ana.pk]), {"reason": "On leave"})
    for other in others:
        closed, opened = bodies(other)
        assert "account of Ana Costa was closed" in closed
        assert "account of Ana Costa was opened again" in opened
    assert len(bodies(ana)) == 2


def test_those_who_may_not_act_are_not_told(ruth, ana):
    gone, stopped = AdminFactory(is_active=False), AdminFactory(stopped_until="2099-01-01T00:00Z")
    let_in(browser_of(ruth), ana)
    assert mails_to(gone.email) == mails_to(stopped.email) == []


def test_an_admin_who_gives_themself_another_role(ruth, others):
    browser = browser_of(ruth)
    answers = {"name": ruth.name, "email": ruth.email, "is_trainer": "on", "is_network_admin": "on"}
    browser.post(reverse("network_admin:person", args=[ruth.pk]), answers)
    browser.post(reverse("accounts:switch_role"), {"role": "admin"})
    browser.post(reverse("network_admin:person", args=[ruth.pk]), answers | {"is_trainer": ""})
    for other in others:
        given, taken = bodies(other)
        assert "Ruth Okafor was given the role: Trainer. Done by: Ruth Okafor." in given
        assert "Ruth Okafor no longer has the role: Trainer" in taken


def test_an_admin_who_changes_their_own_address(ruth, others):
    browser = browser_of(ruth)
    browser.post(reverse("account_email"), {"email": "ruth@new.example", "action_add": "1"})
    browser.post(link_in_mail_to("ruth@new.example", "/account/confirm-email/"))
    for other in others:
        [told] = bodies(other)
        assert "e-mail address of Ruth Okafor was changed. Done by: Ruth Okafor." in told


def test_a_trainer_who_changes_their_own_address_is_nobodys_business(ruth, ana):
    browser = browser_of(ana)
    browser.post(reverse("account_email"), {"email": "ana@new.example", "action_add": "1"})
    browser.post(link_in_mail_to("ana@new.example", "/account/confirm-email/"))
    assert mails_to(ruth.email) == []


def test_what_somebody_does_with_their_own_account_is_their_own(ruth, others):
    browser_of(ruth).post(reverse("mfa_generate_recovery_codes"))
    assert [mails_to(other.email) for other in others] == [[], []]
    assert len(mails_to(ruth.email)) == 1


def test_the_first_admin_is_made_in_silence(db):
    call_command("first_admin", "first@people.example")
    assert len(mails_to("first@people.example")) == 1
