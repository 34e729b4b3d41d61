"""Making reports in the background: three tries, consent asked for at each stage, made anew only for other content."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.access_log import Actor
from consent.ending import end_sharing, reduce_scopes
from consent.models import ConsentGrant, Scope
from outbox.models import Message, Nudge
from reports import rendering
from reports.drafts import prepare_draft, start_sending
from reports.models import ProgressReport, ReportDraft
from reports.rendering import AGAIN_AFTER, LEASE, make_report, render_all_due
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import TrainingSessionFactory


@pytest.fixture
def grant(care_client):
    TrainingSessionFactory(client=care_client)
    return ConsentGrantFactory(client=care_client)


@pytest.fixture
def draft(grant):
    today = timezone.localdate()
    return prepare_draft(grant, start=today - timedelta(days=42), end=today)


@pytest.fixture
def on_its_way(draft, grant):
    start_sending(draft, trainer=grant.client.lead_trainer)
    return ReportDraft.objects.get()


@pytest.fixture
def made(monkeypatch):
    """How often a PDF was made; `made.crash` is raised instead, `made.meanwhile` called."""

    class Counted:
        times, crash, meanwhile = 0, None, None

        def __call__(self, content):
            self.times += 1
            if self.crash:
                raise self.crash
            if self.meanwhile:
                self.meanwhile()
            return b"%PDF-1.7 of the test"

    counted = Counted()
    monkeypatch.setattr(rendering, "render_pdf", counted)
    return counted


def test_it_is_made_once_and_again_only_if_it_says_something_else(grant, draft, made):
    render_all_due()
    ReportDraft.objects.update(render_due_at=timezone.now())
    render_all_due()
    assert made.times == 1
    TrainingSessionFactory(client=grant.client)
    ReportDraft.objects.update(render_due_at=timezone.now())
    render_all_due()
    assert made.times == 2
    start_sending(draft, trainer=grant.client.lead_trainer)
    render_all_due()
    assert made.times == 2
    assert ProgressReport.objects.get().pdf.read() == b"%PDF-1.7 of the test"


def test_a_crash_is_tried_three_times_then_it_is_the_trainers(on_its_way, made):
    made.crash = RuntimeError("out of paper")
    now = timezone.now()
    for number in range(5):
        render_all_due(now=now + number * 2 * AGAIN_AFTER)
    draft = ReportDraft.objects.get()
    assert (made.times, draft.state, draft.render_due_at) == (3, "failed", None)
    assert not Message.objects.filter(kind="reports.sent").exists()
    made.crash = None
    start_sending(draft, trainer=draft.sent_by)
    render_all_due()
    assert ProgressReport.objects.count() == Message.objects.filter(kind="reports.sent").count() == 1


def test_a_worker_that_was_killed_is_followed_by_another_one_three_times(on_its_way, made):
    class Killed(BaseException):
        pass

    made.crash, now = Killed(), timezone.now()
    for number in range(3):
        moment = now + number * 2 * LEASE
        with pytest.raises(Killed):
            render_all_due(now=moment)
        render_all_due(now=moment + LEASE / 2)
        assert made.times == number + 1, "not before the lease is over"
    render_all_due(now=now + 6 * LEASE)
    assert (made.times, ReportDraft.objects.get().state) == (3, "failed")


def test_two_workers_with_the_same_draft_send_it_once(on_its_way, made):
    other = ReportDraft.objects.get()
    made.meanwhile = lambda: make_report(other, now=timezone.now())
    make_report(on_its_way)
    assert made.times == 1
    assert Message.objects.filter(kind="reports.sent").count() == 1


def withdraw(grant):
    end_sharing(grant, by="client", actor=Actor.client(grant.client_id))


def lapse(grant):
    ConsentGrant.objects.update(ends_at=timezone.now())


def narrow(grant):
    reduce_scopes(grant, keep=set(Scope.values) - {Scope.PAIN_MEASURES})


@pytest.mark.parametrize("stage", ["before", "while it is made"])
@pytest.mark.parametrize(
    ("change", "state"),
    [(withdraw, "stopped"), (lapse, "stopped"), (narrow, "draft")],
    ids=lambda case: getattr(case, "__name__", None),
)
def test_consent_that_changes_stops_it_at_any_stage(grant, on_its_way, made, stage, change, state):
    if stage == "before":
        change(grant)
    else:
        made.meanwhile = lambda: change(grant)
    make_report(ReportDraft.objects.get())
    made.meanwhile = None
    render_all_due()
    draft = ReportDraft.objects.get()
    assert draft.state == state
    assert draft.content is None
    assert not ProgressReport.objects.exists()
    assert not Message.objects.filter(kind="reports.sent").exists()
    assert not Nudge.objects.filter(kind="reports.unread").exists()


def test_thrown_away_while_it_is_made(draft, made):
    made.meanwhile = lambda: ReportDraft.objects.all().delete()
    render_all_due()
    assert not ReportDraft.objects.exists()


def test_a_word_changed_while_it_is_made_is_in_it(draft, made):
    def change():
        made.meanwhile = None
        ReportDraft.objects.update(summary="Another word.", render_due_at=timezone.now(), tries=0)

    made.meanwhile = change
    assert render_all_due() == 2
    assert made.times == 2
