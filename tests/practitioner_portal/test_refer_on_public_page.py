"""The form on a trainer's public page: nothing leaves before the sender's mailbox is proven, and robots get nowhere."""

import time

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from outbox.delivery import deliver_due
from outbox.models import Message
from practitioners.models import Practitioner, TrainerProfile
from referrals.incoming_mail import SENDER_CODE, SUGGESTED
from referrals.models import IncomingReferral, SenderCode
from tests.factories.outbox import SuppressionFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory, TrainerProfileFactory
from tests.mailed_codes import code_in
from tests.pages import as_read
from tests.web.test_limits import within_one_stretch
from web.errors import not_found
from web.keys import uuid7
from web.limits import REFERRALS_OF_NETWORK
from web.robot_trap import LEAST_SECONDS, opened_at

CODE = reverse("practitioner_portal:refer_code")


@pytest.fixture
def profile(db) -> TrainerProfile:
    DisciplineFactory()
    return TrainerProfileFactory()


def typed(**other: str) -> dict[str, str]:
    return {
        "key": str(uuid7()),
        "opened": opened_at(time.time() - LEAST_SECONDS - 1),
        "own_name": "Dana Whitfield",
        "own_email": "dana@clinic.example",
        "discipline": "physiotherapist",
        "clinic_name": "East End Physio",
        "first_name": "Nora",
        "email": "nora@home.example",
        "language": "en",
        "reason": "return",
        "agreed": "on",
    } | other


def send(browser: Browser, profile: TrainerProfile, **other: str):
    return browser.post(reverse("practitioner_portal:refer", args=[profile.slug]), typed(**other))


def mailed_code() -> str:
    deliver_due(now=timezone.now())
    return code_in(mail.outbox[-1].body)


def test_until_the_code_is_entered_nobody_else_is_written_to_and_nobody_is_kept(profile):
    browser = Browser()
    assert send(browser, profile).headers["Location"] == CODE
    assert [(message.kind, message.to) for message in Message.objects.all()] == [(SENDER_CODE, "dana@clinic.example")]
    assert not IncomingReferral.objects.exists()
    assert not Practitioner.objects.exists()
    assert browser.post(CODE, {"code": "AAAA-AAAA"}).status_code == 422
    assert not IncomingReferral.objects.exists()


def test_the_code_sends_it_off_and_opens_the_practitioners_own_pages(profile):
    browser = Browser()
    send(browser, profile)
    answer = browser.post(CODE, {"code": mailed_code()})
    incoming = IncomingReferral.objects.get()
    assert answer.headers["Location"] == reverse("practitioner_portal:sent_referral", args=[incoming.pk])
    assert (incoming.first_name, incoming.status, incoming.trainer) == ("Nora", "draft", profile.trainer)
    practitioner = incoming.practitioner
    assert (practitioner.name, practitioner.verification, practitioner.clinic.name) == (
        "Dana Whitfield",
        "pending",
        "East End Physio",
    )
    assert Message.objects.filter(kind=SUGGESTED, to="nora@home.example").exists()
    page = as_read(browser.get(answer.headers["Location"]).content.decode())
    assert "Waiting for the client&#x27;s word" in page
    assert not Message.objects.filter(to=profile.trainer.email).exists()


def test_a_code_works_in_the_browser_that_asked_alone_and_once(profile):
    browser, thief = Browser(), Browser()
    send(browser, profile)
    code = mailed_code()
    assert thief.post(CODE, {"code": code}).status_code == 422
    assert browser.post(CODE, {"code": code}).status_code == 302
    assert browser.post(CODE, {"code": code}).status_code == 422
    assert IncomingReferral.objects.count() == 1


def test_whoever_is_in_the_network_already_stays_who_they_are(profile):
    known = PractitionerFactory(email="dana@clinic.example", name="D. Whitfield")
    browser = Browser()
    send(browser, profile, own_email="Dana@clinic.example")
    browser.post(CODE, {"code": mailed_code()})
    assert IncomingReferral.objects.get().practitioner == known
    known.refresh_from_db()
    assert (known.name, known.verification) == ("D. Whitfield", "verified")


def test_of_a_shared_mailbox_the_name_says_who_it_is(profile):
    PractitionerFactory(email="dana@clinic.example", name="Lee Park", mailbox_is_shared=True)
    browser = Browser()
    send(browser, profile)
    browser.post(CODE, {"code": mailed_code()})
    assert IncomingReferral.objects.get().practitioner.name == "Dana Whitfield"


def test_a_suspended_practitioner_refers_nobody(profile):
    PractitionerFactory(email="dana@clinic.example", name="Dana Whitfield", verification="suspended")
    browser = Browser()
    send(browser, profile)
    assert browser.post(CODE, {"code": mailed_code()}).status_code == 422
    assert not IncomingReferral.objects.exists()


def test_two_forms_before_the_code_are_both_sent_and_the_same_twice_once(profile):
    browser, key = Browser(), str(uuid7())
    for _press in range(2):
        send(browser, profile, key=key)
    send(browser, profile, first_name="Omar", email="omar@home.example")
    assert SenderCode.objects.count() == 1
    browser.post(CODE, {"code": mailed_code()})
    assert sorted(IncomingReferral.objects.values_list("first_name", flat=True)) == ["Nora", "Omar"]


def test_a_page_that_went_off_meanwhile_is_sent_nothing(profile):
    browser = Browser()
    send(browser, profile)
    TrainerProfile.objects.update(is_public=False)
    browser.post(CODE, {"code": mailed_code()})
    assert not IncomingReferral.objects.exists()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"website": "http://spam.example"}, "there to stop robots"),
        ({"opened": opened_at(time.time() + 86_400)}, "faster than a person reads"),
        ({"opened": "forged"}, "came without its page"),
        ({"agreed": ""}, "Ask your patient first"),
        ({"email": "dana@clinic.example"}, "This is your own address"),
        ({"is_minor": "on"}, "Enter who answers for them"),
        ({"reason": "Back pain"}, "Select a valid choice"),
        ({"first_name": "N" * 61}, "at most 60 characters"),
        ({"email": "no address"}, "valid email"),
    ],
)
def test_what_is_wrong_is_said_what_was_typed_stays_and_nothing_is_saved(profile, other, words):
    answer = send(Browser(), profile, **other)
    page = as_read(answer.content.decode())
    assert answer.status_code == 422
    assert words in page
    assert "East End Physio" in page
    assert not SenderCode.objects.exists()
    assert not Message.objects.exists()


def test_mail_that_comes_back_from_the_senders_own_address_is_said(profile):
    SuppressionFactory(address="dana@clinic.example", scope="all")
    answer = send(Browser(), profile)
    assert answer.status_code == 422
    assert "Mail to this address came back" in as_read(answer.content.decode())


def test_a_hundred_forms_within_a_minute_are_refused_in_words_and_keep_what_was_typed(profile):
    within_one_stretch(REFERRALS_OF_NETWORK.seconds, at_least=30)
    answers = [send(Browser(), profile, own_email=f"dana{number}@clinic.example") for number in range(100)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [302] * REFERRALS_OF_NETWORK.amount + [429] * (100 - REFERRALS_OF_NETWORK.amount)
    page = as_read(answers[-1].content.decode())
    assert "Too many referrals were sent from here" in page
    assert "nora@home.example" in page
    assert SenderCode.objects.count() == REFERRALS_OF_NETWORK.amount


def test_a_trainer_who_takes_nobody_has_no_form_and_takes_none(profile):
    TrainerProfile.objects.update(takes_new_clients=False)
    page = Browser().get(reverse("practitioner_portal:trainer", args=[profile.slug])).content.decode()
    assert "own_email" not in page
    assert send(Browser(), profile).status_code == 422


def test_a_page_that_is_off_takes_no_form(profile):
    TrainerProfile.objects.update(is_public=False)
    answer = send(Browser(), profile)
    assert answer.content == not_found(answer.wsgi_request).content


def test_a_code_whose_mail_came_back_is_said_and_another_may_be_asked_for(profile):
    browser = Browser()
    send(browser, profile)
    Message.objects.filter(kind=SENDER_CODE).update(state="failed", sealed_secrets="", gave_up_at=timezone.now())
    assert "Nobody can tell whether your code reached you" in as_read(browser.get(CODE).content.decode())
    send(browser, profile)
    assert SenderCode.objects.count() == 2
