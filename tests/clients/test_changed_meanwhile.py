"""What is committed between loading a client and saving them is not written back, nor proven by an older press."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.addresses import DETAILS, agree_to_change, change_client, vouch_in_person
from clients.file_columns import FIELDS
from clients.forms import DetailsForm
from clients.lifecycle import confirm_client, disown_address
from clients.models import Client, ClientLink, MailboxChange, born_before_to_be_of_age
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory

NEW = "new@home.example"
TODAY = timezone.localdate()


def test_what_forms_and_imports_change_are_the_details():
    assert set(DetailsForm._meta.fields) == set(DETAILS)
    assert set(FIELDS) <= set(DETAILS)


@pytest.mark.parametrize("email", ["", NEW])
def test_a_handover_that_commits_meanwhile_stays(care_client, email):
    loaded = Client.objects.get(pk=care_client.pk)
    successor = TrainerFactory()
    Client.objects.filter(pk=care_client.pk).update(lead_trainer=successor, successor=None, status="archived")
    loaded.name, loaded.email = "Changed Name", email or loaded.email
    change_client(loaded)
    care_client.refresh_from_db()
    assert (care_client.name, care_client.lead_trainer, care_client.status) == ("Changed Name", successor, "archived")


def test_a_mailbox_that_is_proven_meanwhile_stays_proven(trainer):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    loaded = Client.objects.get(pk=client.pk)
    confirm_client(client)
    loaded.name = "Changed Name"
    change_client(loaded)
    assert Client.objects.get(pk=client.pk).has_proven_mailbox


def test_a_press_in_a_mailbox_that_is_changed_meanwhile_proves_no_other(trainer):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    pressed, refused = Client.objects.get(pk=client.pk), Client.objects.get(pk=client.pk)
    client.email = NEW
    change_client(client)
    confirm_client(pressed)
    disown_address(refused)
    client.refresh_from_db()
    assert (client.confirmed_at, client.confirmed_address, client.status) == (None, "", "active")


# --- a press noted for one address, and a birthday since ----------------------------------


@pytest.fixture
def grown_up(trainer) -> Client:
    """The guardian's mailbox was changed and the new one has pressed; then the client came of age."""
    client = ClientFactory(
        lead_trainer=trainer,
        birth_date=TODAY - timedelta(days=15 * 365),
        guardian_name="Pat Parent",
        guardian_email="parent@home.example",
    )
    client.guardian_email = NEW
    change_client(client)
    confirm_client(client)
    assert MailboxChange.objects.get().confirmed_at
    Client.objects.filter(pk=client.pk).update(birth_date=born_before_to_be_of_age(TODAY))
    return Client.objects.get(pk=client.pk)


def test_agreeing_to_the_guardians_new_address_does_not_prove_the_clients_own(grown_up):
    change = MailboxChange.objects.get()
    link = ClientLink.objects.get(purpose="address", subject_id=change.pk)
    agree_to_change(change, link=link)
    grown_up.refresh_from_db()
    assert grown_up.mailbox == grown_up.email
    assert not grown_up.has_proven_mailbox
    assert grown_up.is_shut


def test_naming_ones_own_mailbox_is_not_proven_by_the_guardians_press(grown_up, trainer):
    vouch_in_person(grown_up, mailbox=grown_up.email, signed_name="Ann", witness=trainer)
    grown_up.refresh_from_db()
    assert not grown_up.has_proven_mailbox
    assert not grown_up.is_shut
    assert MailboxChange.objects.get(state="vouched").new == grown_up.email


def test_agreeing_to_the_address_that_pressed_proves_it(care_client):
    care_client.email = NEW
    change_client(care_client)
    confirm_client(care_client)
    change = MailboxChange.objects.get()
    agree_to_change(change, link=ClientLink.objects.get(purpose="address", subject_id=change.pk))
    assert Client.objects.get(pk=care_client.pk).has_proven_mailbox
