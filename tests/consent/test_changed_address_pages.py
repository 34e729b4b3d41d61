"""The client is asked whether sharing goes on with a practitioner's changed address: by mail, on their page, in person."""

import re

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from clients.access import join_own_account
from clients.models import AccessEvent
from clients.today import Section
from consent.models import AddressChange, ConsentGrant
from consent.network_changes import object_to_address
from outbox.delivery import deliver_due
from practitioners.changes import save_practitioner
from tests.access.world import BACKEND
from tests.clients.test_handover import PASSWORD
from tests.factories.consent import ConsentGrantFactory

NEW = "dana@elsewhere.example"


@pytest.fixture
def paused(care_client) -> ConsentGrant:
    grant = ConsentGrantFactory(client=care_client)
    grant.practitioner.email = NEW
    save_practitioner(grant.practitioner)
    return grant


def at(route: str, grant: ConsentGrant) -> str:
    return reverse(f"consent:{route}", args=[grant.client_id, grant.pk])


def today(browser: Browser) -> str:
    """Today, with the part that it reads once it is unfolded."""
    parts = [browser.get(reverse("today"), query) for query in ({}, {"section": Section.OTHERS})]
    return "".join(part.content.decode() for part in parts)


def link_in_mail(grant: ConsentGrant) -> str:
    deliver_due()
    letters = [one.body for one in mail.outbox if one.to == [grant.client.email]]
    [path] = re.findall(r"/l/consent/[\w-]+/", letters[-1])
    return str(path)


def state(grant: ConsentGrant) -> str:
    return ConsentGrant.objects.get(pk=grant.pk).state


def test_today_asks_with_one_button_and_the_client_answers_by_mail(paused, trainer_browser, client):
    shown = today(trainer_browser)
    assert f"The address of {paused.practitioner.name} changed: ask the client again" in shown
    press = reverse("workspace:today_settle", args=[paused.client_id, "consent", "address-changed", paused.pk])
    assert f'formaction="{press}"' in shown
    trainer_browser.post(press)
    trainer_browser.post(at("ask_address", paused))
    page = link_in_mail(paused)
    assert "ask the client again" not in today(trainer_browser)
    assert f"Asked whether it goes on with the new address of {paused.practitioner.name}" in today(trainer_browser)

    question = client.get(page).content.decode()
    assert NEW in question
    assert paused.for_address in question
    assert state(paused) == "paused", "opening it changes nothing"
    client.post(f"{page}address/", {"address": "another@elsewhere.example"})
    assert state(paused) == "paused", "an address that they were not shown"
    client.post(f"{page}address/", {"address": NEW})
    assert state(paused) == "given"
    assert "You said yes" in client.get(page).content.decode()
    event = AccessEvent.objects.filter(client_id=paused.client_id, action="consent:accept_address").get()
    assert (event.actor_kind, event.through_kind, event.object_id) == ("client", "link", str(paused.pk))
    assert paused.practitioner.name not in today(trainer_browser)


def test_the_client_answers_on_their_own_page(paused):
    join_own_account(paused.client)
    paused.client.refresh_from_db()
    browser = Browser()
    browser.force_login(paused.client.account, backend=BACKEND)
    assert NEW in browser.get(at("own_consent", paused)).content.decode()
    browser.post(at("own_accept_address", paused), {"address": NEW})
    assert state(paused) == "given"


def test_the_client_answers_in_person_with_their_name(paused, trainer, trainer_browser):
    hand_over(paused, trainer, trainer_browser)
    assert NEW in trainer_browser.get(reverse("consent:in_person")).content.decode()
    page = reverse("consent:in_person_accept_address")
    assert trainer_browser.post(page, {"address": NEW}).status_code == 422, "without a name"
    trainer_browser.post(page, {"address": NEW, "signed_name": "Nora L."})
    grant = ConsentGrant.objects.get(pk=paused.pk)
    assert grant.state == "given"
    assert f"Signed by Nora L. in person, witnessed by {trainer.name}." in grant.wording


def test_the_client_ends_it_instead(paused, trainer_browser, client):
    trainer_browser.post(at("ask_address", paused))
    token = link_in_mail(paused).split("/")[3]
    client.post(reverse("consent:withdraw", args=[token]))
    assert state(paused) == "withdrawn"


def test_without_a_mailbox_today_leads_to_asking_in_person(paused, trainer_browser):
    paused.client.email = paused.client.confirmed_address = ""
    paused.client.save()
    shown = today(trainer_browser)
    assert "Ask in person" in shown
    assert at("ask_address", paused) not in shown
    assert "Hand over the device" in trainer_browser.get(at("consent_detail", paused)).content.decode()


def test_an_objection_stands_on_today_and_a_mails_link_overrules_nothing(paused, trainer_browser, client):
    trainer_browser.post(at("ask_address", paused))
    page = link_in_mail(paused)
    dispute(paused)
    name = paused.practitioner.name
    assert f"The earlier address of {name} said “this isn&#x27;t me”: call them" in today(trainer_browser)
    detail = trainer_browser.get(at("consent_detail", paused)).content.decode()
    assert "Ask the client by mail" not in detail
    assert "Hand over the device" in detail
    shown = client.get(page).content.decode()
    assert said_by_the_earlier_address(paused) in shown
    assert "in person with your trainer, or on your own page" in shown
    assert f"{page}address/" not in shown
    client.post(f"{page}address/", {"address": NEW, "despite_objection": "on"})
    assert state(paused) == "paused"


def test_the_client_overrules_an_objection_on_their_own_page(paused, trainer_browser):
    join_own_account(paused.client)
    paused.client.refresh_from_db()
    browser = Browser()
    browser.force_login(paused.client.account, backend=BACKEND)
    dispute(paused)
    shown = browser.get(at("own_consent", paused)).content.decode()
    assert said_by_the_earlier_address(paused) in shown
    assert f"Call {paused.practitioner.name} at a number that you know" in shown
    browser.post(at("own_accept_address", paused), {"address": NEW})
    assert state(paused) == "paused", "the page was shown before the objection"
    browser.post(at("own_accept_address", paused), {"address": NEW, "despite_objection": "on"})
    grant = ConsentGrant.objects.get(pk=paused.pk)
    assert (grant.state, grant.overruled_by, grant.overruled_witness) == ("given", paused.client.name, None)
    event = AccessEvent.objects.get(client_id=paused.client_id, action="consent:overrule_objection")
    assert (event.actor_kind, event.through_kind, event.object_id) == ("client", "", str(paused.pk))
    assert paused.practitioner.name not in today(trainer_browser)


def test_the_client_overrules_an_objection_in_person(paused, trainer, trainer_browser):
    dispute(paused)
    hand_over(paused, trainer, trainer_browser)
    assert said_by_the_earlier_address(paused) in trainer_browser.get(reverse("consent:in_person")).content.decode()
    page = reverse("consent:in_person_accept_address")
    assert trainer_browser.post(page, {"address": NEW, "despite_objection": "on"}).status_code == 422, "without a name"
    trainer_browser.post(page, {"address": NEW, "signed_name": "Nora L."})
    assert state(paused) == "paused", "the page was shown before the objection"
    trainer_browser.post(page, {"address": NEW, "despite_objection": "on", "signed_name": "Nora L."})
    grant = ConsentGrant.objects.get(pk=paused.pk)
    assert (grant.state, grant.overruled_by, grant.overruled_witness) == ("given", "Nora L.", trainer)
    event = AccessEvent.objects.get(client_id=paused.client_id, action="consent:overrule_objection")
    assert (event.actor_kind, event.through_kind) == ("client", "witness")


def dispute(grant: ConsentGrant) -> None:
    object_to_address(AddressChange.objects.get(practitioner=grant.practitioner))
    grant.practitioner.refresh_from_db()


def said_by_the_earlier_address(grant: ConsentGrant) -> str:
    day = date_format(timezone.localdate(timezone=grant.client.zone))
    return f"On {day}, the earlier address, {grant.for_address}, said about the new one:"


def hand_over(grant: ConsentGrant, trainer: User, browser: Browser) -> None:
    trainer.set_password(PASSWORD)
    trainer.save()
    browser.force_login(trainer, backend=BACKEND)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert browser.post(at("hand_over", grant)).url == reverse("consent:in_person")


def test_nothing_says_that_it_is_shared_while_it_is_paused(paused, trainer_browser):
    shown = trainer_browser.get(reverse("workspace:overview", args=[paused.client_id])).content.decode()
    assert "paused: their address has changed" in shown
