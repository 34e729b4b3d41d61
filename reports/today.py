"""What progress reports have to tell on Today (clients/today.py): drafts to be read and sent, and what could not be made."""

from django.utils.translation import gettext_lazy as _

from clients.timeline import Page
from clients.today import Group, Line, Section, Source
from reports.models import ReportDraft

_DRAFT = Page("reports:draft", has_key=True)

SOURCES = [
    Source(
        group=Group.REFERRALS,
        section=Section.YOU,
        urgency=6,
        rows=ReportDraft.objects.filter(state=ReportDraft.State.DRAFT).exclude(why=ReportDraft.Why.PRESS),
        topic="report-draft",
        practitioner="grant__practitioner_id",
        since="made_at",
        code="why",
        lines={
            ReportDraft.Why.MONTH: Line(
                _("A progress report to %(who)s is ready to be read and sent"), _("Read the draft"), _DRAFT
            ),
            ReportDraft.Why.VISIT: Line(
                _("A progress report to %(who)s is ready before the visit"), _("Read the draft"), _DRAFT
            ),
        },
    ),
    Source(
        group=Group.REFERRALS,
        section=Section.YOU,
        urgency=2,
        rows=ReportDraft.objects.filter(state=ReportDraft.State.FAILED),
        topic="report-draft",
        practitioner="grant__practitioner_id",
        since="made_at",
        lines={
            "report-failed": Line(
                _("The progress report to %(who)s could not be made"), _("Try the report again"), _DRAFT
            )
        },
    ),
]
