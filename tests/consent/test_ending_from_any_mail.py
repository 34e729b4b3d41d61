"""From any mail to the client it is two clicks to end what is shared."""

import re

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from clients.emergency import break_glass
from clients.links import issue_client_link, revoke_client_links
from clients.models import AccessEvent, ClientLink
from consent.answering import agree
from consent.grants import ConsentRequest, ask_for_consent
from consent.models import ConsentGrant
from consent.renewals import renewal_of
from outbox.delivery import deliver_due
from tests.factories.accounts import AdminFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.practitioners import PractitionerFactory


@pytest.fixture
def grant(care_client):
    return ConsentGrantFactory(client=care_client, scopes=["goals"])


def page_in(mail) -> str:
    """The address of the page on all that is shared, as it stands in the mail."""
    match = re.search(rf"{re.escape(settings.BASE_URL)}(/l/sharing/\S+/)", mail.body)
    assert match, mail.body
    return match.group(1)


def asked(grant):
    ask_for_consent(
        grant.client,
        ConsentRequest(
            practitioner=PractitionerFactory(), purpose="care", scopes=["goals"], trainer=grant.client.lead_trainer
        ),
    )


def asked_to_go_on(grant):
    renewal_of(grant, by_mail=True)


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
    events = list(AccessEvent.objects.filter(client_id=grant.client_id).order_by("sequence"))[-3:]
    assert [(event.action, event.actor_kind, event.through_kind) for event in events] == [
        ("consent:sharing", "client", "link"),
        ("consent:end_one", "client", "link"),
        ("consent:sharing", "client", "link"),
    ]


def test_it_shows_this_client_alone(grant):
    others = ConsentGrantFactory(client=ClientFactory())
    token = issue_client_link(grant.client, ClientLink.Purpose.SHARING)
    page = reverse("consent:sharing", args=[token])
    shown = Browser().get(page).content.decode()
    assert grant.practitioner.name in shown
    assert others.practitioner.name not in shown
    assert Browser().post(reverse("consent:end_one", args=[token, others.pk])).status_code == 302
    others.refresh_from_db()
    assert others.is_live


def test_a_hundred_looks_of_a_scanner_end_nothing(grant):
    page = reverse("consent:sharing", args=[issue_client_link(grant.client, "sharing")])
    for _ in range(100):
        assert Browser().get(page).status_code == 200
    assert Browser().get(f"{page}{grant.pk}/end/").status_code == 405
    grant.refresh_from_db()
    assert grant.is_live


def test_a_link_that_was_revoked_opens_nothing(grant):
    page = reverse("consent:sharing", args=[issue_client_link(grant.client, "sharing")])
    revoke_client_links(grant.client)
    assert Browser().get(page).status_code == 404
    assert Browser().post(f"{page}{grant.pk}/end/").status_code == 404
    grant.refresh_from_db()
    assert grant.is_live


def test_what_a_practitioner_may_tell_stands_there_too(care_client):
    grant = RecordRequestFactory(client=care_client)
    page = Browser().get(reverse("consent:sharing", args=[issue_client_link(care_client, "sharing")]))
    assert grant.practitioner.name in page.content.decode()
    assert "May tell your trainer" in page.content.decode()


def test_nothing_shared_is_said_so(care_client):
    page = Browser().get(reverse("consent:sharing", args=[issue_client_link(care_client, "sharing")]))
    assert "You share nothing at the moment" in page.content.decode()
