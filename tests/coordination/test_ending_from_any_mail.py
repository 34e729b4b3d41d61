"""From any mail to the client it is two clicks to end what is shared."""

import re

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.emergency import break_glass
from clients.links import issue_client_link, revoke_client_links
from clients.models import AccessEvent, ClientLink
from consent.grants import ask_for_consent, question_to_go_on
from consent.models import ConsentGrant
from coordination.agreement import agree
from outbox.delivery import deliver_due
from tests.factories.accounts import AdminFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ObtainGrantFactory
from tests.factories.practitioners import PractitionerFactory


@pytest.fixture
def grant(care_client):
    return ConsentGrantFactory(client=care_client, scopes=["goals"])


def page_in(mail) -> str:
    """The address of the page on all that is shared, as it stands in the mail."""
    found = re.search(rf"{re.escape(settings.BASE_URL)}(/l/sharing/\S+/)", mail.body)
    assert found, mail.body
    return found.group(1)


def asked(grant):
    ask_for_consent(
        grant.client,
        practitioner=PractitionerFactory(),
        purpose="care",
        scopes=["goals"],
        trainer=grant.client.lead_trainer,
    )


def asked_to_go_on(grant):
    question_to_go_on(grant, by_mail=True)


def given(grant):
    asked(grant)
    agree(ConsentGrant.objects.get(given_at=None), scopes=["goals"], link=None)


def emergency(grant):
    break_glass(grant.client, AdminFactory(), reason="Fell in the gym, asks for allergies")


@pytest.mark.parametrize("sends", [asked, asked_to_go_on, given, emergency])
def test_each_mail_leads_to_it_and_one_press_ends_it(sends, grant, mailoutbox):
    sends(grant)
    deliver_due()
    [mail] = [mail for mail in mailoutbox if mail.to == [grant.client.email]][-1:]
    page = page_in(mail)
    browser = Browser(enforce_csrf_checks=False)
    assert grant.practitioner.name in browser.get(page).content.decode()
    assert browser.post(f"{page}{grant.pk}/end/").status_code == 302
    grant.refresh_from_db()
    assert (grant.state, grant.ended_by) == ("withdrawn", "client")
    assert grant.practitioner.name not in browser.get(page).content.decode()
    event = AccessEvent.objects.filter(client_id=grant.client_id).latest("sequence")
    assert (event.action, event.actor_kind, event.through_kind) == ("coordination:end_one", "client", "link")


@pytest.mark.parametrize("purpose", ClientLink.Purpose.values)
def test_whatever_the_link_was_made_for_it_shows_this_client_alone(purpose, grant):
    others = ConsentGrantFactory(client=ClientFactory())
    token = issue_client_link(grant.client, purpose, on=timezone.localdate())
    page = reverse("coordination:sharing", args=[token])
    shown = Browser().get(page).content.decode()
    assert grant.practitioner.name in shown
    assert others.practitioner.name not in shown
    assert Browser().post(reverse("coordination:end_one", args=[token, others.pk])).status_code == 302
    others.refresh_from_db()
    assert others.is_live


def test_a_hundred_looks_of_a_scanner_end_nothing(grant):
    page = reverse("coordination:sharing", args=[issue_client_link(grant.client, "stop")])
    for _ in range(100):
        assert Browser().get(page).status_code == 200
    assert Browser().get(f"{page}{grant.pk}/end/").status_code == 405
    grant.refresh_from_db()
    assert grant.is_live


def test_a_link_that_was_revoked_opens_nothing(grant):
    page = reverse("coordination:sharing", args=[issue_client_link(grant.client, "stop")])
    revoke_client_links(grant.client)
    assert Browser().get(page).status_code == 404
    assert Browser().post(f"{page}{grant.pk}/end/").status_code == 404
    grant.refresh_from_db()
    assert grant.is_live


def test_what_a_practitioner_may_tell_stands_there_too(care_client):
    grant = ObtainGrantFactory(client=care_client)
    page = Browser().get(reverse("coordination:sharing", args=[issue_client_link(care_client, "stop")]))
    assert grant.practitioner.name in page.content.decode()
    assert "May tell your trainer" in page.content.decode()


def test_nothing_shared_is_said_so(care_client):
    page = Browser().get(reverse("coordination:sharing", args=[issue_client_link(care_client, "stop")]))
    assert "You share nothing at the moment" in page.content.decode()
