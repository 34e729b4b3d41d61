"""A client's own pages: what is kept of them, who may see it, and ending what is shared."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from clients.access import open_own_account
from clients.models import AccessEvent
from tests.access.world import BACKEND
from tests.factories.careplan import GoalFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.sessions_log import TrainingSessionFactory


@pytest.fixture
def own_browser(care_client) -> Browser:
    open_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    return browser


def test_a_client_reads_what_is_kept_but_not_the_trainers_private_notes(own_browser, care_client):
    goal, guidance = GoalFactory(client=care_client), GuidanceFactory(client=care_client)
    TrainingSessionFactory(client=care_client, private_note="Private to the trainer")
    page = own_browser.get(reverse("coordination:own_record", args=[care_client.pk])).content.decode()
    for words in (goal.text, guidance.text, care_client.lead_trainer.name):
        assert words in page
    assert "Private to the trainer" not in page
    event = AccessEvent.objects.get()
    assert (event.actor_kind, event.through_id) == ("client", "self")


def test_they_end_sharing_and_the_practitioner_is_told_so_at_once(own_browser, care_client):
    grant = ConsentGrantFactory(client=care_client)
    ViewerSessionFactory(practitioner=grant.practitioner, token="the-physios")
    physio = Browser()
    physio.cookies[settings.VIEWER_COOKIE_NAME] = "the-physios"
    shared = reverse("coordination:shared", args=[grant.pk])
    assert physio.get(shared).status_code == 200
    response = own_browser.post(reverse("coordination:own_ends_sharing", args=[care_client.pk, grant.pk]))
    assert response.status_code == 302
    assert physio.get(shared).status_code == 410
    grant.refresh_from_db()
    assert grant.ended_by == "client"
    again = own_browser.post(reverse("coordination:own_ends_sharing", args=[care_client.pk, grant.pk]), follow=True)
    assert again.status_code == 200, "twice changes nothing"


def test_another_clients_consent_is_not_theirs_to_end(own_browser, care_client):
    other = ConsentGrantFactory()
    address = reverse("coordination:own_ends_sharing", args=[care_client.pk, other.pk])
    assert own_browser.post(address).status_code == 404
    other.refresh_from_db()
    assert not other.withdrawn_at


def test_a_client_opens_no_page_of_a_trainer(own_browser, care_client):
    for route in ("coordination:overview", "coordination:access_log", "clients:who"):
        assert own_browser.get(reverse(route, args=[care_client.pk])).status_code == 404
