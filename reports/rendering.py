"""Making the PDFs of drafts in the background, and sending those that a trainer has pressed "Send" for.

One worker at a time takes what is due, by an index. Each try is noted before it begins, with a lease: what a killed
worker left is due again once that is over, and after three tries it is the trainer's (Today).
"""

import logging
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from consent.grants import lock_client
from consent.links import send_share_link
from consent.models import ConsentGrant
from outbox.nudges import start_nudging
from reports.drafts import content_of, digest_of, forget, grant_of
from reports.mail import REPORT_SENT
from reports.models import ProgressReport, ReportDraft
from reports.nudges import UNREAD
from reports.pdf import render_pdf
from reports.schedule import schedule_next
from sharing.view import SharedView
from web.languages import spoken

logger = logging.getLogger(__name__)

TRIES = 3
LEASE = timedelta(minutes=2)  # a try that takes longer was killed
AGAIN_AFTER = timedelta(seconds=20)


def render_all_due(*, now: datetime | None = None) -> int:
    """Makes and sends what is due, the longest waiting first; returns how many tries that took."""
    number = 0
    while (draft := _next_report(now or timezone.now())) is not None:
        make_report(draft, now=now)
        number += 1
    return number


def make_report(draft: ReportDraft, *, now: datetime | None = None) -> None:
    """One try. Whatever goes wrong is noted, and another try owed, up to three."""
    if not _take_report(draft, now or timezone.now()):
        return
    try:
        _make_and_send(draft)
    except Exception:
        logger.exception("The report %s could not be made, try %d", draft.pk, draft.tries)
        _try_again(draft, now or timezone.now())


def _next_report(now: datetime) -> ReportDraft | None:
    due = ReportDraft.objects.filter(render_due_at__lte=now).order_by("render_due_at", "id")
    return due.select_related("corrects", "sent_by").first()


def _unchanged(draft: ReportDraft) -> QuerySet[ReportDraft]:
    """The draft, unless a trainer or another worker has changed it since it was read here."""
    return ReportDraft.objects.filter(pk=draft.pk, render_due_at=draft.render_due_at, tries=draft.tries)


def _take_report(draft: ReportDraft, now: datetime) -> bool:
    """Notes the try before it begins; False where there were three, or somebody else has it."""
    if draft.tries >= TRIES:
        _unchanged(draft).update(state=ReportDraft.State.FAILED, render_due_at=None)
        return False
    is_ours = _unchanged(draft).update(tries=draft.tries + 1, render_due_at=now + LEASE) == 1
    draft.tries, draft.render_due_at = draft.tries + 1, now + LEASE
    return is_ours


def _try_again(draft: ReportDraft, now: datetime) -> None:
    if draft.tries >= TRIES:
        _unchanged(draft).update(state=ReportDraft.State.FAILED, render_due_at=None)
    else:
        _unchanged(draft).update(render_due_at=now + AGAIN_AFTER)


def _make_and_send(draft: ReportDraft) -> None:
    grant = grant_of(draft)
    view = SharedView(grant)
    if not view.is_open:
        stop_drafts(ReportDraft.objects.filter(pk=draft.pk))
        return
    if draft.is_on_its_way and not view.scopes.issuperset(draft.scopes):
        _give_back(draft)
        return
    content = draft.content if draft.is_on_its_way and draft.content else content_of(draft)[1].to_json()
    digest = digest_of(content)
    if draft.pdf_of != digest or not draft.pdf:
        with translation.override(spoken(grant.practitioner.language)), timezone.override(grant.client.zone):
            pdf = render_pdf(content)
        _keep_pdf(draft, pdf, digest)
    if draft.is_on_its_way:
        _send_as_report(draft)
    else:
        _unchanged(draft).update(render_due_at=None, tries=0)


def _keep_pdf(draft: ReportDraft, pdf: bytes, digest: str) -> None:
    older = draft.pdf.name
    draft.pdf.save(f"{draft.pk}.pdf", ContentFile(pdf), save=False)
    draft.pdf_of = digest
    if not _unchanged(draft).update(pdf=draft.pdf.name, pdf_of=digest):
        draft.pdf.delete(save=False)  # it was thrown away, stopped or changed meanwhile
        draft.pdf_of = ""
    elif older:
        draft.pdf.storage.delete(older)


@transaction.atomic
def _send_as_report(draft: ReportDraft) -> None:
    """What the trainer saw becomes a report, is mailed and waited for; unless consent or draft changed meanwhile."""
    lock_client(draft.client_id)
    if not _unchanged(draft).exists():
        return
    grant = grant_of(draft)
    view = SharedView(grant)
    if not ConsentGrant.objects.live().filter(pk=grant.pk).exists():
        stop_drafts(ReportDraft.objects.filter(pk=draft.pk))
        return
    if not view.scopes.issuperset(draft.scopes):
        _give_back(draft)
        return
    report = _report_of(draft, grant)
    send_share_link(grant, kind=REPORT_SENT, subject_id=report.pk)
    start_nudging(UNREAD, report.pk)
    schedule_next(grant, after=report.sent_at)
    forget(draft)


def _report_of(draft: ReportDraft, grant: ConsentGrant) -> ProgressReport:
    report = ProgressReport(
        id=draft.pk,
        client_id=draft.client_id,
        grant=grant,
        period_starts_on=draft.period_starts_on,
        period_ends_on=draft.period_ends_on,
        message=draft.message,
        summary=draft.summary,
        language=grant.practitioner.language,
        scopes=draft.scopes,
        content=draft.content,
        corrects=draft.corrects,
        correction=draft.correction,
        sent_by=draft.sent_by,
    )
    with draft.pdf.open("rb") as file:
        report.pdf.save(f"{draft.pk}.pdf", ContentFile(file.read()), save=False)
    report.save(force_insert=True)
    return report


def _give_back(draft: ReportDraft) -> None:
    """The client has taken something back since the trainer pressed "Send": they read what is left, and send that."""
    _unchanged(draft).update(
        state=ReportDraft.State.DRAFT,
        content=None,
        scopes=[],
        has_summary=False,
        narrowed_at=timezone.now(),
        render_due_at=timezone.now(),
        tries=0,
    )


def stop_drafts(drafts: QuerySet[ReportDraft]) -> None:
    """Consent is gone: nothing of it is kept but that there was a draft. Its file goes once that is committed."""
    for draft in drafts.exclude(pdf=""):
        transaction.on_commit(lambda file=draft.pdf: file.delete(save=False))  # type: ignore[misc]
    drafts.update(
        state=ReportDraft.State.STOPPED,
        content=None,
        message="",
        summary="",
        correction="",
        pdf="",
        pdf_of="",
        render_due_at=None,
    )
