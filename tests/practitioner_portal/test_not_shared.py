"""What is not shared never reads as if there were nothing: each scope, on the practitioner's page and in the PDF."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consent.models import Scope
from reports.content import progress
from sharing.view import SharedView
from tests.factories.benefits import BenefitLineFactory, CoveragePlanFactory
from tests.factories.careplan import GoalFactory, GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    ReadingFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.practitioner_portal.test_shared_page import browser_of

NOT_SHARED = "Not shared with you"
# For each scope: what stands where it is not given, and what would be a lie there, since there is something.
CLAIMS: dict[str, tuple[str, set[str]]] = {
    Scope.ATTENDANCE: (
        "Not shared with you: which sessions there were.",
        {"No session in this period", "0 sessions completed"},
    ),
    Scope.EXERCISE_LOG: (NOT_SHARED, {'data-label="Exercises">No data', 'data-label="Effort">No data'}),
    Scope.HOMEWORK: (NOT_SHARED, {"No exercises at home in this period"}),
    Scope.PAIN_MEASURES: (NOT_SHARED, {'data-label="Pain before and after">No data', "<p>No data</p>"}),
    Scope.GOALS: ("Goals: not shared with you.", set()),
    Scope.GUIDANCE_OTHERS: ("What others asked for: not shared with you.", {"Nothing is in force"}),
    Scope.BENEFITS: (NOT_SHARED, {"<p>No data</p>"}),
    Scope.REFERRAL: ("", set()),  # a referral is there or it is not: no section stands for none
    Scope.TEAM_NOTES: ("Notes for the care team: not shared with you.", set()),
    Scope.CONTACT: ("", set()),  # it stands at the head of the page, or it does not
    Scope.BIRTH_DATE: ("", set()),  # the same
    Scope.READINESS: ("", set()),  # a section of its own, or none
}


@pytest.fixture
def record(db):
    """One client of whom there is something for each scope: nowhere would "nothing" be true."""
    client, reader = ClientFactory(), PractitionerFactory()
    other, yesterday = MassageTherapistFactory(), timezone.now() - timedelta(days=1)
    session = TrainingSessionFactory(
        client=client, started_at=yesterday, ended_at=yesterday, effort=6, pain_before=3, pain_after=2, team_note="Even"
    )
    SetEntryFactory(entry=ExerciseEntryFactory(session=session))
    home = PrescriptionFactory(
        client=client, practitioner=other, where="home", starts_on=yesterday.date() - timedelta(7)
    )
    HomeworkCheckInFactory(prescription=home, on=timezone.localdate() - timedelta(days=1))
    ReadingFactory(client=client)
    GoalFactory(client=client)
    GuidanceFactory(client=client, practitioner=other, kind="dont")
    BenefitLineFactory(plan=CoveragePlanFactory(client=client), disciplines=[reader.discipline])
    return client, reader


def shown_with(record, scopes) -> tuple[str, str]:
    """The page, and the report as a PDF's own text."""
    client, reader = record
    grant = ConsentGrantFactory(client=client, practitioner=reader, scopes=scopes)
    page = browser_of(reader).get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode()
    view = SharedView(grant)
    content = progress(view, start=view.today - timedelta(weeks=6), end=view.today)
    return page, render_to_string("reports/progress_document.html", {"progress": content})


def test_every_scope_has_its_claims():
    assert set(CLAIMS) == set(Scope)


@pytest.mark.parametrize("scope", Scope.values)
def test_without_one_scope_its_place_says_so_and_claims_nothing(record, scope):
    says, lies = CLAIMS[scope]
    page, document = shown_with(record, [one for one in Scope.values if one != scope])
    for text in (page, document) if scope != Scope.BENEFITS else (page,):
        assert says in text
        assert not {lie for lie in lies if lie in text}


@pytest.mark.parametrize("scope", Scope.values)
def test_with_one_scope_alone_nothing_is_claimed_of_all_others(record, scope):
    page, document = shown_with(record, [scope])
    lies = set().union(*(claims for other, (_says, claims) in CLAIMS.items() if other != scope))
    for text in (page, document):
        assert not {lie for lie in lies if lie in text}
        assert "Nothing is in force" not in text
        assert "No exercises at home" not in text


def test_with_everything_nothing_is_withheld(record):
    page, document = shown_with(record, Scope.values)
    for text in (page, document):
        assert "ot shared with you" not in text


def test_where_there_really_is_nothing_it_is_said(db):
    empty = ClientFactory(), PractitionerFactory()
    page, _document = shown_with(empty, Scope.values)
    for words in ("Nothing is in force", "No session in this period", "No exercises at home in this period", "No data"):
        assert words in page
