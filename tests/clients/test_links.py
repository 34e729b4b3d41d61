"""Which links in a client's mail still open something."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.addresses import change_client
from clients.links import issue_client_link
from clients.models import Client, ClientLink
from tests.factories.clients import ClientFactory
from web.keys import uuid7


@pytest.mark.parametrize("status", [Client.Status.ACTIVE, Client.Status.NOT_ME])
def test_whoever_said_this_isnt_me_opens_nothing_more(care_client, status):
    token = issue_client_link(care_client, ClientLink.Purpose.CONFIRM)
    Client.objects.filter(pk=care_client.pk).update(status=status)
    response = Browser().get(reverse("clients:confirm", args=[token]))
    assert response.status_code == (200 if status == Client.Status.ACTIVE else 404)


@pytest.mark.parametrize("owner", ["another client", "nobody"])
@pytest.mark.parametrize("route", ["address_change", "agree_to_address", "stop_address"])
def test_a_link_about_another_clients_mailbox_opens_nothing(care_client, route, owner):
    another = ClientFactory(email="before@home.example")
    another.email = "after@home.example"
    change_client(another)
    change = another.mailbox_changes.get()
    subject_id = change.pk if owner == "another client" else uuid7()
    token = issue_client_link(care_client, ClientLink.Purpose.ADDRESS, subject_id=subject_id)
    browser, address = Browser(), reverse(f"clients:{route}", args=[token])
    response = browser.get(address) if route == "address_change" else browser.post(address)
    assert response.status_code == 404
    assert another.mailbox_changes.open().get() == change


def test_the_link_to_confirm_leads_to_no_questions_while_the_mailbox_is_shut(care_client):
    care_client.email = "after@home.example"
    change_client(care_client)
    token = issue_client_link(care_client, ClientLink.Purpose.CONFIRM)
    assert Browser().get(reverse("clients:confirm", args=[token])).status_code == 200
    for route, kwargs in {"link_intake": {}, "link_step": {"step": "team"}}.items():
        response = Browser().get(reverse(f"careplan:{route}", kwargs={"token": token, **kwargs}))
        assert response.status_code == 404
    assert Browser().post(reverse("careplan:link_yes", args=[token])).status_code == 404


def test_an_unknown_question_is_a_404_before_anything_else(care_client):
    token = issue_client_link(care_client, ClientLink.Purpose.INTAKE)
    address = reverse("careplan:link_step", args=[token, "no-such-question"])
    assert Browser().get(address).status_code == 404
