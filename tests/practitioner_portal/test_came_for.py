"""A page behind the code that a browser came for opens once the code is right: a reminder leads to its referral."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from outbox.delivery import deliver_due
from outbox.models import Message, Nudge
from outbox.nudge_sweep import send_due_nudges
from outbox.sealing import unseal_secrets
from practitioner_portal.viewers import CAME_FOR_COOKIE
from referrals.nudges import follow
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AttemptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(db):
    """Of a practitioner with whom another client shares as well."""
    attempt = AttemptFactory()
    ConsentGrantFactory(practitioner=attempt.practitioner)
    return attempt


def page_of(attempt):
    return reverse("practitioner_portal:referral", args=[attempt.grant_id, attempt.pk])


def comes_in(browser, practitioner):
    browser.post("/shared/enter/", {"email": practitioner.email})
    code = Message.objects.filter(kind="consent.code").latest("created_at", "id")
    return browser.post("/shared/code/", {"code": unseal_secrets(code.sealed_secrets)["code"]})


def test_a_reminder_opens_its_referral_in_a_browser_that_nobody_knows(attempt, client):
    follow(attempt)
    Nudge.objects.update(next_at=timezone.now())
    nudge = Nudge.objects.get()
    morning = timezone.now().replace(hour=17)
    while not send_due_nudges(now=morning):
        morning += timedelta(days=1)
    deliver_due(now=morning)
    (letter,) = [letter for letter in mail.outbox if letter.to == [nudge.to] and "reminder" in letter.body]
    (address,) = re.findall(rf"{settings.BASE_URL}(/shared/\S+)", letter.body)
    assert address == page_of(attempt)
    assert client.get(address).headers["Location"] == "/shared/enter/"
    assert comes_in(client, attempt.practitioner).headers["Location"] == page_of(attempt)
    assert client.get(page_of(attempt)).status_code == 200


def test_it_is_gone_afterwards(attempt, client):
    client.get(page_of(attempt))
    comes_in(client, attempt.practitioner)
    assert client.cookies[CAME_FOR_COOKIE].value == ""


@pytest.mark.parametrize(
    "address", ["https://evil.example/shared/", "//evil.example/shared/", "/shared/leave/", "/", "/shared/\\x/"]
)
def test_no_other_address_opens(attempt, client, address):
    client.cookies[CAME_FOR_COOKIE] = address
    assert comes_in(client, attempt.practitioner).headers["Location"] == "/shared/"


def test_another_practitioners_page_does_not_open(attempt):
    browser, stranger = Browser(), AttemptFactory()
    browser.get(page_of(stranger))
    assert comes_in(browser, attempt.practitioner).headers["Location"] == "/shared/"
