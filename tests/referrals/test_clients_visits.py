"""The client says by the link in a mail, or in their own record, that a visit is booked and that they went."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import join_own_account
from clients.links import issue_client_link
from clients.models import Client
from outbox.delivery import deliver_due
from outbox.models import Nudge
from outbox.nudge_sweep import send_due_nudges
from referrals import answers
from referrals.booking import Booking
from referrals.models import Attempt, BusinessStatus
from tests.access.world import BACKEND
from tests.factories.referrals import AttemptFactory, BookedAttemptFactory
from tests.pages import as_read
from tests.referrals.lives import BY, past_its_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    """Accepted; the client is to find a date."""
    attempt = AttemptFactory()
    answers.accept(attempt, by=BY, booking=Booking(BusinessStatus.CLIENT_BOOKS))
    deliver_due()
    return Attempt.objects.get(pk=attempt.pk)


def address_in_mail(attempt, part="/l/booking/"):
    letters = [
        letter for letter in mail.outbox if letter.to == [attempt.referral.client.mailbox] and part in letter.body
    ]
    return next(word for word in letters[-1].body.split() if part in word).partition(settings.BASE_URL)[2]


def typed(on, **changes):
    return {"how": "booked", "day": f"{on}", "time": "10:00", "place": "Clinic", "phone": "416 555 0100"} | changes


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def own_browser(client):
    join_own_account(client)
    browser = Browser()
    browser.force_login(Client.objects.get(pk=client.pk).account, backend=BACKEND)
    return browser


def test_i_have_booked_by_the_link_of_the_mail(attempt, client):
    page = address_in_mail(attempt)
    assert attempt.practitioner.name in client.get(page).content.decode()
    answer = client.post(page, typed(in_days(5)))
    assert answer.status_code == 200
    assert "is told" in as_read(answer.content.decode())
    booked = Attempt.objects.get(pk=attempt.pk)
    assert (booked.business_status, booked.appointment_day) == ("booked", in_days(5))
    assert booked.events.last().role == "client"
    mail.outbox.clear()
    deliver_due()
    trainer = attempt.referral.client.lead_trainer.email
    assert [letter.to for letter in mail.outbox if letter.to == [trainer]] == [[trainer]]
    assert client.get(address_in_mail(attempt, "/l/visit/")).status_code == 200


@pytest.mark.parametrize("wrong", [{"day": "2001-01-01"}, {"day": "9999-12-31"}, {"day": ""}, {"time": ""}])
def test_a_date_that_can_not_be_is_said_so_and_what_was_typed_stays(attempt, client, wrong):
    answer = client.post(address_in_mail(attempt), typed(in_days(5), **wrong))
    assert answer.status_code == 422
    assert 'value="Clinic"' in answer.content.decode()
    assert Attempt.objects.get(pk=attempt.pk).business_status == "client-books"


def test_twice_the_same_is_one_booking(attempt, client):
    for _ in range(2):
        client.post(address_in_mail(attempt), typed(in_days(5)))
    assert Attempt.objects.get(pk=attempt.pk).calendar_sequence == 1


def test_i_went_once_the_date_has_been(client):
    booked = BookedAttemptFactory()
    token = issue_client_link(booked.referral.client, "booking", subject_id=booked.pk)
    page, went = reverse("referrals:booking", args=[token]), reverse("referrals:went", args=[token])
    assert "Have you been there?" not in client.get(page).content.decode()
    past_its_date(booked)
    assert "Have you been there?" in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(went).status_code == 302
    attempt = Attempt.objects.get(pk=booked.pk)
    assert (attempt.status, attempt.business_status) == ("accepted", "attended")
    assert Nudge.objects.open().get(subject_id=attempt.pk).kind == "referrals.outcome"
    deliver_due()
    told = [letter for letter in mail.outbox if letter.to == [booked.referral.client.lead_trainer.email]]
    assert len(told) == 1
    assert not [letter for letter in mail.outbox if letter.to == [booked.referral.client.mailbox]]


def test_a_link_is_of_one_referral_and_dead_once_it_is_over(attempt, client):
    page = address_in_mail(attempt)
    answers.complete(attempt, by=BY, attended=True, summary="Seen")
    assert "so there is nothing to book" in as_read(client.get(page).content.decode())
    assert client.post(page, typed(in_days(5))).status_code == 422
    assert client.post(f"{page}went/", follow=True).status_code == 200
    assert Attempt.objects.get(pk=attempt.pk).status == "completed"


def test_in_the_own_record(attempt):
    client = attempt.referral.client
    browser = own_browser(client)
    page = reverse("referrals:own_booking", args=[client.pk, attempt.pk])
    assert page in browser.get(reverse("referrals:own_referrals", args=[client.pk])).content.decode()
    assert browser.post(page, typed("")).status_code == 422
    assert browser.post(page, typed(in_days(5))).status_code == 302
    past_its_date(attempt)
    browser.post(reverse("referrals:own_went", args=[client.pk, attempt.pk]))
    assert Attempt.objects.get(pk=attempt.pk).business_status == "attended"


def test_another_clients_referral_is_not_there(attempt):
    browser = own_browser(attempt.referral.client)
    own, other = attempt.referral.client, AttemptFactory()
    for name in ("own_booking", "own_went"):
        assert browser.post(reverse(f"referrals:{name}", args=[own.pk, other.pk]), typed(in_days(5))).status_code == 404
    token = issue_client_link(own, "booking", subject_id=other.pk)
    assert browser.get(reverse("referrals:booking", args=[token])).status_code == 404


def test_the_reminder_to_book_has_the_link(attempt, client):
    morning = timezone.now().replace(hour=17) + timedelta(days=2)
    while not send_due_nudges(now=morning):
        morning += timedelta(days=1)
    mail.outbox.clear()
    deliver_due(now=morning)
    (letter,) = [letter for letter in mail.outbox if "This is a reminder" in letter.body]
    (page,) = re.findall(rf"{settings.BASE_URL}(/l/booking/\S+)", letter.body)
    client.post(page, typed(in_days(30)))
    assert Attempt.objects.get(pk=attempt.pk).business_status == "booked"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": "requested"}, "has not answered yet"),
        ({"status": "accepted", "business_status": "client-books"}, "can see you. Choose a time"),
        ({"status": "accepted", "business_status": "we-call"}, "wants to call you"),
        ({"status": "accepted", "business_status": "no-show"}, "did not take place"),
        ({"status": "in-progress", "business_status": "attended"}, "You have been there."),
        ({"status": "rejected"}, "so there is nothing to book"),
    ],
)
def test_the_page_says_how_the_visit_stands(attempt, client, values, words):
    moment = timezone.now() if "business_status" in values else None
    Attempt.objects.filter(pk=attempt.pk).update(business_since=moment, **values)
    assert words in as_read(client.get(address_in_mail(attempt)).content.decode())
