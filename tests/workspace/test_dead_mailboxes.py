"""An address that gets no more mail stands where somebody can do something about it, and can be lifted there."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from outbox.models import Message, Suppression
from tests.access.world import BACKEND
from tests.factories.clients import ClientFactory
from tests.factories.outbox import FailedMailFactory, SuppressionFactory
from tests.factories.practitioners import PractitionerFactory


@pytest.fixture
def admin_browser(admin_user) -> Browser:
    browser = Browser()
    browser.force_login(admin_user, backend=BACKEND)
    return browser


def test_a_clients_dead_mailbox_stands_on_today_with_what_to_do(trainer_browser, care_client):
    SuppressionFactory(address=care_client.email)
    SuppressionFactory(address=ClientFactory().email)
    page = trainer_browser.get(reverse("today")).content.decode()
    assert page.count("does not arrive: write again") == 1
    assert f"Mail to {care_client.email} does not arrive" in page
    mailbox = trainer_browser.get(reverse("workspace:client_mailbox", args=[care_client.pk])).content.decode()
    for words in ("User unknown", "Write again", "Only lift it", "Correct the address"):
        assert words in mailbox


def test_writing_again_lifts_it_and_sends_anew_what_failed(trainer_browser, care_client):
    SuppressionFactory(address=care_client.email)
    FailedMailFactory(client_id=care_client.pk, to=care_client.email)
    trainer_browser.post(reverse("workspace:write_again", args=[care_client.pk]))
    assert not Suppression.objects.exists()
    assert Message.objects.get().state == "waiting"


def test_one_who_never_confirmed_is_asked_to(trainer_browser, trainer):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    SuppressionFactory(address=client.email)
    trainer_browser.post(reverse("workspace:write_again", args=[client.pk]))
    assert Message.objects.get(kind="clients.welcome").to == client.email


def test_lifting_alone_sends_nothing(trainer_browser, care_client):
    SuppressionFactory(address=care_client.email)
    trainer_browser.post(reverse("workspace:lift_for_client", args=[care_client.pk]))
    assert not Suppression.objects.exists()
    assert not Message.objects.exists()


def test_what_a_reader_stopped_is_no_trouble(trainer_browser, care_client):
    SuppressionFactory(address=care_client.email, scope="reminders", cause="stopped")
    assert "does not arrive" not in trainer_browser.get(reverse("today")).content.decode()


def test_admins_see_those_of_the_network_and_no_clients(admin_browser, care_client):
    practitioner = PractitionerFactory()
    shown, hidden = SuppressionFactory(address=practitioner.email), SuppressionFactory(address=care_client.email)
    FailedMailFactory(to=practitioner.email)
    FailedMailFactory(to="about@home.example", client_id=care_client.pk)
    FailedMailFactory(to=care_client.email)  # such as a code with which they sign in
    page = admin_browser.get(reverse("network_admin:failed_mail")).content.decode()
    assert practitioner.email in page
    assert care_client.email not in page
    assert "about@home.example" not in page
    assert reverse("network_admin:lift_suppression", args=[shown.pk]) in page
    refused = admin_browser.post(reverse("network_admin:lift_suppression", args=[hidden.pk]))
    assert refused.status_code == 404
    assert Suppression.objects.count() == 2
