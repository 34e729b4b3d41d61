"""Two weeks before a consent lapses the client is asked, once, whether it goes on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import ClientLink
from consent.answering import agree
from consent.grants import decline, give
from consent.models import ConsentGrant, Scope
from consent.renewals import ASK_TO_GO_ON, renewal_of, send_renewal_requests
from outbox.delivery import deliver_due
from outbox.models import Message
from outbox.sealing import unseal_secrets
from reports.models import ProgressReport
from reports.sending import send_report
from tests.factories.consent import ConsentGrantFactory
from web.zones import today_in


@pytest.fixture
def lapsing(db) -> ConsentGrant:
    return ConsentGrantFactory(scopes=["goals", "attendance"], ends_at=timezone.now() + timedelta(days=13))


def test_it_is_asked_once_by_mail_and_the_consent_stands_meanwhile(lapsing):
    assert send_renewal_requests() == 1
    assert send_renewal_requests() == 0
    question = ConsentGrant.objects.get(renews=lapsing)
    assert question.state == "requested"
    assert {row.scope for row in question.scopes.all()} == {"goals", "attendance"}
    assert not question.scopes_given, "nothing is ticked beforehand"
    assert Message.objects.get().to == lapsing.client.email
    assert ConsentGrant.objects.live().get() == lapsing
    deliver_due()
    assert Message.objects.get().state == "sent"


@pytest.mark.parametrize("days", [15, 60, -1])
def test_nobody_is_asked_before_two_weeks_or_afterwards(days, db):
    ConsentGrantFactory(ends_at=timezone.now() + timedelta(days=days))
    assert send_renewal_requests() == 0
    assert timedelta(days=14) == ASK_TO_GO_ON


@pytest.mark.parametrize("state", ["withdrawn_at", "replaced_at"])
def test_what_has_ended_is_not_asked_about(lapsing, state):
    ConsentGrant.objects.update(**{state: timezone.now()})
    assert send_renewal_requests() == 0


def test_a_client_who_said_no_lately_is_left_alone(lapsing):
    ConsentGrantFactory(
        client=lapsing.client,
        practitioner=lapsing.practitioner,
        given_at=None,
        declined_at=timezone.now() - timedelta(days=3),
    )
    assert send_renewal_requests() == 0
    assert not Message.objects.exists()


def test_a_yes_makes_it_ninety_days_and_keeps_what_was_sent(lapsing):
    view_day = today_in(lapsing.client.time_zone, timezone.now())
    report = send_report(lapsing, start=view_day, end=view_day, message="", trainer=lapsing.client.lead_trainer)
    send_renewal_requests()
    question = ConsentGrant.objects.get(renews=lapsing)
    link = ClientLink.objects.get(purpose="consent", subject_id=question.pk)
    agree(question, scopes=[Scope.GOALS, Scope.ATTENDANCE], link=link)
    lapsing.refresh_from_db()
    assert lapsing.state == "replaced"
    renewed = ConsentGrant.objects.live().get()
    assert renewed == question
    assert renewed.last_day == view_day + timedelta(days=90)
    assert ProgressReport.objects.get(pk=report.pk).grant == renewed


def test_a_no_leaves_it_to_lapse_on_its_day(lapsing):
    send_renewal_requests()
    decline(ConsentGrant.objects.get(renews=lapsing))
    assert ConsentGrant.objects.live().get() == lapsing
    assert send_renewal_requests() == 0


def test_a_renewed_consent_is_asked_about_again_before_it_lapses(lapsing):
    question = renewal_of(lapsing, by_mail=False)
    give(question, scopes=[Scope.GOALS])
    assert send_renewal_requests(timezone.now() + timedelta(days=70)) == 0
    assert send_renewal_requests(timezone.now() + timedelta(days=80)) == 1


def test_the_page_in_the_mail_says_what_a_no_means(lapsing, client):
    send_renewal_requests()
    question = ConsentGrant.objects.get(renews=lapsing)
    token = unseal_secrets(Message.objects.get().sealed_secrets)["token"]
    page = reverse("consent:answer_consent", args=[token])
    assert "No, let it end on" in client.get(page).content.decode()
    client.post(reverse("consent:decline", args=[token]))
    question.refresh_from_db()
    assert question.state == "declined"
    content = client.get(page).content.decode()
    assert "What you share now ends on" in content
    assert "Nothing is shared" not in content, "it still is, until its day"
