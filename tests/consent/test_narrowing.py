"""The client takes a part of what is shared back: it is gone everywhere, at once."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from consent.ending import reduce_scopes
from consent.grants import NothingTickedError, QuestionClosedError
from consent.models import ConsentGrant, Scope
from outbox.delivery import deliver_due
from outbox.models import Message
from reports.models import ProgressReport
from reports.sending import send_report
from sharing.view import SharedView
from tests.factories.careplan import GoalFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.referrals import AttemptFactory

GOAL = "To carry her grandson up the stairs"


@pytest.fixture
def grant(db) -> ConsentGrant:
    grant = ConsentGrantFactory(scopes=["goals", "attendance", "referral"], wording="The words agreed to")
    GoalFactory(client=grant.client, text=GOAL)
    return grant


@pytest.fixture
def physio(grant) -> Browser:
    browser = Browser()
    ViewerSessionFactory(practitioner=grant.practitioner, token="the-physios")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "the-physios"
    return browser


def reread(grant) -> SharedView:
    return SharedView(ConsentGrant.objects.get(pk=grant.pk))


def a_report(grant) -> ProgressReport:
    view = SharedView(grant)
    return send_report(
        grant, start=view.today, end=view.today, message="Is the load right?", trainer=grant.client.lead_trainer
    )


def test_what_is_taken_back_is_not_there_and_the_words_stay(grant):
    assert reduce_scopes(grant, keep=[Scope.ATTENDANCE, Scope.TEAM_NOTES]) == {Scope.GOALS, Scope.REFERRAL}
    view = reread(grant)
    assert view.scopes == {Scope.ATTENDANCE}, "what was never given can't be kept"
    assert view.goals() == []
    grant.refresh_from_db()
    assert (grant.state, grant.wording) == ("given", "The words agreed to")
    assert grant.scopes.get(scope=Scope.GOALS).taken_back_at


def test_taking_everything_back_is_withdrawing_and_not_done_by_accident(grant):
    with pytest.raises(NothingTickedError):
        reduce_scopes(grant, keep=[])
    assert len(reread(grant).scopes) == 3
    ConsentGrant.objects.update(withdrawn_at=grant.given_at)
    with pytest.raises(QuestionClosedError):
        reduce_scopes(grant, keep=[Scope.GOALS])


def test_a_report_that_shows_more_is_no_longer_to_be_had(grant, physio):
    report = a_report(grant)
    page = reverse("practitioner_portal:record", args=[grant.pk])
    pdf = reverse("practitioner_portal:report_pdf", args=[grant.pk, report.pk])
    assert GOAL in str(report.content)
    assert physio.get(pdf).status_code == 200
    reduce_scopes(grant, keep=[Scope.ATTENDANCE])
    assert physio.get(pdf).status_code == 404
    shown = physio.get(page).content.decode()
    assert GOAL not in shown
    assert "Is the load right?" not in shown


def test_the_mail_about_such_a_report_stays_at_home(grant):
    a_report(grant)
    reduce_scopes(grant, keep=[Scope.ATTENDANCE])
    deliver_due()
    assert Message.objects.get(kind="reports.sent").state == "not-wanted"


def test_a_referral_that_is_no_longer_shared_is_cancelled(grant):
    attempt = AttemptFactory(grant=grant, practitioner=grant.practitioner, status="requested")
    attempt.referral.client = grant.client
    attempt.referral.save()
    reduce_scopes(grant, keep=[Scope.GOALS, Scope.REFERRAL])
    attempt.refresh_from_db()
    assert attempt.status == "requested"
    reduce_scopes(grant, keep=[Scope.GOALS])
    attempt.refresh_from_db()
    assert attempt.status == "cancelled"
