"""Two changes that replace somebody's identity stand 7 days apart, or two admins make them."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.agreement import NobodyToAgreeError, NotAgreedError, agree, ask_second_admin, is_established, may_agree
from accounts.events import record_event
from accounts.identity import SecondAdminNeededError, change_address, change_roles, let_in_again
from accounts.models import AccountEvent, ChangeRequest, User
from accounts.roles import Role
from tests.access.world import BACKEND
from tests.accounts import admins
from tests.accounts.mails import link_in_mail_to, mails_to
from tests.accounts.signing_in import prove, sign_in
from tests.factories.accounts import AdminFactory, TrainerFactory

What = AccountEvent.What
DAY = timedelta(days=1)
NOW = timezone.now()


@pytest.fixture
def ana(db) -> User:
    return TrainerFactory(name="Ana Costa", email="ana@people.example")


@pytest.fixture
def first(db) -> User:
    return AdminFactory(name="Ruth Okafor")


@pytest.fixture
def second(db) -> User:
    return AdminFactory(name="Sam Second")


def move(user: User, by: User, *, now=NOW, **agreed: User) -> None:
    change_address(user, email="ana@new.example", by=by, now=now, **agreed)


def let_in(user: User, by: User, *, now=NOW, **agreed: User) -> None:
    let_in_again(user, by=by, reason="Lost the phone", now=now, **agreed)


@pytest.mark.parametrize("order", [(move, let_in), (let_in, move)], ids=["address first", "second step first"])
def test_7_days_lie_between_them(ana, first, order):
    before, after = order
    before(ana, first)
    for later in (timedelta(), 7 * DAY - timedelta(seconds=1)):
        with pytest.raises(SecondAdminNeededError) as needed:
            after(ana, first, now=NOW + later)
        assert needed.value.until == NOW + 7 * DAY
    after(ana, first, now=NOW + 7 * DAY)
    assert set(ana.account_events.values_list("what", flat=True)) == {What.ADDRESS, What.LET_IN_AGAIN}


def test_another_admin_does_not_do_the_second_one_alone_either(ana, first, second):
    move(ana, first)
    with pytest.raises(SecondAdminNeededError):
        let_in(ana, second)


def test_a_second_admin_agrees_on_the_page_with_a_proof_of_their_own(ana, first, second):
    firsts, seconds = admins.browser_of(first), Browser()
    admins.set_address(firsts, ana, "ana@new.example")
    assert "asked by mail" in admins.let_in(firsts, ana).content.decode()
    assert "A second admin is needed" in [letter.subject for letter in mails_to(second.email)]
    seconds.force_login(second, backend=BACKEND)
    page = seconds.get(reverse("network_admin:person", args=[ana.pk])).content.decode()
    assert "Ruth Okafor" in page
    assert "I have made sure: agree" in page
    assert "I have made sure" not in firsts.get(reverse("network_admin:person", args=[ana.pk])).content.decode()
    request = ChangeRequest.objects.get()
    address = reverse("network_admin:agree_to_change", args=[ana.pk, request.pk])
    assert seconds.post(address).url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=ana).exists()
    admins.agree(admins.browser_of(second), ana)
    assert not Authenticator.objects.filter(user=ana).exists()
    event = ana.account_events.get(what=What.LET_IN_AGAIN)
    assert (event.by, event.agreed_by, event.reason) == (first, second, "Lost the phone")
    assert "Ruth Okafor and Sam Second" in mails_to("ana@people.example")[-1].body


def test_after_both_agreed_somebody_sets_up_a_second_step_at_the_new_address(ana, first, second):
    move(ana, first)
    let_in(ana, first, agreed_by=second)
    ana.emailaddress_set.update(verified=True)
    sign_in(browser := Browser(), "ana@new.example")
    assert browser.get(reverse("today")).url == reverse("mfa_index")
    assert browser.get(reverse("mfa_index")).status_code == 200


def test_a_network_of_one_admin_waits(ana, first):
    firsts = admins.browser_of(first)
    admins.set_address(firsts, ana, "ana@new.example")
    assert "no second admin can agree" in admins.let_in(firsts, ana).content.decode()
    assert not ChangeRequest.objects.exists()


def test_what_is_taken_back_or_too_old_is_agreed_to_by_nobody(ana, first, second):
    move(ana, first, now=NOW)
    request = ask_second_admin(ana, ChangeRequest.What.LET_IN_AGAIN, by=first, reason="Lost the phone", now=NOW)
    with pytest.raises(NotAgreedError):
        agree(request, second, now=NOW + 8 * DAY)
    address = reverse("network_admin:withdraw_change", args=[ana.pk, request.pk])
    admins.browser_of(first).post(address)
    with pytest.raises(NotAgreedError):
        agree(request, second, now=NOW)


def test_what_was_looked_at_has_to_be_so_still(ana, first, second):
    move(ana, first, now=NOW - DAY)
    request = ask_second_admin(ana, ChangeRequest.What.LET_IN_AGAIN, by=first, reason="Lost", now=NOW)
    change_address(ana, email="third@new.example", by=first, now=NOW + timedelta(minutes=1))
    with pytest.raises(NotAgreedError):
        agree(request, second, now=NOW + timedelta(minutes=2))


def test_an_address_that_was_taken_meanwhile_is_agreed_to_by_nobody(ana, first, second):
    let_in(ana, first)
    request = ask_second_admin(ana, ChangeRequest.What.ADDRESS, by=first, email="taken@new.example", now=NOW)
    TrainerFactory(email="Taken@new.example")
    with pytest.raises(NotAgreedError):
        agree(request, second, now=NOW)


def test_who_asks_has_to_be_an_admin_still(ana, first, second):
    move(ana, first)
    request = ask_second_admin(ana, ChangeRequest.What.LET_IN_AGAIN, by=first, reason="Lost", now=NOW)
    User.objects.filter(pk=first.pk).update(is_network_admin=False)
    with pytest.raises(NotAgreedError):
        agree(request, second, now=NOW)


def test_a_request_of_another_account_is_not_found(ana, first, second):
    move(ana, first)
    request = ask_second_admin(ana, ChangeRequest.What.LET_IN_AGAIN, by=first, reason="Lost", now=NOW)
    other = TrainerFactory()
    for route in ("network_admin:agree_to_change", "network_admin:withdraw_change"):
        assert admins.browser_of(second).post(reverse(route, args=[other.pk, request.pk])).status_code == 404


# --- whose agreement counts -----------------------------------------------------------------


def made_admin(user: User, by: User) -> None:
    change_roles(user, roles=[Role.ADMIN], by=by, now=NOW)


def opened(user: User, by: User) -> None:
    record_event(user, What.OPENED, by=by, reason="Back", now=NOW)


@pytest.mark.parametrize("how", [made_admin, opened, move, let_in])
def test_an_admin_whom_another_has_made_what_they_are_counts_after_7_days(first, how):
    user = AdminFactory(is_network_admin=how is not made_admin)
    how(user, first)
    user.refresh_from_db()
    assert not is_established(user, now=NOW + 7 * DAY - timedelta(seconds=1))
    assert is_established(user, now=NOW + 7 * DAY)


def test_the_first_admin_of_an_installation_counts_at_once(db):
    user = AdminFactory()
    record_event(user, What.ROLE_GIVEN, by=None, after=Role.ADMIN.value, now=NOW)
    assert is_established(user, now=NOW)


@pytest.mark.parametrize(
    "changed", [{"is_active": False}, {"is_network_admin": False, "is_trainer": True}, {"stopped_until": NOW + DAY}]
)
def test_who_may_not_act_does_not_agree(first, changed):
    assert is_established(first, now=NOW)
    User.objects.filter(pk=first.pk).update(**changed)
    first.refresh_from_db()
    assert not is_established(first, now=NOW)


def test_two_of_standing_take_part_whoever_asks(ana, first, second):
    new = AdminFactory(is_network_admin=False)
    made_admin(new, first)
    new.refresh_from_db()
    #  who made the earlier change, who asks, who agrees: does it count?
    cases = [
        (first, first, second, True),
        (first, second, first, True),
        (second, first, second, True),
        (first, first, first, False),
        (second, first, first, False),
        (first, first, new, False),
        (first, new, first, False),
        (new, new, first, False),
        (new, first, new, False),
        (new, first, second, True),
        (first, new, second, True),
    ]
    for earlier, asks, agrees, counts in cases:
        with transaction.atomic():
            move(ana, earlier)
            request = ChangeRequest(user=ana, by=asks, what=ChangeRequest.What.LET_IN_AGAIN, at=NOW)
            assert may_agree(request, agrees, now=NOW) == counts, (earlier.name, asks.name, agrees.name)
            transaction.set_rollback(True)


def test_nobody_agrees_about_themselves(first, second):
    move(second, first)
    with pytest.raises(NobodyToAgreeError):
        ask_second_admin(second, ChangeRequest.What.LET_IN_AGAIN, by=first, reason="Lost", now=NOW)


def test_the_database_refuses_an_agreement_with_oneself(ana, first):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountEvent.objects.create(user=ana, by=first, agreed_by=first, what=What.ADDRESS)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.create(user=ana, by=first, answered_by=first, state="agreed", what="lift")


# --- one's own address ------------------------------------------------------------------------


def test_somebody_who_was_let_in_again_changes_their_own_address_a_week_later(ana, first):
    browser = Browser()
    browser.force_login(ana, backend=BACKEND)
    prove(browser)
    browser.post(reverse("account_email"), {"email": "mine@new.example", "action_add": "1"})
    link = link_in_mail_to("mine@new.example", "/account/confirm-email/")
    record_event(ana, What.LET_IN_AGAIN, by=first, reason="Lost the phone")
    browser.post(link)
    ana.refresh_from_db()
    assert ana.email == "ana@people.example", "what was asked for before does not come through after"
    response = browser.post(reverse("account_email"), {"email": "other@new.example", "action_add": "1"})
    assert response.status_code == 422
    assert "taken off lately" in response.content.decode()
