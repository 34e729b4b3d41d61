"""What rests on a consent here: reports, drafts, and when the next draft is due (consent/listeners.py)."""

from collections.abc import Iterable, Set as AbstractSet

from django.db import transaction
from django.utils import timezone

from consent.listeners import ConsentListener, register
from consent.models import ConsentGrant
from reports.models import ProgressReport, ReportDraft, ReportSchedule
from reports.rendering import stop_drafts
from reports.tasks import render_due
from web.hints import hint_at
from web.models import AT_ONCE


def move_to_new_consent(replaced: Iterable[ConsentGrant], grant: ConsentGrant) -> None:
    """Reports go along, and so does the latest draft that waits, to be read anew in what is shared now."""
    older = list(replaced)
    ProgressReport.objects.filter(grant__in=older).update(grant=grant)
    waiting = ReportDraft.objects.filter(grant__in=older).exclude(state=ReportDraft.State.STOPPED)
    latest = waiting.filter(corrects=None).first()
    again = {"grant": grant, "state": ReportDraft.State.DRAFT, "content": None, "render_due_at": timezone.now()}
    waiting.exclude(corrects=None).update(**again)
    if latest:
        waiting.filter(corrects=None).exclude(pk=latest.pk).delete()
        waiting.filter(pk=latest.pk).update(**again)
    ReportSchedule.objects.filter(grant__in=older).delete()


def schedule_first_draft(grant: ConsentGrant) -> None:
    """The sweep sets the day."""
    ReportSchedule.objects.update_or_create(grant=grant, defaults={"due_at": AT_ONCE})


def stop_what_waits(grant: ConsentGrant, by: str) -> None:
    stop_drafts(ReportDraft.objects.filter(grant=grant))
    ReportSchedule.objects.filter(grant=grant).delete()


def read_drafts_anew(grant: ConsentGrant, taken_back: AbstractSet[str]) -> None:
    """A draft says less from now on: its trainer is told so on it, writes the summary anew, and sends it once more."""
    ReportDraft.objects.filter(grant=grant).exclude(state=ReportDraft.State.STOPPED).update(
        state=ReportDraft.State.DRAFT,
        content=None,
        scopes=[],
        narrowed_at=timezone.now(),
        has_summary=False,
        render_due_at=timezone.now(),
        tries=0,
    )
    transaction.on_commit(lambda: hint_at(render_due), robust=True)


def register_listener() -> None:
    register(
        ConsentListener(
            on_replaced=move_to_new_consent,
            on_given=schedule_first_draft,
            on_ended=stop_what_waits,
            on_reduced=read_drafts_anew,
        )
    )
