"""Sending a progress report at once; its link again; and that it was read and answered."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from consent.links import send_share_link
from consent.models import ConsentGrant
from outbox.nudges import stop_nudging
from reports.drafts import prepare_draft, start_sending
from reports.mail import REPORT_SENT
from reports.models import ProgressReport, ReportDraft
from reports.nudges import UNREAD
from reports.rendering import make_report
from sharing.view import SharedView

# What else learns in the same transaction that a report was opened: each app above registers when it is ready.
_on_opened: list[Callable[[UUID, UUID], None]] = []


def register_opened(tell: Callable[[UUID, UUID], None]) -> None:
    """`tell` gets the keys of the client and of the report when the practitioner opens it, or the page that it stands on, for the first time."""
    _on_opened.append(tell)


def send_report(
    grant: ConsentGrant, *, start: date, end: date, message: str, trainer: User, key: UUID | None = None
) -> ProgressReport:
    """One report on the days from `start` to `end`, made and sent before this returns; `key` sends it once.

    Raises SharingEndedError without a live consent.
    """
    sent_before = ProgressReport.objects.filter(pk=key).first() if key else None
    if sent_before and sent_before.client_id == grant.client_id:
        return sent_before
    report = prepare_draft(grant, start=start, end=end, message=message, key=key).pk
    start_sending(ReportDraft.objects.get(pk=report), trainer=trainer)
    make_report(ReportDraft.objects.select_related("corrects", "sent_by").get(pk=report))
    return ProgressReport.objects.get(pk=report)


def send_link_again(report: ProgressReport) -> bool:
    """A new link to the practitioner; False where the report is shared no more."""
    if not SharedView(report.grant).has_report(report.pk):
        return False
    send_share_link(report.grant, kind=REPORT_SENT, subject_id=report.pk)
    return True


def mark_read(report_ids: Iterable[UUID], *, client_id: UUID, now: datetime | None = None) -> None:
    """The practitioner has opened these reports of one client; when that was first is kept, and told."""
    if opened := list(report_ids):
        _mark_read(opened, client_id=client_id, moment=now or timezone.now())


@transaction.atomic
def _mark_read(opened: list[UUID], *, client_id: UUID, moment: datetime) -> None:
    for key in opened:
        if ProgressReport.objects.filter(pk=key, first_read_at=None).update(first_read_at=moment):
            stop_nudging(UNREAD, key, now=moment)
            for tell in _on_opened:
                tell(client_id, key)
