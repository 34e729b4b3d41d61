"""The admins' first page: what waits for them, a few of each, and no client."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent
from accounts.roles import Role
from clients.access import join_own_account
from clients.emergency import break_glass
from network_admin.health_words import WORDS
from outbox import readiness
from practitioners.overview import reckon_overview
from practitioners.referral_days import ReferralDay
from practitioners.verification import VERIFIED_FOR
from tests.accounts.admins import browser_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.outbox import FailedMailFactory, SuppressionFactory
from tests.factories.practitioners import PractitionerFactory
from web.models import SweepLease

pytestmark = pytest.mark.django_db


@pytest.fixture
def admins_page(admin_user):
    browser = browser_of(admin_user)

    def read() -> str:
        return browser.get(reverse("network_admin:desk")).content.decode()

    return read


def test_an_empty_desk_says_so(admins_page):
    page = admins_page()
    assert "Nothing waits for you" in page
    assert "nobody opened an emergency view" in page


def test_who_waits_longest_to_be_verified_comes_first_and_five_are_shown(admins_page):
    for number in range(7):
        PractitionerFactory(name=f"Waiting {number}", verification="pending", verified_on=None)
    page = admins_page()
    assert [f"Waiting {number}" in page for number in range(7)] == [True] * 5 + [False] * 2
    assert "?standing=pending" in page


def test_who_was_asked_three_times_and_answered_nothing_has_stopped_answering(admins_page):
    today = timezone.localdate()
    for name, requested, answered, ago in [
        ("Silent Ida", 3, 0, 10), ("Asked Twice", 2, 0, 10), ("Answers Once", 3, 1, 10), ("Has Time", 3, 0, 5),
        ("Long Ago", 3, 0, 90),
    ]:  # fmt: skip
        practitioner = PractitionerFactory(name=name)
        ReferralDay.objects.create(
            practitioner=practitioner, discipline=practitioner.discipline, day=today - datetime.timedelta(days=ago),
            requested=requested, answered=answered,
        )  # fmt: skip
    reckon_overview(today=today)
    page = admins_page()
    assert "Stopped answering" in page
    assert "Silent Ida" in page
    assert not [name for name in ("Asked Twice", "Answers Once", "Has Time", "Long Ago") if name in page]


def test_a_licence_is_due_again_after_a_year_to_the_day(admins_page):
    today = timezone.localdate()
    PractitionerFactory(name="Due Today", verified_on=today - VERIFIED_FOR)
    PractitionerFactory(name="Due Tomorrow", verified_on=today - VERIFIED_FOR + datetime.timedelta(days=1))
    PractitionerFactory(name="Gone", verified_on=today - 2 * VERIFIED_FOR, verification="suspended")
    page = admins_page()
    assert "Due Today" in page
    assert "Due Tomorrow" not in page
    assert "Gone" not in page


def test_mail_of_the_network_that_failed_is_there_and_a_clients_is_not(admins_page):
    practitioner, client = PractitionerFactory(), ClientFactory()
    trainer = TrainerFactory()
    SuppressionFactory(address=practitioner.email)
    SuppressionFactory(address=client.email)
    FailedMailFactory(to=trainer.email, client_id=None)
    FailedMailFactory(to=client.email, client_id=None)
    FailedMailFactory(to=trainer.email, client_id=client.pk, last_error="About a client")
    page = admins_page()
    assert practitioner.email in page
    assert trainer.email in page
    assert client.email not in page
    assert "About a client" not in page


def test_roles_and_emergency_views_of_30_days_name_no_client(admins_page, admin_user):
    client = ClientFactory(name="Grace Secret")
    break_glass(client, admin_user, reason="She fell, and her daughter called.")
    trainer = TrainerFactory(name="Nia New")
    old = TrainerFactory(name="Olga Old")
    what = AccountEvent.What.ROLE_GIVEN
    AccountEvent.objects.create(user=trainer, what=what, after=Role.ADMIN.value, by=admin_user)
    AccountEvent.objects.create(
        user=old, what=what, after=Role.ADMIN.value, at=timezone.now() - datetime.timedelta(days=31)
    )
    page = admins_page()
    assert "Nia New" in page
    assert "Olga Old" not in page
    assert admin_user.name in page
    assert "Grace Secret" not in page
    assert str(client.pk) not in page
    assert "daughter" not in page


def test_nobodys_own_account_as_a_client_is_there(admins_page):
    client = ClientFactory(name="Grace Secret")
    join_own_account(client)
    client.refresh_from_db()
    trainer = TrainerFactory(name="Tess Trainer")
    AccountEvent.objects.create(user=trainer, what=AccountEvent.What.ROLE_GIVEN, after=Role.CLIENT.value)
    page = admins_page()
    assert client.account.account_events.exists()
    assert "Grace Secret" not in page
    assert "Tess Trainer" not in page


def test_red_health_checks_are_there_with_who_mends_them(admins_page, settings, tmp_path):
    SweepLease.objects.create(name="tests.sweep", ended_at=timezone.now() - datetime.timedelta(minutes=11))
    settings.ACCESS_HEADS_FILE = tmp_path / "not-mounted" / "access-heads.log"
    page = admins_page()
    assert "Nothing has run in the background for ten minutes" in page
    assert "What is ended can&#x27;t be written down" in page
    assert "access log" not in page
    assert "Nothing waits for you" not in page


def test_each_check_has_words():
    told_elsewhere = {"mail"}
    assert {*readiness._alarms, *readiness._checks} <= set(WORDS) | told_elsewhere


def test_the_desk_has_as_many_queries_for_a_large_network(admins_page, django_assert_max_num_queries):
    for _number in range(8):
        PractitionerFactory(verification="pending", verified_on=None)
        SuppressionFactory(address=PractitionerFactory().email)
        FailedMailFactory(to=TrainerFactory().email, client_id=None)
    with django_assert_max_num_queries(16):
        admins_page()
