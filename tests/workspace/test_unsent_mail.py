"""A mail that did not go out, or perhaps did not, stands on Today with what sends it again."""

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.lifecycle import send_welcome
from clients.mail import WELCOME
from consent.grants import mail_question
from consent.links import send_share_link
from consent.mail import ASKED, SHARED
from outbox.alarm import LATE_AFTER
from outbox.content import _kinds
from outbox.delivery import deliver_due
from outbox.enqueue import enqueue
from outbox.models import Message
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.outbox import FailedMailFactory
from workspace.unsent_mail import RENEWALS


@pytest.fixture
def admin_browser(admin_user) -> Browser:
    browser = Browser()
    browser.force_login(admin_user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def today(browser) -> str:
    return browser.get(reverse("today")).content.decode()


def leave_unknown(kind: str) -> Message:
    """What a worker leaves whose server took the mail in and said nothing."""
    Message.objects.filter(kind=kind).update(state="unknown", sealed_secrets="", gave_up_at=timezone.now())
    return Message.objects.filter(kind=kind).latest("created_at", "id")


def unanswered(client):
    client.confirmed_at, client.confirmed_address = None, ""
    client.save()
    send_welcome(client)


def asked(client):
    mail_question(ConsentGrantFactory(client=client, given_at=None))


def shared(client):
    send_share_link(ConsentGrantFactory(client=client))


@pytest.mark.parametrize(("kind", "arrange"), [(WELCOME, unanswered), (ASKED, asked), (SHARED, shared)])
def test_a_secret_of_which_nobody_can_tell_is_replaced_by_one_press(trainer_browser, care_client, kind, arrange):
    arrange(care_client)
    message = leave_unknown(kind)
    page = today(trainer_browser)
    assert f"Unknown whether a mail has reached {message.to}" in page
    assert "Send a new link" in page
    again = reverse("workspace:send_mail_again", args=[care_client.pk, message.pk])
    assert again in page
    trainer_browser.post(again)
    assert Message.objects.filter(kind=kind, state="waiting").count() == 1
    assert "Unknown whether" not in today(trainer_browser)
    deliver_due()
    assert [letter.to for letter in mail.outbox] == [[message.to]]


def test_a_mail_without_a_secret_is_sent_again_under_its_name(trainer_browser, care_client):
    message = FailedMailFactory(client_id=care_client.pk, last_error="550 no such user")
    page = today(trainer_browser)
    assert f"A mail to {message.to} did not go out: 550 no such user" in page
    trainer_browser.post(reverse("workspace:send_mail_again", args=[care_client.pk, message.pk]))
    message.refresh_from_db()
    assert (message.state, message.tries, message.gave_up_at) == ("waiting", 0, None)
    assert message.to not in today(trainer_browser)


def test_no_mail_of_another_client_is_sent_again(trainer_browser, care_client):
    theirs = FailedMailFactory(client_id=ClientFactory().pk)
    assert theirs.to not in today(trainer_browser)
    page = trainer_browser.post(reverse("workspace:send_mail_again", args=[care_client.pk, theirs.pk]))
    assert page.status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "failed"


def test_a_mail_that_went_out_is_not_sent_again(trainer_browser, care_client):
    sent = FailedMailFactory(client_id=care_client.pk, state="sent", sent_at=timezone.now(), gave_up_at=None)
    page = trainer_browser.post(reverse("workspace:send_mail_again", args=[care_client.pk, sent.pk]))
    assert page.status_code == 404


def test_what_sends_a_new_link_is_of_a_kind_that_there_is():
    assert RENEWALS.keys() <= _kinds.keys()


def test_mail_that_is_late_stands_above_today_and_above_people(trainer_browser, care_client, admin_browser):
    now = timezone.now()
    enqueue("tests.x", to="a@b.example", dedupe_key="x", client_id=care_client.pk, due_at=now - LATE_AFTER * 2)
    enqueue("tests.x", to="a@b.example", dedupe_key="y", client_id=ClientFactory().pk, due_at=now - LATE_AFTER * 2)
    assert "1 mail waits since" in today(trainer_browser)
    assert "2 mails wait, the first since" in admin_browser.get(reverse("network_admin:desk")).content.decode()
