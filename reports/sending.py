"""Sending a progress report: its content is fixed, drawn as a PDF and told to the practitioner, once."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from consent.links import SharingEndedError, send_share_link
from consent.models import ConsentGrant
from outbox.nudges import start_nudging, stop_nudging
from reports.content import progress
from reports.mail import REPORT_SENT
from reports.models import ProgressReport
from reports.nudges import UNREAD
from reports.pdf import render_pdf
from sharing.view import SharedView
from web.keys import uuid7
from web.languages import spoken


def send_report(
    grant: ConsentGrant, *, start: date, end: date, message: str, trainer: User, key: UUID | None = None
) -> ProgressReport:
    """Sends one report on the days from `start` to `end`; `key` makes sending the same form twice one report.

    Raises SharingEndedError without a live consent.
    """
    if not ConsentGrant.objects.live().filter(pk=grant.pk).exists():
        raise SharingEndedError
    sent_before = ProgressReport.objects.filter(pk=key).first() if key else None
    if sent_before and sent_before.client_id == grant.client_id:
        return sent_before
    if key is None or sent_before:
        key = uuid7()
    practitioner = grant.practitioner
    with translation.override(spoken(practitioner.language)), timezone.override(grant.client.zone):
        view = SharedView(grant)
        content = progress(view, start=start, end=end, message=message, trainer=trainer)
        pdf = render_pdf(content)
    return _keep(
        ProgressReport(
            id=key,
            client=grant.client,
            grant=grant,
            period_starts_on=start,
            period_ends_on=end,
            message=message,
            language=practitioner.language,
            scopes=sorted(view.scopes),
            content=content.to_json(),
            sent_by=trainer,
        ),
        pdf,
    )


@transaction.atomic
def _keep(report: ProgressReport, pdf: bytes) -> ProgressReport:
    report.pdf.save(f"{report.pk}.pdf", ContentFile(pdf), save=False)
    report.save(force_insert=True)
    send_share_link(report.grant, kind=REPORT_SENT, subject_id=report.pk)
    start_nudging(UNREAD, report.pk)
    return report


def send_link_again(report: ProgressReport) -> bool:
    """A new link to the practitioner; False where the report is shared no more."""
    if not SharedView(report.grant).has_report(report.pk):
        return False
    send_share_link(report.grant, kind=REPORT_SENT, subject_id=report.pk)
    return True


def mark_read(report_ids: Iterable[UUID], *, now: datetime | None = None) -> None:
    """The practitioner has opened these reports; when that was first is kept."""
    moment, opened = now or timezone.now(), list(report_ids)
    if ProgressReport.objects.filter(pk__in=opened, first_read_at=None).update(first_read_at=moment):
        for key in opened:
            stop_nudging(UNREAD, key, now=moment)
