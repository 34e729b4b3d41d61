"""Mail to people of the network that failed or waits: what it is, to whom, since when and why; and sending it again."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.invitations import invite
from accounts.mail import INVITATION
from accounts.models import User
from network_admin.mail_words import WORDS
from outbox.content import _kinds
from outbox.models import Message
from tests.accounts.admins import browser_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.outbox import FailedMailFactory
from tests.factories.practitioners import PractitionerFactory

pytestmark = pytest.mark.django_db
PAGE = "network_admin:failed_mail"


@pytest.fixture
def browser(admin_user):
    return browser_of(admin_user)


def send_again(browser, mail):
    address = reverse("network_admin:send_network_mail_again", args=[mail.pk])
    return browser.post(address, follow=True)


def failed(**fields):
    return FailedMailFactory(**{"client_id": None, "kind": "practitioners.announcement"} | fields)


def late(**fields):
    due = timezone.now() - datetime.timedelta(minutes=20)
    return failed(**{"state": "waiting", "gave_up_at": None, "due_at": due, "last_error": "421 busy"} | fields)


def test_the_page_says_what_failed_and_why(browser):
    practitioner = PractitionerFactory()
    mail = failed(to=practitioner.email, last_error="554 refused")
    page = browser.get(reverse(PAGE)).content.decode()
    for words in ("An announcement", practitioner.email, "554 refused", "Send again"):
        assert words in page
    assert mail.dedupe_key not in page


def test_a_mail_is_sent_again_and_stands_there_no_more(browser):
    mail = failed(to=PractitionerFactory().email)
    answer = send_again(browser, mail)
    assert "The mail is on its way." in answer.content.decode()
    mail.refresh_from_db()
    assert mail.state == "waiting"
    assert reverse("network_admin:send_network_mail_again", args=[mail.pk]) not in answer.content.decode()
    assert send_again(browser, mail).status_code == 404


def test_of_a_code_for_one_use_no_other_is_sent_for_somebody(browser):
    mail = failed(to=TrainerFactory().email, kind="accounts.sign_in_code", carries_secret=True)
    assert "they ask for another" in browser.get(reverse(PAGE)).content.decode()
    assert "no longer wanted" in send_again(browser, mail).content.decode()
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_an_invitation_is_made_anew_once_and_not_for_who_has_come(browser):
    user = User(email="new@gym.example", name="New", is_trainer=True)
    invite(user, by=None)
    invitations = Message.objects.filter(kind=INVITATION)
    mail = invitations.get()
    invitations.update(state="failed", gave_up_at=timezone.now(), sealed_secrets="")
    page = send_again(browser, mail).content.decode()
    assert "The mail is on its way." in page
    assert invitations.outstanding().get().to == user.email
    assert reverse("network_admin:send_network_mail_again", args=[mail.pk]) not in page, "a newer one is on its way"
    invitations.outstanding().delete()
    user.set_password("a long password of theirs")
    user.save()
    assert "no longer wanted" in send_again(browser, mail).content.decode()
    assert not invitations.outstanding().exists()


def test_one_that_went_to_another_about_the_same_mends_nothing(browser):
    first, second = PractitionerFactory(), PractitionerFactory()
    mail = failed(to=first.email)
    failed(to=second.email, subject_id=mail.subject_id, state="sent", gave_up_at=None, sent_at=timezone.now())
    assert first.email in browser.get(reverse(PAGE)).content.decode()


def test_mail_that_waits_is_there_too(browser):
    trainer = TrainerFactory()
    late(to=trainer.email)
    late(to=TrainerFactory(email="soon@gym.example").email, due_at=timezone.now())
    page = browser.get(reverse(PAGE)).content.decode()
    waiting = page.partition("Mails that wait")[2]
    assert trainer.email in waiting
    assert "421 busy" in waiting
    assert "soon@gym.example" not in waiting
    assert "Send again" not in waiting


@pytest.mark.parametrize("make", [failed, late])
def test_no_mail_to_or_about_a_client_is_there_or_sent(browser, make):
    client, trainer = ClientFactory(), TrainerFactory()
    mails = [
        make(to=client.email),
        make(to=trainer.email, client_id=client.pk, last_error="About a client"),
        make(to=PractitionerFactory(email=ClientFactory().email).email),
    ]
    page = browser.get(reverse(PAGE)).content.decode()
    assert not [mail.to for mail in mails if mail.to in page]
    assert "About a client" not in page
    for mail in mails:
        assert send_again(browser, mail).status_code == 404


def test_each_kind_about_accounts_and_the_network_has_words():
    own = ("accounts.", "network_admin.", "practitioners.", "workspace.")
    assert {kind for kind in _kinds if kind.startswith(own)} <= set(WORDS)
    assert set(WORDS) <= set(_kinds)
