"""A client's own pages: what is kept of them, who may see it, and ending what is shared."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from clients.access import join_own_account
from clients.models import AccessEvent
from consent.models import ConsentGrant, ShareLink
from outbox.models import Message
from tests.access.world import BACKEND
from tests.factories.careplan import GoalFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory, ViewerSessionFactory
from tests.factories.sessions_log import TrainingSessionFactory


@pytest.fixture
def own_browser(care_client) -> Browser:
    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    return browser


def test_a_client_reads_what_is_kept_but_not_the_trainers_private_notes(own_browser, care_client):
    goal, guidance = GoalFactory(client=care_client), GuidanceFactory(client=care_client)
    TrainingSessionFactory(client=care_client, private_note="Private to the trainer")
    page = own_browser.get(reverse("client_portal:record", args=[care_client.pk])).content.decode()
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
    shared = reverse("practitioner_portal:record", args=[grant.pk])
    assert physio.get(shared).status_code == 200
    response = own_browser.post(reverse("consent:own_ends_sharing", args=[care_client.pk, grant.pk]))
    assert response.status_code == 302
    assert physio.get(shared).status_code == 410
    grant.refresh_from_db()
    assert grant.ended_by == "client"
    again = own_browser.post(reverse("consent:own_ends_sharing", args=[care_client.pk, grant.pk]), follow=True)
    assert again.status_code == 200, "twice changes nothing"


def test_another_clients_consent_is_not_theirs_to_end(own_browser, care_client):
    other = ConsentGrantFactory()
    address = reverse("consent:own_ends_sharing", args=[care_client.pk, other.pk])
    assert own_browser.post(address).status_code == 404
    other.refresh_from_db()
    assert not other.withdrawn_at


def test_a_client_opens_no_page_of_a_trainer(own_browser, care_client):
    for route in ("workspace:overview", "workspace:access_log", "clients:who"):
        assert own_browser.get(reverse(route, args=[care_client.pk])).status_code == 404


def own(name, grant):
    return reverse(f"consent:{name}", args=[grant.client_id, grant.pk])


def test_they_answer_a_question_on_their_own_page(own_browser, care_client):
    grant = ConsentGrantFactory(client=care_client, given_at=None, scopes=["goals", "attendance"])
    page = own_browser.get(own("own_consent", grant)).content.decode()
    assert "checked" not in page
    nothing = own_browser.post(own("own_agree", grant), {})
    assert nothing.status_code == 422
    assert "Tick at least one thing" in nothing.content.decode()
    own_browser.post(own("own_agree", grant), {"scopes": ["goals"]})
    grant.refresh_from_db()
    assert (grant.state, grant.how_given, grant.scopes_given) == ("given", "own-page", ["goals"])
    assert grant.wording
    again = own_browser.post(own("own_decline", grant), follow=True)
    assert "Nothing was changed" in again.content.decode()
    grant.refresh_from_db()
    assert grant.state == "given"


def test_the_link_of_this_consent_is_told_of_and_no_other(own_browser, care_client):
    grant, other = ConsentGrantFactory(client=care_client), ConsentGrantFactory(client=care_client)
    ShareLinkFactory(grant=other)
    assert "not opened yet" in own_browser.get(own("own_consent", other)).content.decode()
    page = own_browser.get(own("own_consent", grant)).content.decode()
    assert "No link was sent" in page
    assert "not opened yet" not in page


def test_saying_no_there_is_as_easy(own_browser, care_client):
    grant = ConsentGrantFactory(client=care_client, given_at=None)
    own_browser.post(own("own_decline", grant))
    grant.refresh_from_db()
    assert grant.state == "declined"


def test_they_narrow_it_and_at_least_one_thing_stays(own_browser, care_client):
    grant = ConsentGrantFactory(client=care_client, scopes=["goals", "attendance"])
    assert own_browser.post(own("own_reduce", grant), {}).status_code == 422
    own_browser.post(own("own_reduce", grant), {"scopes": ["attendance"]})
    assert ConsentGrant.objects.get(pk=grant.pk).scopes_given == ["attendance"]
    wider = own_browser.post(own("own_reduce", grant), {"scopes": ["attendance", "goals"]})
    assert wider.status_code == 422, "what was taken back needs a new yes"
    assert ConsentGrant.objects.get(pk=grant.pk).scopes_given == ["attendance"]


def test_they_let_it_go_on(own_browser, care_client):
    grant = ConsentGrantFactory(client=care_client, scopes=["goals", "attendance"])
    response = own_browser.post(own("own_go_on", grant), follow=True)
    question = ConsentGrant.objects.get(renews=grant)
    assert "checked" not in response.content.decode()
    own_browser.post(own("own_go_on", grant))
    assert ConsentGrant.objects.filter(renews=grant).count() == 1, "pressed twice it is one question"
    assert not Message.objects.filter(kind="consent.asked").exists(), "no mail to somebody who is looking at it"
    own_browser.post(own("own_agree", question), {"scopes": ["attendance"]})
    grant.refresh_from_db()
    assert grant.state == "replaced"
    assert ConsentGrant.objects.live().get().scopes_given == ["attendance"]


def test_they_send_and_revoke_the_practitioners_link(own_browser, care_client):
    grant = ConsentGrantFactory(client=care_client)
    own_browser.post(own("own_sends_link", grant))
    own_browser.post(own("own_sends_link", grant))
    link = ShareLink.objects.get(grant=grant)
    assert Message.objects.filter(kind="consent.shared", state="waiting").count() == 1
    own_browser.post(own("own_revokes_link", grant))
    link.refresh_from_db()
    assert link.revoked_at
    assert not Message.objects.filter(kind="consent.shared", state="waiting").exists()
    assert ConsentGrant.objects.live().exists(), "what is shared stays shared"


def test_after_its_end_no_link_goes_out_and_nothing_goes_on(own_browser, care_client):
    grant = ConsentGrantFactory(client=care_client)
    own_browser.post(own("own_ends_sharing", grant))
    for act in ("own_sends_link", "own_reduce", "own_go_on"):
        page = own_browser.post(own(act, grant), {"scopes": ["goals"]}, follow=True)
        assert page.status_code == 200
    assert not ShareLink.objects.exists()
    assert not ConsentGrant.objects.live().exists()
    assert ConsentGrant.objects.count() == 1


@pytest.mark.parametrize("act", ["own_agree", "own_decline", "own_reduce", "own_go_on", "own_sends_link"])
def test_of_another_clients_consent_they_learn_nothing(own_browser, care_client, act):
    other = ConsentGrantFactory(given_at=None)
    address = reverse(f"consent:{act}", args=[care_client.pk, other.pk])
    assert own_browser.post(address, {"scopes": ["goals"]}).status_code == 404
    other.refresh_from_db()
    assert other.state == "requested"
