"""Drafts of reports: made by a press or by themselves, read and edited by the trainer, sent by their press alone."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from consent.grants import lock_client
from consent.links import SharingEndedError
from consent.models import ConsentGrant, Scope
from reports.content import progress
from reports.models import ProgressReport, ReportDraft
from reports.progress import Progress
from reports.schedule import schedule_next
from reports.tasks import render_due
from sessions_log.models import TrainingSession
from sharing.view import SharedView
from web.business_days import after_business_days
from web.errors import EditConflict
from web.hints import hint_at
from web.languages import spoken
from web.pages import page_address
from web.zones import today_in

DAYS_TO_ANSWER = 5  # business days
# Each shows on which days there were sessions.
SCOPES_OF_SESSIONS = {Scope.ATTENDANCE, Scope.EXERCISE_LOG, Scope.PAIN_MEASURES, Scope.TEAM_NOTES}


class BeingSentError(Exception):
    """The draft is on its way already: `draft` says which."""

    def __init__(self, draft: ReportDraft) -> None:
        super().__init__()
        self.draft = draft


@transaction.atomic
def prepare_draft(
    grant: ConsentGrant,
    *,
    start: date,
    end: date,
    message: str = "",
    key: UUID | None = None,
    kind: str = ReportDraft.Kind.PROGRESS,
) -> ReportDraft:
    """The one draft for this consent, about these days; one that waits already is taken up again.

    A case summary is about all since the first session.

    Raises SharingEndedError without a live consent, BeingSentError for one on its way.
    """
    _require_live(grant)
    draft = ReportDraft.objects.filter(grant=grant, corrects=None).exclude(state=ReportDraft.State.STOPPED).first()
    if draft is None:
        draft = ReportDraft(client_id=grant.client_id, grant=grant)
        if key and not _is_taken(key):
            draft.pk = key
    draft.kind, draft.message = kind, message
    first = _first_session(grant) if kind == ReportDraft.Kind.CASE else start
    draft.period_starts_on, draft.period_ends_on = min(first or start, start), end
    draft.answer_by = _answer_by(grant) if message else None
    return _save_draft(draft)


@transaction.atomic
def prepare_correction(report: ProgressReport, why: str) -> ReportDraft:
    """A draft of what takes the place of a report: the same days read anew, and what was wrong.

    Raises SharingEndedError without a live consent, BeingSentError for one on its way.
    """
    _require_live(report.grant)
    draft = ReportDraft.objects.filter(corrects=report).first() or ReportDraft(
        client_id=report.client_id,
        grant=report.grant,
        corrects=report,
        kind=report.kind,
        period_starts_on=report.period_starts_on,
        period_ends_on=report.period_ends_on,
        message=report.message,
        answer_by=_answer_by(report.grant) if report.message else None,
        summary=report.summary,
        has_summary=bool(report.summary),
    )
    draft.correction = why
    return _save_draft(draft)


@transaction.atomic
def save_words(draft: ReportDraft, *, message: str, summary: str, answer_by: date | None = None) -> ReportDraft:
    """The trainer's own words of a draft. Raises SharingEndedError and BeingSentError as above."""
    _require_live(draft.grant)
    draft = ReportDraft.objects.select_for_update(of=("self",)).select_related("grant").get(pk=draft.pk)
    draft.message, draft.summary, draft.has_summary = message, summary, True
    draft.answer_by = answer_by if message else None
    return _save_draft(draft)


@transaction.atomic
def start_sending(draft: ReportDraft, *, trainer: User, seen: str | None = None) -> None:
    """The trainer has read the draft and wants it sent: what they saw is kept, and its PDF is owed.

    `seen` is the digest of what they saw; None for whatever it says now. Raises EditConflict where it says something
    else by now, so that it is read again, and SharingEndedError and BeingSentError as above.
    """
    _require_live(draft.grant)
    draft = ReportDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    view, content = content_of(draft, trainer=trainer)
    if seen is not None and seen != digest_of_figures(view, content):
        raise EditConflict
    _require_at_rest(draft)
    draft.content, draft.scopes, draft.sent_by = content.to_json(), sorted(view.scopes), trainer
    draft.state = ReportDraft.State.SENDING
    _owe_pdf(draft)


def throw_draft_away(draft: ReportDraft) -> None:
    """Throws a draft away, with its PDF; the next one comes in 30 days. Raises BeingSentError for one on its way."""
    with transaction.atomic():
        draft = ReportDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        _require_at_rest(draft)
        schedule_next(draft.grant, after=timezone.now())
        forget(draft)


def forget(draft: ReportDraft) -> None:
    """The row goes now, its file once that is committed."""
    draft.delete()
    if draft.pdf:
        transaction.on_commit(lambda: draft.pdf.delete(save=False))


def grant_of(draft: ReportDraft) -> ConsentGrant:
    """The consent as it stands now, with all that a view of it reads."""
    return (
        ConsentGrant.objects.select_related("client__lead_trainer", "practitioner__discipline")
        .prefetch_related("scopes")
        .get(pk=draft.grant_id)
    )


def content_of(draft: ReportDraft, *, trainer: User | None = None) -> tuple[SharedView, Progress]:
    """What the draft says at this moment, in its reader's language and the client's days."""
    grant = grant_of(draft)
    view = SharedView(grant)
    with translation.override(spoken(grant.practitioner.language)), timezone.override(grant.client.zone):
        content = progress(
            view,
            start=draft.period_starts_on,
            end=draft.period_ends_on,
            message=draft.message,
            trainer=trainer or draft.sent_by or grant.client.lead_trainer,
            says_withheld=False,
        )
    corrected = draft.corrects
    return view, replace(
        content,
        trainer_summary=draft.summary if draft.has_summary else "",
        kind=draft.kind,
        answer_by=draft.answer_by.isoformat() if draft.answer_by else "",
        answer_page=page_address("shared_report", grant.pk, draft.pk) if draft.message else "",
        corrects=corrected.sent_at.astimezone(grant.client.zone).date().isoformat() if corrected else "",
        correction=draft.correction,
    )


def digest_of(content: dict[str, Any]) -> str:
    """Two reports have the same one if they say the same."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def digest_of_figures(view: SharedView, content: Progress) -> str:
    """The same without the trainer's own words, which are in the form that they send; another cut is another one."""
    figures = replace(content, message="", answer_by="", answer_page="", trainer_summary="").to_json()
    return digest_of({"figures": figures, "scopes": sorted(view.scopes)})


def _first_session(grant: ConsentGrant) -> date | None:
    """The day of the client's first session, where they live; None where the consent shows nothing of sessions."""
    if not SCOPES_OF_SESSIONS & set(grant.scopes_given):
        return None
    sessions = TrainingSession.objects.completed().filter(client=grant.client_id)
    first = sessions.order_by("started_at").values_list("started_at", flat=True).first()
    return today_in(grant.client.time_zone, first) if first else None


def _answer_by(grant: ConsentGrant) -> date:
    """The day by which an answer is asked for, unless the trainer names another."""
    client = grant.client
    return after_business_days(today_in(client.time_zone, timezone.now()), DAYS_TO_ANSWER, client.lives_in)


def _require_live(grant: ConsentGrant) -> None:
    lock_client(grant.client_id)
    if not ConsentGrant.objects.live().filter(pk=grant.pk).exists():
        raise SharingEndedError


def _require_at_rest(draft: ReportDraft) -> None:
    if draft.is_on_its_way:
        raise BeingSentError(draft)


def _is_taken(key: UUID) -> bool:
    return ReportDraft.objects.filter(pk=key).exists() or ProgressReport.objects.filter(pk=key).exists()


def _save_draft(draft: ReportDraft) -> ReportDraft:
    _require_at_rest(draft)
    draft.state = ReportDraft.State.DRAFT
    _owe_pdf(draft)
    return draft


def _owe_pdf(draft: ReportDraft) -> None:
    """A worker makes it, unless it is there and shows the same."""
    draft.render_due_at, draft.tries = timezone.now(), 0
    draft.save()
    transaction.on_commit(lambda: hint_at(render_due), robust=True)
