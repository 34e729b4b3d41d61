"""The practitioner is reminded of a progress report that they have not opened."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from clients.mail import sender_of
from consent.models import ConsentGrant
from outbox.nudges import Item, NudgeKind, Turn, Waiting, register
from practitioners.nudges import turn_of
from reports.models import ProgressReport
from web.pages import page_address

UNREAD = "reports.unread"
AFTER_A_WEEK = 5  # business days: one reminder, and it stands on Today


def _unread(nudges: Sequence[Waiting]) -> dict[UUID, ProgressReport]:
    """Those that nobody has opened and that the consent still shares."""
    keys = [nudge.subject_id for nudge in nudges]
    reports = ProgressReport.objects.filter(pk__in=keys, first_read_at=None, grant__in=ConsentGrant.objects.live())
    reports = reports.select_related("grant__practitioner__clinic", "sent_by").defer("content")
    open_scopes = reports.prefetch_related("grant__scopes")
    return {report.pk: report for report in open_scopes if set(report.grant.scopes_given).issuperset(report.scopes)}


def _turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {
        key: turn_of(report.grant.practitioner, client_id=report.client_id) for key, report in _unread(nudges).items()
    }


def _items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    return {key: _item(report) for key, report in _unread(nudges).items()}


def _item(report: ProgressReport) -> Item:
    names = {"trainer": report.sent_by.name, "day": date_format(report.sent_at)}
    return Item(
        subject=_("A progress report from %(trainer)s waits for you") % names,
        sentence=_("%(trainer)s sent you a one-page progress report on %(day)s, on a client who shares with you.")
        % names,
        act=_("Open the report from %(trainer)s") % names,
        address=page_address("shared_report", report.grant_id, report.pk),
        **sender_of(report.sent_by),
    )


def register_nudges() -> None:
    register(
        NudgeKind(
            UNREAD,
            turns=_turns,
            items=_items,
            today=gettext_lazy("Has not opened the progress report"),
            after=(AFTER_A_WEEK,),
            today_after=AFTER_A_WEEK,
        )
    )
