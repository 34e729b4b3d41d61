"""The mail about a change has a link that stops it: for 7 days nobody uses the account, and all admins know."""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent, StopLink, User
from accounts.recent_changes import RecentChanges
from accounts.stops import stop_account
from tests.accounts.admins import agree, browser_of, let_in, press_stop, set_address
from tests.accounts.mails import link_in_mail_to, mails_to
from tests.accounts.signing_in import PASSWORD, give_password, prove, sign_in
from tests.factories.accounts import AdminFactory, TrainerFactory

What = AccountEvent.What
OLD_BOX, NEW_BOX = "ana@people.example", "ana@new.example"


@pytest.fixture
def ana(db) -> User:
    return TrainerFactory(name="Ana Costa", email=OLD_BOX)


@pytest.fixture
def changed(ana, admin_user) -> User:
    """Her address was changed by an admin."""
    set_address(browser_of(admin_user), ana, NEW_BOX)
    ana.refresh_from_db()
    return ana


def test_opening_the_link_changes_nothing(changed):
    link, browser = link_in_mail_to(OLD_BOX, "/account/stop/"), Browser()
    before = AccountEvent.objects.count()
    for _ in range(20):
        response = browser.get(link)
        assert response.status_code == 200
        assert response.headers["Referrer-Policy"] == "no-referrer"
    changed.refresh_from_db()
    assert (AccountEvent.objects.count(), changed.stopped_until) == (before, None)
    assert response.content.decode().split("<main")[1].count("<button") == 1
    assert NEW_BOX not in response.content.decode()


def test_the_account_is_shut_at_once_with_everything_proven(changed, admin_user):
    other_admin, browser = AdminFactory(), Browser()
    browser.force_login(changed, backend="allauth.account.auth_backends.AuthenticationBackend")
    changed.emailaddress_set.update(verified=True)
    assert browser.get(reverse("accounts:me")).status_code == 200
    assert "Stopped" in press_stop(OLD_BOX).content.decode()
    assert browser.get(reverse("accounts:me")).status_code == 302, "every session has ended"
    for email in (NEW_BOX, OLD_BOX):
        sign_in(again := Browser(), email)
        assert again.get(reverse("accounts:me")).status_code == 302
    assert give_password(Browser(), NEW_BOX).url == reverse("account_inactive")
    for admin in (admin_user, other_admin):
        assert "stopped" in mails_to(admin.email)[-1].subject
    page = browser_of(other_admin).get(reverse("network_admin:person", args=[changed.pk])).content.decode()
    assert OLD_BOX in page
    assert "e-mail address changed" in page
    assert "Stopped" in browser_of(other_admin).get(reverse("network_admin:people")).content.decode()


def test_a_session_that_is_open_elsewhere_does_not_go_on(changed):
    """Whatever a browser still holds, the account itself is shut."""
    User.objects.filter(pk=changed.pk).update(stopped_until=timezone.now() + timedelta(days=1))
    browser = Browser()
    browser.force_login(changed, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(reverse("accounts:me")).url.startswith(reverse("account_login"))


def test_a_session_from_before_is_gone_when_the_stop_is(ana, admin_user):
    sign_in(browser := Browser(), OLD_BOX)
    assert browser.get(reverse("accounts:me")).status_code == 200
    set_address(browser_of(admin_user), ana, NEW_BOX)
    press_stop(OLD_BOX)
    User.objects.update(stopped_until=None)
    assert browser.get(reverse("accounts:me")).status_code == 302


def test_a_link_stops_once_and_an_old_one_not_at_all(changed):
    press_stop(OLD_BOX)
    link = link_in_mail_to(OLD_BOX, "/account/stop/")
    User.objects.update(stopped_until=None)
    Browser().post(link)
    changed.refresh_from_db()
    assert not changed.is_stopped()
    assert AccountEvent.objects.filter(what=What.STOPPED).count() == 1
    StopLink.objects.update(expires_at=timezone.now())
    assert Browser().get(link).status_code == Browser().post(link).status_code == 404
    assert Browser().get(reverse("accounts:stop_change", args=["no-such-token"])).status_code == 404


def test_after_7_days_it_is_over_and_for_7_more_a_change_needs_two(changed, admin_user):
    pressed = timezone.now() - timedelta(days=7, minutes=1)
    stop_account(StopLink.objects.get(), now=pressed)
    changed.refresh_from_db()
    assert not changed.is_stopped()
    assert RecentChanges.of(changed, now=timezone.now()).waits_until(What.ADDRESS) == pressed + timedelta(days=14)
    assert RecentChanges.of(changed, now=pressed + timedelta(days=14)).waits_until(What.ADDRESS) is None
    assert give_password(Browser(), NEW_BOX).url == reverse("account_email_verification_sent")


def test_putting_the_old_address_back_ends_it(changed, admin_user):
    press_stop(OLD_BOX)
    set_address(browser_of(admin_user), changed, OLD_BOX)
    changed.refresh_from_db()
    assert (changed.email, changed.is_stopped()) == (OLD_BOX, False)


def test_another_address_waits_while_it_is_stopped(changed, admin_user):
    press_stop(OLD_BOX)
    set_address(browser_of(admin_user), changed, "third@new.example")
    changed.refresh_from_db()
    assert (changed.email, changed.is_stopped()) == (NEW_BOX, True)


def test_two_admins_lift_it(changed, admin_user):
    press_stop(OLD_BOX)
    other, ask = AdminFactory(), reverse("network_admin:ask_to_lift_stop", args=[changed.pk])
    first = browser_of(admin_user)
    assert first.post(ask, {"reason": ""}).status_code == 422
    first.post(ask, {"reason": "She pressed by mistake, and told me on the phone"})
    agree(first, changed)
    changed.refresh_from_db()
    assert changed.is_stopped()
    assert link_in_mail_to(other.email, f"/people/{changed.pk}/")
    agree(browser_of(other), changed)
    changed.refresh_from_db()
    assert not changed.is_stopped()
    event = changed.account_events.get(what=What.LIFTED)
    assert (event.by, event.agreed_by) == (admin_user, other)
    assert "can be used again" in mails_to(OLD_BOX)[-1].subject


def links_left(address: str) -> list[str]:
    """Those in all mails to this mailbox that still show the button."""
    bodies = "".join(str(letter.body) for letter in mails_to(address))
    links = re.findall(r"/account/stop/[^\s/]+/", bodies)
    return [link for link in links if Browser().get(link).status_code == 200]


def lift(user: User, first: User, second: User) -> None:
    ask = reverse("network_admin:ask_to_lift_stop", args=[user.pk])
    browser_of(first).post(ask, {"reason": "She told me on the phone"})
    agree(browser_of(second), user)
    user.refresh_from_db()
    assert not user.is_stopped()


def test_a_former_mailbox_that_was_overruled_stops_nothing_any_more(changed, admin_user):
    """Somebody else may read it by now: it is told of what is done, and no more."""
    changed.emailaddress_set.update(verified=True)
    other = AdminFactory()
    let_in(browser_of(admin_user), changed)
    agree(browser_of(other), changed)
    press_stop(OLD_BOX)
    assert len(links_left(OLD_BOX)) > 1, "there are earlier ones, not yet used"
    lift(changed, admin_user, other)
    assert "can be used again" in mails_to(OLD_BOX)[-1].subject
    assert links_left(OLD_BOX) == []
    let_in(browser_of(admin_user), changed)
    agree(browser_of(other), changed)
    assert mails_to(OLD_BOX)[-1].subject == "Your second step was taken off"
    assert "talk to an admin" in str(mails_to(OLD_BOX)[-1].body)
    assert links_left(OLD_BOX) == []
    assert links_left(NEW_BOX), "the account's own mailbox can stop what follows"


def test_a_lifted_stop_is_stopped_from_the_accounts_own_mailbox_alone(changed, admin_user):
    changed.emailaddress_set.update(verified=True)
    press_stop(OLD_BOX)
    lift(changed, admin_user, AdminFactory())
    changed.refresh_from_db()
    lifted = changed.account_events.get(what=What.LIFTED)
    assert [link.sent_to for link in lifted.stop_links.all()] == [NEW_BOX]


def test_a_mailbox_that_got_its_address_back_can_stop_the_next_change(changed, admin_user):
    """One admin alone put it back, so that nobody has overruled it."""
    press_stop(OLD_BOX)
    set_address(browser_of(admin_user), changed, OLD_BOX)
    changed.emailaddress_set.update(verified=True)
    changed.refresh_from_db()
    set_address(browser_of(admin_user), changed, "third@new.example")
    let_in(browser_of(admin_user), changed)
    assert len(links_left(OLD_BOX)) > 1


def test_one_admin_alone_does_not_lift_it(changed, admin_user):
    press_stop(OLD_BOX)
    browser = browser_of(admin_user)
    ask = reverse("network_admin:ask_to_lift_stop", args=[changed.pk])
    assert "no second admin" in browser.post(ask, {"reason": "Please"}, follow=True).content.decode()
    changed.refresh_from_db()
    assert changed.is_stopped()
    assert not changed.change_requests.exists()


def test_somebodys_own_change_of_address_is_told_and_stopped_in_the_same_way(ana, admin_user):
    browser = Browser()
    browser.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    prove(browser)
    browser.post(reverse("account_email"), {"email": NEW_BOX, "action_add": "1"})
    browser.post(link_in_mail_to(NEW_BOX, "/account/confirm-email/"))
    ana.refresh_from_db()
    assert ana.email == NEW_BOX
    press_stop(OLD_BOX)
    assert give_password(Browser(), NEW_BOX, PASSWORD).url == reverse("account_inactive")
    assert "stopped" in mails_to(admin_user.email)[-1].subject


def test_a_change_that_waits_to_be_confirmed_ends_with_the_stop(changed):
    changed.emailaddress_set.create(email="third@new.example", verified=False, primary=False)
    press_stop(OLD_BOX)
    assert not changed.emailaddress_set.filter(email="third@new.example").exists()


def test_letting_in_again_is_told_with_the_link_too(ana, admin_user):
    let_in(browser_of(admin_user), ana)
    press_stop(OLD_BOX)
    assert give_password(Browser(), OLD_BOX).url == reverse("account_inactive")
