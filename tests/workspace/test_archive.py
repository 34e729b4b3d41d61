"""A client who is archived: nothing is shared, nothing goes out, nothing is lost."""

import pytest
from django.urls import reverse

from clients.models import Client
from consent.models import ConsentGrant
from tests.factories.careplan import GoalFactory
from tests.factories.consent import ConsentGrantFactory


@pytest.fixture
def archived(trainer_browser, care_client) -> Client:
    assert trainer_browser.post(reverse("workspace:archive", args=[care_client.pk])).status_code == 302
    care_client.refresh_from_db()
    return care_client


def test_all_sharing_ends(trainer_browser, care_client):
    given = ConsentGrantFactory(client=care_client)
    requested = ConsentGrantFactory(client=care_client, given_at=None)
    of_another = ConsentGrantFactory()
    trainer_browser.post(reverse("workspace:archive", args=[care_client.pk]))
    for grant in (given, requested, of_another):
        grant.refresh_from_db()
    assert given.withdrawn_at
    assert requested.withdrawn_at
    assert not of_another.withdrawn_at
    assert not ConsentGrant.objects.live().filter(client=care_client).exists()


def test_the_client_is_off_the_list_and_under_archived(trainer_browser, archived):
    trainer_browser.get(reverse("workspace:clients"))  # the message that says so
    assert archived.name not in trainer_browser.get(reverse("workspace:clients")).content.decode()
    assert archived.name in trainer_browser.get(reverse("workspace:clients"), {"state": "archived"}).content.decode()


def test_it_can_be_read_and_not_changed(trainer_browser, archived):
    goal = GoalFactory(client=archived)
    assert goal.text in trainer_browser.get(reverse("workspace:overview", args=[archived.pk])).content.decode()
    response = trainer_browser.post(reverse("careplan:close_goal", args=[archived.pk, goal.pk]))
    assert response.status_code == 403
    assert "archived" in response.content.decode()
    goal.refresh_from_db()
    assert goal.status == "active"


def test_restored_it_is_as_before_but_for_sharing(trainer_browser, care_client):
    grant = ConsentGrantFactory(client=care_client)
    trainer_browser.post(reverse("workspace:archive", args=[care_client.pk]))
    trainer_browser.post(reverse("workspace:restore", args=[care_client.pk]))
    care_client.refresh_from_db()
    grant.refresh_from_db()
    assert care_client.status == "active"
    assert grant.withdrawn_at
    assert care_client.name in trainer_browser.get(reverse("workspace:clients")).content.decode()


def test_an_unanswered_address_stays_wrong_when_restored_without_archive(trainer_browser, care_client):
    care_client.status = Client.Status.NOT_ME
    care_client.save()
    trainer_browser.post(reverse("workspace:restore", args=[care_client.pk]))
    care_client.refresh_from_db()
    assert care_client.status == "not-me"
