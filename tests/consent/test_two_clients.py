"""With two clients of one trainer, a page of one neither shows nor takes anything of the other's consents."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access_log import Actor, record_access
from clients.links import issue_client_link
from clients.models import ClientLink
from consent.models import Scope, ShareLink
from reports.models import ProgressReport
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory


@pytest.fixture
def given(care_client):
    return ConsentGrantFactory(client=care_client)


@pytest.fixture
def others(trainer):
    """A consent of another client of the same trainer."""
    return ConsentGrantFactory(client=ClientFactory(lead_trainer=trainer))


def detail(given):
    return reverse("consent:consent_detail", args=[given.client_id, given.pk])


def test_whether_the_practitioner_has_looked(trainer_browser, given, others):
    physio = Actor.practitioner(given.practitioner_id, given.practitioner.name)
    record_access(others.client_id, actor=physio, action="practitioner_portal:record", through=("grant", given.pk))
    assert trainer_browser.get(detail(given)).context["last_look"] is None
    record_access(given.client_id, actor=physio, action="practitioner_portal:record", through=("grant", given.pk))
    assert trainer_browser.get(detail(given)).context["last_look"]


def test_whether_the_link_was_opened(trainer_browser, given, others):
    own = ShareLinkFactory(grant=given)
    ShareLinkFactory(grant=others, first_opened_at=timezone.now())
    assert trainer_browser.get(detail(given)).context["link"] == own


def test_a_link_to_the_others_practitioner_holds_up_none_of_ones_own(trainer_browser, given, others):
    ShareLinkFactory(grant=others)
    trainer_browser.post(reverse("consent:resend_link", args=[given.client_id, given.pk]))
    assert ShareLink.objects.filter(grant=given).count() == 1


def test_a_report_is_sent_on_ones_own_consent_alone(trainer_browser, given, others):
    address = reverse("reports:new", args=[given.client_id])
    assert others.practitioner.name not in trainer_browser.get(address).content.decode()
    today = timezone.localdate()
    answers = {"grant": others.pk, "start": f"{today}", "end": f"{today}", "send": "1"}
    assert trainer_browser.post(address, answers).status_code == 422
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("why", ["revoked", "for something else", "about nothing"])
def test_a_yes_by_a_link_that_is_none_is_no_yes(care_client, why):
    grant = ConsentGrantFactory(client=care_client, given_at=None, scopes=[Scope.GOALS])
    purpose = ClientLink.Purpose.CONFIRM if why == "for something else" else ClientLink.Purpose.CONSENT
    token = issue_client_link(care_client, purpose, subject_id=None if why == "about nothing" else grant.pk)
    if why == "revoked":
        ClientLink.objects.update(revoked_at=timezone.now())
    for verb in ("agree", "decline"):
        answers = {"scopes": [Scope.GOALS]}
        assert Browser().post(reverse(f"consent:{verb}", args=[token]), answers).status_code == 404
    grant.refresh_from_db()
    assert grant.given_at is None
    assert grant.declined_at is None
