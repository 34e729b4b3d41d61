"""Admins' pages tell neither who is a client nor how many somebody has."""

import re

import pytest
from django.urls import reverse

from clients.access import join_own_account
from clients.deactivation import close_account
from network_admin.merging import merge
from practitioners.duplicates import compare_due
from tests.accounts.admins import browser_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.pages import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(admin_user):
    browser = browser_of(admin_user)

    def page(name: str, *keys: object) -> str:
        answer = browser.get(reverse(f"network_admin:{name}", args=keys))
        assert answer.status_code == 200
        main = as_read(answer.content.decode()).partition("<main")[2]
        return re.sub(r"value=\"\w{64}\"", "", main)  # of forms, other at each read

    return page


def test_that_a_trainer_is_a_client_of_another(read, trainer):
    join_own_account(ClientFactory(lead_trainer=TrainerFactory(), email=trainer.email))
    trainer.refresh_from_db()
    assert trainer.is_client
    for page in (read("people"), read("person", trainer.pk), read("desk")):
        assert "Client" not in page


@pytest.mark.parametrize("number", [1, 7])
def test_how_many_a_trainer_leads(read, admin_user, trainer, number):
    ClientFactory.create_batch(number, lead_trainer=trainer)
    words = f"{number} client"
    page = read("person", trainer.pk)
    assert "asked to take over their clients" in page
    assert words not in page
    close_account(trainer, by=admin_user, reason="Left", otherwise=TrainerFactory())
    page = read("person", trainer.pk)
    assert "Clients without a trainer" in page
    assert words not in page


def test_how_many_share_with_a_practitioner(read, admin_user):
    entry = PractitionerFactory(name="Ida Berg", email="ida@clinic.example", phone="416 555 0100")
    into = PractitionerFactory(
        name="I. Berg", email="ida@home.example", phone="416 555 0100", discipline=entry.discipline
    )
    before = read("merge", entry.pk, into.pk)
    ConsentGrantFactory(practitioner=entry, client__name="Never On This Page")
    assert read("merge", entry.pk, into.pk) == before
    compare_due()
    assert merge(entry, into=into, by=admin_user).stayed
    page = read("duplicates")
    assert "What clients shared with the earlier entry stays there." in page
    assert "Never On This Page" not in page
    assert "record" not in page
