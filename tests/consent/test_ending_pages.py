"""What ends a consent, and how it stands on the trainer's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import Guidance
from clients.links import issue_client_link
from clients.models import AccessEvent, ClientLink
from consent.models import ConsentGrant, Scope, ShareLink
from outbox.models import Message
from referrals.models import Attempt
from tests.factories.careplan import GuidanceFactory
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.factories.referrals import AttemptFactory, ReferralFactory
from tests.pages import as_read


@pytest.fixture
def given(care_client):
    """A consent for a referral that has been sent and rests on it."""
    practitioner = MassageTherapistFactory()
    grant = ConsentGrantFactory(client=care_client, practitioner=practitioner, purpose="referral")
    AttemptFactory(
        referral=ReferralFactory(client=care_client), practitioner=practitioner, grant=grant, status="requested"
    )
    ShareLinkFactory(grant=grant, token="the-token")
    GuidanceFactory(client=care_client, practitioner=practitioner)
    return grant


@pytest.fixture
def receipt(given):
    token = issue_client_link(given.client, ClientLink.Purpose.WITHDRAW, subject_id=given.pk)
    return reverse("consent:withdraw", args=[token])


def check_ended(grant, by):
    grant.refresh_from_db()
    assert (grant.state, grant.ended_by) == ("withdrawn", by)
    assert Attempt.objects.get(grant=grant).status == "cancelled"
    assert ShareLink.objects.get(grant=grant).revoked_at
    assert Guidance.objects.get(client=grant.client).state == "active"


def test_a_look_at_the_receipt_ends_nothing(client, given, receipt):
    for _ in range(50):
        shown = client.get(receipt).content.decode()
        client.head(receipt)
    assert "stays in force" in shown
    given.refresh_from_db()
    assert given.state == "given"


def test_withdrawing_ends_all_that_rests_on_it_and_no_more(client, given, receipt):
    for _ in range(2):
        assert client.post(receipt).headers["Location"] == receipt
    check_ended(given, "client")
    assert "Sharing has ended" in client.get(receipt).content.decode()
    assert AccessEvent.objects.filter(action="consent:withdraw").count() == 1


def test_the_trainer_ends_it(trainer_browser, given):
    address = reverse("consent:trainer_ends_sharing", args=[given.client_id, given.pk])
    for _ in range(2):
        assert trainer_browser.post(address).status_code == 302
    check_ended(given, "trainer")


def test_not_my_patient_ends_it_and_the_trainer_is_told(client, trainer_browser, given):
    page = reverse("practitioner_portal:not_my_client", args=["the-token"])
    assert given.client.name not in client.get(page).content.decode()
    given.refresh_from_db()
    assert given.state == "given"
    client.post(page)
    check_ended(given, "practitioner")
    assert client.get(page).status_code == 404
    shown = trainer_browser.get(reverse("consent:consent_detail", args=[given.client_id, given.pk]))
    assert "not their patient" in shown.content.decode()


def test_a_narrower_yes_cuts_what_is_seen_and_keeps_the_referral(client, care_client, given):
    newer = ConsentGrantFactory(
        client=care_client,
        practitioner=given.practitioner,
        purpose="referral",
        given_at=None,
        scopes=["referral", "goals"],
    )
    token = issue_client_link(care_client, ClientLink.Purpose.CONSENT, subject_id=newer.pk)
    client.post(reverse("consent:agree", args=[token]), {"scopes": [Scope.REFERRAL]})
    given.refresh_from_db()
    assert given.state == "replaced"
    assert Attempt.objects.get().grant == newer
    assert Attempt.objects.get().status == "requested"


@pytest.mark.parametrize(
    ("answer", "scopes", "status"),
    [("agree", ["referral"], "requested"), ("agree", ["goals"], "draft"), ("decline", [], "cancelled")],
)
def test_a_referral_waits_for_the_answer(client, care_client, answer, scopes, status):
    practitioner = MassageTherapistFactory()
    grant = ConsentGrantFactory(
        client=care_client, practitioner=practitioner, purpose="referral", given_at=None, scopes=["referral", "goals"]
    )
    attempt = AttemptFactory(
        referral=ReferralFactory(client=care_client), practitioner=practitioner, grant=grant, status="draft"
    )
    token = issue_client_link(care_client, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    client.post(reverse(f"consent:{answer}", args=[token]), {"scopes": scopes})
    attempt.refresh_from_db()
    assert attempt.status == status


def test_a_referral_is_nothing_without_itself(client, care_client):
    """How to reach somebody, without what for: the page says why that can't be, and keeps what was ticked."""
    grant = ConsentGrantFactory(
        client=care_client, purpose="referral", given_at=None, scopes=[Scope.REFERRAL, Scope.CONTACT]
    )
    token = issue_client_link(care_client, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    page = as_read(client.get(reverse("consent:answer_consent", args=[token])).content.decode())
    assert page.count("Without this, the referral is not sent and nothing is shown.") == 1
    refused = client.post(reverse("consent:agree", args=[token]), {"scopes": [Scope.CONTACT]})
    assert refused.status_code == 422
    assert "tick “The referral and its messages” as well" in as_read(refused.content.decode())
    assert [box.words.scope for box in refused.context["form"].boxes if box.is_ticked] == [Scope.CONTACT]
    grant.refresh_from_db()
    assert grant.state == "requested"
    assert not Message.objects.filter(kind="consent.receipt").exists()


def test_the_trainer_sees_how_it_stands_and_sends_the_link_again_once(trainer_browser, given):
    page = reverse("consent:consent_detail", args=[given.client_id, given.pk])
    assert "Not yet" in trainer_browser.get(page).content.decode()
    ShareLink.objects.update(created_at=timezone.now() - timedelta(days=1))
    for _ in range(2):
        trainer_browser.post(f"{page}link/")
    assert ShareLink.objects.filter(revoked_at=None).count() == 1
    assert ShareLink.objects.count() == 2
    assert Message.objects.filter(kind="consent.shared", state="waiting").count() == 1


def test_no_link_goes_out_once_it_has_ended(trainer_browser, given):
    ConsentGrant.objects.update(withdrawn_at=timezone.now())
    page = reverse("consent:consent_detail", args=[given.client_id, given.pk])
    trainer_browser.post(f"{page}link/")
    assert not Message.objects.filter(kind="consent.shared").exists()


def test_another_clients_consent_does_not_exist_here(trainer_browser, care_client):
    other = ConsentGrantFactory()
    for address in ("", "link/", "end/"):
        path = reverse("consent:consent_detail", args=[care_client.pk, other.pk]) + address
        assert (trainer_browser.get(path) if not address else trainer_browser.post(path)).status_code == 404


def test_the_pages_ask_the_same_of_the_database_whatever_there_is(
    trainer_browser, given, django_assert_max_num_queries
):
    pages = [
        reverse("consent:ask_consent", args=[given.client_id]),
        reverse("consent:consent_detail", args=[given.client_id, given.pk]),
    ]
    for page in pages:
        trainer_browser.get(page)
        with django_assert_max_num_queries(16) as few:
            trainer_browser.get(page)
        PractitionerFactory.create_batch(10)
        ShareLinkFactory.create_batch(10, grant=given)
        with django_assert_max_num_queries(len(few)):
            trainer_browser.get(page)
