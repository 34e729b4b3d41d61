"""Practitioners and trainers ask to join on a public page: a code proves the mailbox, an admin decides."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.delivery import deliver_due
from outbox.models import Message
from practitioners.joining_records import JoinCode, TrainerApplication
from practitioners.models import Clinic, Practitioner, TrainerProfile
from tests.accounts.admins import browser_of
from tests.factories.accounts import TrainerFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory, TrainerApplicationFactory
from tests.mailed_codes import code_in
from web.limits import APPLICATIONS_OF_NETWORK
from web.retention import delete_over_age
from web.robot_trap import opened_at

pytestmark = pytest.mark.django_db
IDA = {
    "name": "Ida Berg", "email": "ida@clinic.example", "phone": "416 555 0100", "discipline": "physiotherapist",
    "clinic_name": "Harbour Physio", "licence_number": "PT-1", "register": "College of Physiotherapists",
}  # fmt: skip
TOM = {
    "name": "Tom Ray", "email": "tom@gym.example", "practice_name": "Ray Strength", "area": "Halifax",
    "certification": "CSEP CPT", "certification_number": "77", "about": "Strength after injury",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _discipline(db):
    DisciplineFactory()


def send(browser: Browser, kind: str, typed: dict[str, str]):
    typed = {"opened": opened_at(time.time() - 60)} | typed
    return browser.post(reverse(f"practitioners:join_{kind}"), typed)


def code() -> str:
    deliver_due()
    return code_in(mail.outbox[-1].body)


def join(kind: str, typed: dict[str, str]) -> Browser:
    browser = Browser()
    assert send(browser, kind, typed).status_code == 302
    answer = browser.post(reverse("practitioners:join_code"), {"code": code()}, follow=True)
    assert "Thank you" in answer.content.decode()
    return browser


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_nobody_is_kept_before_the_code(admin_user):
    browser = Browser()
    send(browser, "practitioner", IDA)
    assert not Practitioner.objects.exists()
    assert browser.post(reverse("practitioners:join_code"), {"code": "AAAA-AAAA"}).status_code == 422
    assert not Practitioner.objects.exists()
    assert not Clinic.objects.exists()


def test_a_practitioner_waits_to_be_looked_up_and_the_desk_says_so(admin_user):
    join("practitioner", IDA)
    ida = Practitioner.objects.get()
    assert (ida.name, ida.verification, ida.licence_number, ida.added_by) == ("Ida Berg", "pending", "PT-1", None)
    assert "own mailbox" in ida.events.get().note
    assert "Ida Berg" in browser_of(admin_user).get(reverse("network_admin:desk")).content.decode()


def test_who_is_there_already_stays_as_they_are_and_reads_the_same(admin_user):
    ida = PractitionerFactory(name="IDA BERG", email="ida@clinic.example", licence_number="OLD")
    join("practitioner", IDA)
    ida.refresh_from_db()
    assert (ida.is_verified, ida.licence_number, Practitioner.objects.count()) == (True, "OLD", 1)


def test_a_trainer_is_looked_at_and_invited_once(admin_user):
    join("trainer", TOM)
    assert not User.objects.filter(email="tom@gym.example").exists()
    browser, application = browser_of(admin_user), TrainerApplication.objects.get()
    assert "Tom Ray" in browser.get(reverse("network_admin:desk")).content.decode()
    assert "Strength after injury" in browser.get(reverse("network_admin:applications")).content.decode()
    address = reverse("network_admin:invite_applicant", args=[application.pk])
    for _press in range(2):
        browser.post(address)
    user = User.objects.get(email="tom@gym.example")
    assert (user.is_trainer, user.has_usable_password()) == (True, False)
    assert TrainerProfile.objects.get(trainer=user).certification == "CSEP CPT"
    assert Message.objects.filter(kind="accounts.invitation", to="tom@gym.example").count() == 1
    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("invited", admin_user)


def test_a_declined_one_gets_no_account_and_may_apply_again(admin_user):
    application, browser = TrainerApplicationFactory(email="tom@gym.example"), browser_of(admin_user)
    browser.post(reverse("network_admin:decline_applicant", args=[application.pk]))
    browser.post(reverse("network_admin:invite_applicant", args=[application.pk]))
    assert not User.objects.filter(email="tom@gym.example").exists()
    join("trainer", TOM)
    assert TrainerApplication.objects.filter(state="waiting").count() == 1


def test_who_has_an_account_applies_for_nothing_and_reads_the_same(admin_user):
    TrainerFactory(email="Tom@gym.example")
    join("trainer", TOM)
    assert not TrainerApplication.objects.exists()


@pytest.mark.parametrize("typed", [{"website": "x"}, {"opened": ""}, {"opened": opened_at(time.time() + 86_400)}])
def test_a_robot_is_told_why_and_no_mail_goes(typed):
    assert send(Browser(), "trainer", TOM | typed).status_code == 422
    assert not Message.objects.exists()


def test_a_script_at_100_a_minute_gets_no_further_than_the_limit():
    answers = [
        send(Browser(), "practitioner", IDA | {"email": f"x{number}@clinic.example"}).status_code
        for number in range(100)
    ]
    assert answers == [302] * APPLICATIONS_OF_NETWORK.amount + [429] * (100 - APPLICATIONS_OF_NETWORK.amount)
    assert JoinCode.objects.count() == APPLICATIONS_OF_NETWORK.amount


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [("practitioner", IDA, {"discipline": "astrologer"}), ("practitioner", IDA, {"licence_number": ""}),
     ("practitioner", IDA, {"email": "nobody"}), ("trainer", TOM, {"name": "Tom\r\nBcc: x@y.example"}),
     ("trainer", TOM, {"name": ""})],
)  # fmt: skip
def test_what_can_not_be_is_told_at_the_field(kind, typed, wrong):
    answer = send(Browser(), kind, typed | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.context["form"].errors


def test_markup_in_a_name_is_shown_as_typed(admin_user):
    join("trainer", TOM | {"name": "<script>alert(1)</script>"})
    page = browser_of(admin_user).get(reverse("network_admin:applications")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_code_of_another_browser_opens_nothing():
    send(Browser(), "trainer", TOM)
    answer = Browser().post(reverse("practitioners:join_code"), {"code": code()})
    assert answer.status_code == 422
    assert not TrainerApplication.objects.exists()


def test_who_is_suspended_does_not_come_back_under_another_spelling():
    PractitionerFactory(name="Ida Berg", email=IDA["email"], verification="suspended")
    join("practitioner", IDA | {"name": "Ida M. Berg"})
    assert Practitioner.objects.get().verification == "suspended"


def test_applications_are_kept_for_as_long_as_they_are_of_use():
    now = timezone.now()
    _declined, lately = (
        TrainerApplicationFactory(state="declined", decided_at=now - timedelta(days=days)) for days in (366, 300)
    )
    _stale, waits = (TrainerApplicationFactory(applied_at=now - timedelta(days=days)) for days in (366, 200))
    assert delete_over_age(now=now)["applications"] == 2
    assert set(TrainerApplication.objects.all()) == {lately, waits}


def test_what_was_typed_goes_with_its_code():
    send(Browser(), "trainer", TOM)
    JoinCode.objects.update(expires_at=timezone.now() - timedelta(days=1, minutes=1))
    delete_over_age(now=timezone.now())
    assert not JoinCode.objects.exists()
