"""Drafts: the trainer reads, writes a summary, sends; what changed meanwhile is read once more; nothing goes by itself."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.access_log import Actor
from clients.today import Section
from consent.ending import end_sharing, reduce_scopes
from consent.models import ConsentGrant, Scope
from outbox.models import Message
from reports.models import ProgressReport, ReportDraft
from reports.pdf import document_html
from reports.rendering import render_all_due
from reports.sending import send_report
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import ReadingFactory, TrainingSessionFactory
from tests.today import rows_of
from web.keys import uuid7


@pytest.fixture
def grant(care_client):
    grant = ConsentGrantFactory(client=care_client)
    TrainingSessionFactory(client=care_client)
    today = timezone.localdate()
    for days_ago, value in ((30, 6), (1, 2)):
        ReadingFactory(client=care_client, value=value, taken_on=today - timedelta(days=days_ago))
    return grant


@pytest.fixture
def draft(trainer_browser, grant):
    today = timezone.localdate()
    form = {
        "key": str(uuid7()),
        "grant": str(grant.pk),
        "start": f"{today - timedelta(days=42)}",
        "end": f"{today}",
        "message": "May we load the hinge?",
    }
    answer = trainer_browser.post(reverse("reports:new", args=[grant.client_id]), form)
    draft = ReportDraft.objects.get()
    assert answer.headers["Location"] == address_of(draft)
    return draft


def address_of(draft):
    return reverse("reports:draft", args=[draft.client_id, draft.pk])


def typed(page):
    """What the draft's form holds when it comes."""
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    summary = re.search(r'<textarea name="summary"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)[1]
    return {"seen": seen, "summary": summary, "message": "May we load the hinge?"}


def test_it_is_read_and_sent_by_a_press_and_not_before(trainer_browser, grant, draft):
    page = trainer_browser.get(address_of(draft)).content.decode()
    form = typed(page)
    offered = "The highest pain was 3 of 10, before a session."
    assert form["summary"] == offered, "from figures that no other line tells"
    render_all_due()
    assert not ProgressReport.objects.exists()
    assert not Message.objects.filter(kind="reports.sent").exists()

    trainer_browser.post(address_of(draft), form | {"send": "1", "summary": "Better. May the load rise?"})
    assert "is being made" in trainer_browser.get(address_of(draft)).content.decode()
    assert not ProgressReport.objects.exists()
    render_all_due()

    report = ProgressReport.objects.get()
    assert report.pk == draft.pk
    assert report.summary == report.content["trainer_summary"] == "Better. May the load rise?"
    assert Message.objects.get(kind="reports.sent").subject_id == report.pk
    assert not ReportDraft.objects.exists()
    sent_page = reverse("reports:detail", args=[grant.client_id, report.pk])
    assert trainer_browser.get(address_of(draft)).headers["Location"] == sent_page
    polled = trainer_browser.get(address_of(draft), headers={"hx-request": "true"})
    assert polled.headers["HX-Redirect"] == sent_page
    pdf = trainer_browser.get(reverse("reports:pdf", args=[grant.client_id, report.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert grant.client.name not in pdf.headers["Content-Disposition"]


def test_the_words_are_kept_without_sending(trainer_browser, draft):
    form = typed(trainer_browser.get(address_of(draft)).content.decode())
    trainer_browser.post(address_of(draft), form | {"save": "1", "summary": "<b>Kept</b> as written."})
    page = trainer_browser.get(address_of(draft)).content.decode()
    assert "&lt;b&gt;Kept&lt;/b&gt; as written." in page
    assert "<b>Kept" not in page
    assert ReportDraft.objects.get().state == "draft"


def test_three_sentences_at_most(trainer_browser, draft):
    form = typed(trainer_browser.get(address_of(draft)).content.decode())
    answer = trainer_browser.post(address_of(draft), form | {"send": "1", "summary": "One. Two. Three. Four."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "These are 4 sentences" in page
    assert "One. Two. Three. Four." in page
    assert ReportDraft.objects.get().state == "draft"


def test_what_changed_since_it_was_read_is_read_once_more(trainer_browser, grant, draft):
    form = typed(trainer_browser.get(address_of(draft)).content.decode()) | {"send": "1", "summary": "Mine."}
    TrainingSessionFactory(client=grant.client)
    answer = trainer_browser.post(address_of(draft), form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Something has changed" in page
    assert "Mine." in page
    assert ReportDraft.objects.get().state == "draft"
    again = trainer_browser.post(address_of(draft), typed(page) | {"send": "1", "summary": "Mine."})
    assert again.status_code == 302
    assert ReportDraft.objects.get().state == "sending"


@pytest.mark.parametrize("pressed", [False, True], ids=["before the press", "after the press"])
def test_a_consent_narrowed_meanwhile_is_read_once_more_and_says_less(trainer_browser, grant, draft, pressed):
    form = typed(trainer_browser.get(address_of(draft)).content.decode()) | {"send": "1"}
    if pressed:
        trainer_browser.post(address_of(draft), form)
    reduce_scopes(grant, keep=set(Scope.values) - {Scope.PAIN_MEASURES})
    if not pressed:
        assert trainer_browser.post(address_of(draft), form).status_code == 409
    render_all_due()
    assert not ProgressReport.objects.exists()
    page = trainer_browser.get(address_of(draft)).content.decode()
    assert "shares less since" in page
    form = typed(page)
    assert "highest pain" not in form["summary"]
    assert page.count("highest pain") == int(pressed), "the trainer's own words from before, to be copied from"
    trainer_browser.post(address_of(draft), form | {"send": "1"})
    render_all_due()
    sent = str(ProgressReport.objects.get().content)
    assert "6 to 2 since" not in sent
    assert "highest pain" not in sent


def test_it_is_thrown_away(trainer_browser, grant, draft):
    trainer_browser.post(reverse("reports:discard_draft", args=[grant.client_id, draft.pk]))
    assert not ReportDraft.objects.exists()
    assert trainer_browser.get(address_of(draft)).status_code == 404


@pytest.mark.parametrize("how", ["ended", "lapsed"])
def test_a_draft_whose_consent_is_over_says_so_and_keeps_nothing(trainer_browser, grant, draft, how):
    render_all_due()
    if how == "ended":
        end_sharing(grant, by="client", actor=Actor.client(grant.client_id))
    else:
        ConsentGrant.objects.update(ends_at=timezone.now())
        ReportDraft.objects.update(render_due_at=timezone.now())
    page = trainer_browser.get(address_of(draft)).content.decode()
    assert "Nothing was sent, and nothing will be" in page
    assert "6 to 2 since" not in page
    render_all_due()
    stopped = ReportDraft.objects.get()
    assert (stopped.state, stopped.message, stopped.content, stopped.pdf.name) == ("stopped", "", None, "")


def test_the_pdf_can_be_looked_at_before_it_is_sent(trainer_browser, grant, draft):
    address = reverse("reports:draft_pdf", args=[grant.client_id, draft.pk])
    assert trainer_browser.get(address).status_code == 404
    render_all_due()
    assert address in trainer_browser.get(address_of(draft)).content.decode()
    assert b"".join(trainer_browser.get(address).streaming_content).startswith(b"%PDF")


def test_a_correction_says_what_it_corrects_and_the_first_one_stays(trainer_browser, grant):
    today = timezone.localdate()
    first = send_report(
        grant, start=today - timedelta(days=42), end=today, message="", trainer=grant.client.lead_trainer
    )
    content, pdf = first.content, first.pdf.read()
    ReadingFactory(client=grant.client, value=5, taken_on=today)
    address = reverse("reports:correct", args=[grant.client_id, first.pk])
    refused = trainer_browser.post(address, {"correction": ""})
    assert refused.status_code == 422
    trainer_browser.post(address, {"correction": "The last pain rating was another client's."})
    draft = ReportDraft.objects.get()
    form = typed(trainer_browser.get(address_of(draft)).content.decode())
    trainer_browser.post(address_of(draft), form | {"send": "1"})
    render_all_due()

    second = first.corrections.get()
    assert second.content["correction"] == "The last pain rating was another client's."
    assert "6 to 5" in str(second.content)
    first.refresh_from_db()
    assert first.content == content
    assert first.pdf.open("rb").read() == pdf
    page = trainer_browser.get(reverse("reports:detail", args=[grant.client_id, first.pk])).content.decode()
    assert "Corrected by the report of" in page
    assert "another client" in page


def test_days_that_were_in_an_earlier_report_are_told(trainer_browser, grant):
    today = timezone.localdate()
    days = {"start": today - timedelta(days=20), "end": today}
    send_report(grant, **days, message="", trainer=grant.client.lead_trainer)
    form = {"key": str(uuid7()), "grant": str(grant.pk), "start": str(days["start"]), "end": str(today), "message": ""}
    answer = trainer_browser.post(reverse("reports:new", args=[grant.client_id]), form)
    assert "in an earlier report" in trainer_browser.get(answer.headers["Location"]).content.decode()


def test_a_second_press_takes_the_same_draft_up_again(trainer_browser, grant, draft):
    today = timezone.localdate()
    form = {"key": str(uuid7()), "grant": str(grant.pk), "start": f"{today}", "end": f"{today}", "message": ""}
    trainer_browser.post(reverse("reports:new", args=[grant.client_id]), form)
    assert ReportDraft.objects.get().period_starts_on == today


def test_a_period_to_the_year_9999_is_refused_in_words(trainer_browser, grant):
    form = {"key": str(uuid7()), "grant": str(grant.pk), "start": "2026-01-01", "end": "9999-12-31", "message": ""}
    answer = trainer_browser.post(reverse("reports:new", args=[grant.client_id]), form)
    assert answer.status_code == 422
    assert not ReportDraft.objects.exists()


def test_what_could_not_be_made_stands_on_today(trainer, draft):
    draft.state, draft.render_due_at = "failed", None
    draft.save()
    (row,) = [row for row in rows_of(trainer, Section.YOU) if "could not be made" in row.what]
    assert row.url == address_of(draft)


def test_a_question_says_by_when_it_wants_an_answer_and_where(trainer_browser, grant, draft):
    grant.client.lead_trainer.phone = "416 555 0142"
    grant.client.lead_trainer.save()
    assert draft.answer_by > timezone.localdate()
    form = typed(trainer_browser.get(address_of(draft)).content.decode()) | {"send": "1"}
    late = timezone.localdate() - timedelta(days=1)
    refused = trainer_browser.post(address_of(draft), form | {"answer_by": f"{late}"})
    assert refused.status_code == 422
    assert "Choose today or a later day." in refused.content.decode()
    trainer_browser.post(address_of(draft), form | {"answer_by": f"{draft.answer_by}"})
    render_all_due()
    told = ProgressReport.objects.get().content
    assert told["answer_by"] == draft.answer_by.isoformat()
    assert told["answer_page"].endswith(reverse("practitioner_portal:report", args=[grant.pk, draft.pk]))
    assert told["trainer_phone"] == "416 555 0142"
    assert "or call 416 555 0142" in document_html(told)
