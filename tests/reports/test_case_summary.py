"""A case summary, for who is new to the client: all since the first session, through the same draft, press and link."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consent.models import Scope
from outbox.models import Message
from reports.drafts import prepare_draft
from reports.models import ProgressReport, ReportDraft
from reports.rendering import render_all_due
from tests.factories.careplan import GoalFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from web.keys import uuid7


@pytest.fixture
def draft(trainer_browser, care_client):
    grant = ConsentGrantFactory(client=care_client)
    GoalFactory(client=care_client, text="Lift my grandchildren")
    GuidanceFactory(client=care_client, practitioner=grant.practitioner)
    for days_ago in (300, 1):
        moment = timezone.now() - timedelta(days=days_ago)
        session = TrainingSessionFactory(client=care_client, started_at=moment, ended_at=moment)
        SetEntryFactory(entry=ExerciseEntryFactory(session=session))
    today = timezone.localdate()
    form = {"key": str(uuid7()), "grant": str(grant.pk), "kind": "case", "end": f"{today}", "message": ""}
    trainer_browser.post(
        reverse("reports:new", args=[care_client.pk]), form | {"start": f"{today - timedelta(days=42)}"}
    )
    return ReportDraft.objects.get()


def test_it_is_about_all_since_the_first_session_on_one_page(trainer_browser, draft):
    first = timezone.localdate(timezone.now() - timedelta(days=300), draft.client.zone)
    assert draft.period_starts_on == first
    page = trainer_browser.get(reverse("reports:draft", args=[draft.client_id, draft.pk])).content.decode()
    assert "How it went" in page


def test_its_pdf_mail_and_file_say_what_it_is(trainer_browser, draft):
    address = reverse("reports:draft", args=[draft.client_id, draft.pk])
    page = trainer_browser.get(address).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    trainer_browser.post(address, {"send": "1", "summary": "New to you.", "message": "", "seen": seen})
    render_all_due()
    report = ProgressReport.objects.get()
    assert report.kind == "case"
    reader = PdfReader(BytesIO(report.pdf.read()))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    for words in ("Case summary for", "Lift my grandchildren", "2 sessions completed.", "New to you."):
        assert words in text
    assert Message.objects.get(kind="reports.sent").subject_id == report.pk
    answer = trainer_browser.get(reverse("reports:pdf", args=[report.client_id, report.pk]))
    assert "case-summary-" in answer.headers["Content-Disposition"]


def test_it_tells_no_first_session_to_whom_none_are_shown(care_client):
    moment = timezone.now() - timedelta(days=300)
    TrainingSessionFactory(client=care_client, started_at=moment, ended_at=moment)
    today = timezone.localdate()
    start = today - timedelta(days=42)
    for scopes, is_told in [([Scope.GOALS], False), ([Scope.ATTENDANCE], True)]:
        grant = ConsentGrantFactory(client=care_client, scopes=scopes)
        made = prepare_draft(grant, start=start, end=today, kind=ReportDraft.Kind.CASE)
        assert (made.period_starts_on < start) == is_told
