"""Which links in a client's mail still open something."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.links import issue_client_link
from clients.models import Client, ClientLink


@pytest.mark.parametrize("status", [Client.Status.ACTIVE, Client.Status.NOT_ME])
def test_whoever_said_this_isnt_me_opens_nothing_more(care_client, status):
    token = issue_client_link(care_client, ClientLink.Purpose.CONFIRM)
    Client.objects.filter(pk=care_client.pk).update(status=status)
    response = Browser().get(reverse("clients:confirm", args=[token]))
    assert response.status_code == (200 if status == Client.Status.ACTIVE else 404)
