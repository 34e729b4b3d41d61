"""A practitioner refers from their own pages, and sees how their referrals stand and nothing more of the client."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from clients.models import AccessEvent
from outbox.models import Message
from referrals import incoming_moves as moves
from referrals.incoming_mail import SUGGESTED
from referrals.models import IncomingReferral
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.outbox import SuppressionFactory
from tests.factories.practitioners import PractitionerFactory, TrainerProfileFactory
from tests.factories.referrals import AcceptedFactory, IncomingReferralFactory, RequestedFactory
from tests.pages import as_read
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def physio():
    return PractitionerFactory()


@pytest.fixture
def browser(physio) -> Browser:
    ViewerSessionFactory(practitioner=physio, token="their-browser")
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "their-browser"
    return browser


def page(browser: Browser, route: str, *args: object) -> str:
    return as_read(browser.get(reverse(f"practitioner_portal:{route}", args=args)).content.decode())


def typed(**other: str) -> dict[str, str]:
    return {
        "key": str(uuid7()),
        "first_name": "Nora",
        "email": "nora@home.example",
        "language": "fr",
        "reason": "return",
        "agreed": "on",
    } | other


def test_without_any_it_says_what_to_do(browser):
    assert "You have referred nobody yet" in page(browser, "sent_referrals")


def test_trainers_are_found_by_name_practice_and_area_and_only_those_whose_page_is_on(browser):
    TrainerProfileFactory(trainer__name="Ana Costa", area="Leslieville, Toronto")
    TrainerProfileFactory(trainer__name="Marc Tremblay", area="Montréal")
    TrainerProfileFactory(trainer__name="Off Costa", is_public=False)
    address = reverse("practitioner_portal:find_trainers")
    for words in ("ana", "leslie costa"):
        text = browser.get(address, {"q": words}).content.decode()
        assert ("Ana Costa" in text, "Marc" in text, "Off Costa" in text) == (True, False, False)
    assert "Nobody matches" in browser.get(address, {"q": "nobody here"}).content.decode()


def test_a_new_one_needs_no_code_again_and_the_same_twice_is_shown_as_it_stands(browser, physio):
    profile = TrainerProfileFactory()
    address = reverse("practitioner_portal:refer_new", args=[profile.slug])
    first = browser.post(address, typed())
    incoming = IncomingReferral.objects.get()
    assert (incoming.practitioner, incoming.trainer, incoming.client) == (physio, profile.trainer, None)
    again = browser.post(address, typed(), follow=True)
    assert again.redirect_chain[0][0] == first.headers["Location"]
    assert "You have referred them already" in again.content.decode()
    assert Message.objects.filter(kind=SUGGESTED).count() == 1


def test_somebody_who_shares_is_asked_at_their_own_mailbox_and_the_look_is_logged(browser, physio):
    client = ClientFactory(name="Nora Lind", email="nora@home.example")
    grant = ConsentGrantFactory(client=client, practitioner=physio)
    address = reverse("practitioner_portal:refer_shared", args=[grant.pk])
    assert browser.post(address, {"reason": "return"}).status_code == 422
    browser.post(address, {"key": str(uuid7()), "reason": "return", "agreed": "on"})
    incoming = IncomingReferral.objects.get()
    assert (incoming.client, incoming.trainer, incoming.first_name) == (client, client.lead_trainer, "Nora")
    assert Message.objects.filter(kind=SUGGESTED, to="nora@home.example").exists()
    assert AccessEvent.objects.filter(client_id=client.pk).count() == 2


def test_how_it_stands_says_nothing_that_the_practitioner_did_not_type(browser, physio):
    client = ClientFactory(name="Nora Lind", email="secret@home.example", phone="555 0199")
    incoming = AcceptedFactory(client=client, practitioner=physio, first_name="Nora", appointment_place="")
    text = page(browser, "sent_referral", incoming.pk)
    assert "Nora to" in text
    assert not [words for words in ("Lind", "secret@home.example", "555 0199") if words in text]
    assert not AccessEvent.objects.filter(client_id=client.pk).exists()


def test_what_is_shared_is_led_to_once_the_client_has_agreed(browser, physio):
    incoming = AcceptedFactory(practitioner=physio)
    assert "once your patient has agreed" in page(browser, "sent_referral", incoming.pk)
    grant = ConsentGrantFactory(client=incoming.client, practitioner=physio)
    assert reverse("practitioner_portal:record", args=[grant.pk]) in page(browser, "sent_referral", incoming.pk)


def test_mail_that_comes_back_is_said_with_what_to_do(browser, physio):
    incoming = IncomingReferralFactory(practitioner=physio)
    SuppressionFactory(address=incoming.email, scope="all")
    assert "Ask them for their address" in page(browser, "sent_referral", incoming.pk)


def test_another_practitioners_is_a_404(browser):
    incoming = RequestedFactory()
    for route, method in (("sent_referral", "get"), ("take_back_referral", "post"), ("acknowledge_referral", "post")):
        answer = getattr(browser, method)(reverse(f"practitioner_portal:{route}", args=[incoming.pk]))
        assert answer.status_code == 404
    incoming.refresh_from_db()
    assert incoming.status == "requested"


def test_it_is_taken_back_once_and_what_came_of_it_is_noted_once(browser, physio):
    incoming = RequestedFactory(practitioner=physio)
    for _press in range(2):
        browser.post(reverse("practitioner_portal:take_back_referral", args=[incoming.pk]))
    incoming.refresh_from_db()
    assert (incoming.status, incoming.events.count()) == ("cancelled", 1)
    trains = AcceptedFactory(practitioner=physio)
    moves.complete(trains, by=trains.trainer, result="on-their-own")
    assert "Trains on their own now" in page(browser, "sent_referral", trains.pk)
    for _press in range(2):
        browser.post(reverse("practitioner_portal:acknowledge_referral", args=[trains.pk]))
    assert "You noted this on" in page(browser, "sent_referral", trains.pk)


def test_taking_back_what_has_ended_says_who_ended_it(browser, physio):
    incoming = RequestedFactory(practitioner=physio)
    moves.decline(incoming, by=incoming.trainer, why="full")
    answer = browser.post(reverse("practitioner_portal:take_back_referral", args=[incoming.pk]), follow=True)
    assert f"Nothing was changed: {incoming.trainer.name}" in answer.content.decode()
