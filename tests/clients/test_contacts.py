"""Phone, emergency contact, and notes on having been in touch."""

import pytest
from django.urls import reverse

from clients.models import Client, ContactNote
from tests.factories.clients import ClientFactory, ContactNoteFactory
from web.keys import uuid7

WORDS = "Left word: the session on Friday moves to nine"


def test_a_note_is_kept_once_and_shown_the_newest_first(care_client, trainer_browser):
    ContactNoteFactory(text="Another client's")
    earlier = ContactNoteFactory(client=care_client)
    page = reverse("clients:contacts", args=[care_client.pk])
    key = uuid7()
    for _ in range(2):
        assert trainer_browser.post(page, {"key": key, "kind": "left-word", "text": WORDS}).status_code == 302
    assert ContactNote.objects.filter(client=care_client).count() == 2
    shown = trainer_browser.get(page).content.decode()
    assert shown.index(WORDS) < shown.index(earlier.text)
    assert "Another client" not in shown


@pytest.mark.parametrize("typed", [{}, {"kind": "shouted"}, {"kind": "called", "text": "x" * 501}])
def test_a_note_that_can_not_be_kept_stays_typed(typed, care_client, trainer_browser):
    page = reverse("clients:contacts", args=[care_client.pk])
    response = trainer_browser.post(page, {"key": uuid7(), "text": WORDS} | typed)
    assert response.status_code == 422
    assert typed.get("text", WORDS) in response.content.decode()
    assert not ContactNote.objects.exists()


@pytest.mark.parametrize("typed", ["416-555-0134", "(416) 555", "4165550134", "555 0134"])
def test_a_client_is_found_by_phone_however_it_is_written(typed, trainer):
    wanted = ClientFactory(lead_trainer=trainer, phone="(416) 555-0134")
    ClientFactory(lead_trainer=trainer, phone="613 555 9999")
    ClientFactory(lead_trainer=trainer)
    assert list(Client.objects.matching(typed)) == [wanted]


def test_names_and_addresses_are_still_found(trainer):
    wanted = ClientFactory(lead_trainer=trainer, name="Chloé Gagnon-2", email="c.gagnon@home.example")
    ClientFactory(lead_trainer=trainer, phone="222 222 2222")
    assert list(Client.objects.matching("gagnon-2")) == [wanted]
    assert list(Client.objects.matching("CHLOE")) == [wanted]


@pytest.mark.parametrize("number", ["call me", "12", "1" * 30, "416 555 0100 ext. five"])
def test_a_number_that_nobody_could_dial_is_said(number, care_client, trainer_browser):
    typed = {"name": care_client.name, "email": care_client.email, "language": "en", "time_zone": "America/Toronto"}
    response = trainer_browser.post(reverse("clients:edit", args=[care_client.pk]), typed | {"phone": number})
    assert response.status_code == 422
    assert number in response.content.decode()


def test_phone_and_emergency_contact_stand_on_the_clients_page(care_client, trainer_browser):
    Client.objects.filter(pk=care_client.pk).update(
        phone="416 555 0134", emergency_name="Sam Parent", emergency_phone="416 555 0199"
    )
    page = trainer_browser.get(reverse("workspace:overview", args=[care_client.pk])).content.decode()
    for words in ("416 555 0134", "Sam Parent", "416 555 0199"):
        assert words in page
