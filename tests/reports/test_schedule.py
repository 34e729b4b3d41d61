"""Drafts that are prepared by themselves: after 30 days, before a visit, once; never sent so."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.access_log import Actor
from clients.today import Section
from consent.ending import end_sharing
from outbox.models import Message
from reports.drafts import throw_draft_away
from reports.models import ReportDraft, ReportSchedule
from reports.schedule import EVERY, prepare_due_drafts
from reports.sending import send_report
from tests.factories.careplan import CareTeamMemberFactory, VisitFactory
from tests.factories.consent import ConsentGrantFactory
from tests.today import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(care_client):
    grant = ConsentGrantFactory(client=care_client, given_at=timezone.now() - timedelta(days=10))
    ReportSchedule.objects.create(grant=grant)
    return grant


def later(days):
    return timezone.now() + timedelta(days=days)


def test_thirty_days_after_consent_and_once(trainer, grant):
    assert prepare_due_drafts() == 0
    assert prepare_due_drafts(now=later(19)) == 0
    assert prepare_due_drafts(now=later(21)) == 1
    assert prepare_due_drafts(now=later(40)) == 0, "one waits"
    draft = ReportDraft.objects.get()
    assert draft.why == "month"
    assert not Message.objects.filter(kind="reports.sent").exists()
    (row,) = [row for row in rows_of(trainer, Section.YOU) if "ready to be read and sent" in row.what]
    assert str(draft.pk) in row.url


def test_thirty_days_after_the_last_report_on_the_days_since(grant):
    today = timezone.localdate()
    send_report(grant, start=today - timedelta(days=9), end=today, message="", trainer=grant.client.lead_trainer)
    assert prepare_due_drafts(now=later(29)) == 0
    assert prepare_due_drafts(now=later(31)) == 1
    assert ReportDraft.objects.get().period_starts_on == today + timedelta(days=1)


def test_one_thrown_away_comes_again_after_thirty_days(grant):
    prepare_due_drafts(now=later(21))
    throw_draft_away(ReportDraft.objects.get())
    assert prepare_due_drafts(now=timezone.now() + EVERY - timedelta(hours=1)) == 0
    assert prepare_due_drafts(now=timezone.now() + EVERY + timedelta(hours=1)) == 1


def test_before_a_visit_and_once(trainer, grant):
    member = CareTeamMemberFactory(client=grant.client, practitioner=grant.practitioner)
    today = timezone.localdate()
    for days in (1, 2):
        VisitFactory(member=member, on=today + timedelta(days=days), state="booked")
    assert prepare_due_drafts() == 1
    draft = ReportDraft.objects.get()
    assert draft.why == "visit"
    assert any("before the visit" in row.what for row in rows_of(trainer, Section.YOU))
    throw_draft_away(draft)
    assert prepare_due_drafts() == 0


@pytest.mark.parametrize("days", [-1, 5])
def test_not_before_a_visit_that_is_over_or_far(grant, days):
    member = CareTeamMemberFactory(client=grant.client, practitioner=grant.practitioner)
    VisitFactory(member=member, on=timezone.localdate() + timedelta(days=days), state="booked")
    assert prepare_due_drafts() == 0


def test_not_before_a_visit_to_who_had_a_report_lately(grant):
    member = CareTeamMemberFactory(client=grant.client, practitioner=grant.practitioner)
    today = timezone.localdate()
    VisitFactory(member=member, on=today + timedelta(days=1), state="booked")
    send_report(grant, start=today, end=today, message="", trainer=grant.client.lead_trainer)
    assert prepare_due_drafts() == 0


def test_nothing_once_the_consent_is_over(grant):
    end_sharing(grant, by="client", actor=Actor.client(grant.client_id))
    assert prepare_due_drafts(now=later(31)) == 0
    assert not ReportDraft.objects.exists()


def test_nothing_where_nothing_of_a_report_is_shared(care_client):
    ReportSchedule.objects.create(
        grant=ConsentGrantFactory(client=care_client, scopes=["contact"], given_at=later(-40))
    )
    assert prepare_due_drafts() == 0
    assert ReportSchedule.objects.get().due_at > timezone.now(), "it is looked at again"


def test_as_many_queries_for_one_as_for_twelve(grant):
    from django.db import connection

    def counted():
        with CaptureQueriesContext(connection) as captured:
            prepare_due_drafts()
        return len(captured)

    def owe(number):
        for _ in range(number):
            ReportSchedule.objects.create(grant=ConsentGrantFactory(given_at=later(-40)))

    owe(1)
    few = counted()
    owe(12)
    assert counted() == few
