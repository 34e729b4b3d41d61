"""The practitioner's list: what is new, what waits for an answer, and the same client twice told apart."""

import pytest
from django.urls import reverse

from consent.models import Scope
from tests.factories.careplan import QuestionFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.reports import ProgressReportFactory
from tests.practitioner_portal.test_shared_page import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return PractitionerFactory()


def the_list(reader):
    return browser_of(reader).get(reverse("practitioner_portal:list")).content.decode()


def test_a_report_that_nobody_opened_is_marked_where_it_is_shared(reader):
    grant = ConsentGrantFactory(practitioner=reader, scopes=[Scope.GOALS])
    report = ProgressReportFactory(grant=grant, client=grant.client, scopes=["goals", "attendance"])
    assert "New report" not in the_list(reader), "it shows more than is shared now"
    report.scopes = ["goals"]
    report.save()
    assert "New report" in the_list(reader)
    browser_of(reader).get(reverse("practitioner_portal:report", args=[grant.pk, report.pk]))
    assert "New report" not in the_list(reader)


@pytest.mark.parametrize(("scopes", "is_told"), [([Scope.TEAM_NOTES], True), ([Scope.GOALS], False)])
def test_a_question_waits_for_an_answer(reader, scopes, is_told):
    grant = ConsentGrantFactory(practitioner=reader, scopes=scopes)
    question = QuestionFactory(client=grant.client, practitioner=reader, answer="", answered_at=None)
    assert ("Waits for your answer" in the_list(reader)) == is_told
    question.delete()
    assert "Waits for your answer" not in the_list(reader)


def test_the_same_client_twice_is_told_apart(reader):
    client = ClientFactory()
    for purpose in ("care", "referral"):
        ConsentGrantFactory(client=client, practitioner=reader, purpose=purpose)
    page = the_list(reader)
    assert page.count(client.name) == 2
    assert "Ongoing care" in page
    assert "Referral," in page
