"""Whatever changes the address of an account is noted, and an address that nobody has confirmed opens nothing."""

import inspect
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.urls import reverse

from accounts.identity import put_address_back
from accounts.models import AccountEvent, User
from tests.accounts.admins import agree, browser_of, let_in, set_address
from tests.accounts.mails import link_in_mail_to, mails_to
from tests.factories.accounts import AdminFactory, TrainerFactory

What = AccountEvent.What
OLD_BOX, NEW_BOX = "ana@people.example", "ana@new.example"
ACTIONS = sorted(set(re.findall(r'"(action_\w+)" in request\.POST', inspect.getsource(EmailView))))
STATES = {
    "confirmed": [(OLD_BOX, True, True)],
    "not confirmed": [(OLD_BOX, False, True)],
    "without a row": [],
    "another waits": [(OLD_BOX, True, True), (NEW_BOX, False, False)],
    "both wait": [(OLD_BOX, False, False), (NEW_BOX, False, False)],
    "another was confirmed": [(OLD_BOX, False, False), (NEW_BOX, True, True)],
}


@pytest.fixture
def ana(db) -> User:
    return TrainerFactory(name="Ana Costa", email=OLD_BOX)


def assert_noted(user: User) -> None:
    """The address is the one that the newest event tells of; without one it is the one from before."""
    user.refresh_from_db()
    event = user.account_events.filter(what=What.ADDRESS).first()
    assert user.email == (event.after if event else OLD_BOX)


def test_the_actions_of_the_page_are_known():
    assert {"action_add", "action_primary", "action_remove", "action_send"} <= set(ACTIONS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_on_ones_own_page_changes_it_in_silence(ana, action, state):
    browser = browser_of(ana)
    EmailAddress.objects.filter(user=ana).delete()
    for email, verified, primary in STATES[state]:
        EmailAddress.objects.create(user=ana, email=email, verified=verified, primary=primary)
    for email in (OLD_BOX, NEW_BOX, NEW_BOX.upper(), "third@new.example"):
        browser.post(reverse("account_email"), {action: "1", "email": email})
        assert_noted(ana)
    ana.refresh_from_db()
    assert ana.email == OLD_BOX, "the link in a mail changes it, nothing on the page"


def test_making_another_address_the_one_at_once_is_no_page(ana):
    browser = browser_of(ana)
    browser.post(reverse("account_email"), {"action_add": "1", "email": NEW_BOX})
    answer = browser.post(reverse("account_email"), {"action_primary": "1", "email": NEW_BOX})
    assert answer.status_code == 404
    answer = browser.post(reverse("account_email"), {"action_remove": "1", "email": NEW_BOX})
    assert answer.status_code == 302, "what waits may be dropped"
    assert not EmailAddress.objects.filter(email=NEW_BOX).exists()


def by_the_link_in_the_mail(user: User) -> None:
    browser = browser_of(user)
    browser.post(reverse("account_email"), {"action_add": "1", "email": NEW_BOX})
    browser.post(link_in_mail_to(NEW_BOX, "/account/confirm-email/"))


def by_an_admin(user: User) -> None:
    set_address(browser_of(AdminFactory()), user, NEW_BOX)


def by_two_admins(user: User) -> None:
    first, second = browser_of(AdminFactory()), AdminFactory()
    let_in(first, user)
    set_address(first, user, NEW_BOX)
    agree(browser_of(second), user)


def by_a_client_whose_it_is(user: User) -> None:
    by_an_admin(user)
    put_address_back(user)


@pytest.mark.parametrize("way", [by_the_link_in_the_mail, by_an_admin, by_two_admins, by_a_client_whose_it_is])
def test_each_way_is_noted(ana, way):
    way(ana)
    assert ana.account_events.filter(what=What.ADDRESS).exists()
    assert_noted(ana)


def test_who_gets_the_mail_by_mistake_reads_that_it_can_be_ignored(ana, client):
    browser_of(ana).post(reverse("account_email"), {"action_add": "1", "email": NEW_BOX})
    [letter] = mails_to(NEW_BOX)
    assert "Only if you asked for this" in letter.body
    assert "If it was not you, ignore this mail" in letter.body
    page = client.get(link_in_mail_to(NEW_BOX, "/confirm-email/"))
    assert "Only if you asked for this" in page.content.decode()


def test_an_address_that_waits_gets_no_link_to_a_new_password(ana, client):
    browser = browser_of(ana)
    browser.post(reverse("account_email"), {"action_add": "1", "email": NEW_BOX})
    client.post(reverse("account_reset_password"), {"email": NEW_BOX})
    assert [letter.subject for letter in mails_to(NEW_BOX)] == ["Confirm your address"]
    client.post(reverse("account_reset_password"), {"email": OLD_BOX.upper()})
    assert link_in_mail_to(OLD_BOX, "/password/reset/key/")
