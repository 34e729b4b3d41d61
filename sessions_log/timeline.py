"""What sessions have to tell in a client's timeline (clients/timeline.py).

The trainer's private note of a session is no part of it.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _, gettext_lazy

from clients.timeline import Group, Kind, Page, Words, label_in, words_alone
from sessions_log.models import LogSource, PlannedSession, RedFlagReport, TrainingSession
from web.words import data_words

_FLAGS = Page("sessions_log:flags")


def _effort_and_pain(rows: Sequence[Words]) -> str:
    row = rows[0]
    effort = _("effort %(figure)s") % {"figure": row.note} if row.note else ""
    pain = _("pain after %(figure)s") % {"figure": row.more} if row.more else ""
    return ", ".join(filter(None, (effort, pain)))


def _sign(row: Words) -> str:
    return data_words(row.note)


KINDS = [
    Kind(
        code="session",
        group=Group.SESSIONS,
        title=gettext_lazy("Session with %(who)s"),
        rows=TrainingSession.objects.completed().filter(imported_from=""),
        at="started_at",
        who="trainer__name",
        words="team_note",
        more="pain_after",
        note="effort",
        texts=words_alone,
        facts=_effort_and_pain,
        page=Page("sessions_log:detail", has_key=True),
    ),
    Kind(
        code="session-imported",
        group=Group.SESSIONS,
        title=gettext_lazy("Session imported from %(note)s"),
        rows=TrainingSession.objects.completed().exclude(imported_from=""),
        at="started_at",
        note="imported_from",
        note_in_words=label_in(LogSource),
        page=Page("sessions_log:detail", has_key=True),
    ),
    Kind(
        code="session-missed",
        group=Group.SESSIONS,
        title=gettext_lazy("Session planned with %(who)s: %(note)s"),
        rows=PlannedSession.objects.filter(
            attendance__in=[PlannedSession.Attendance.CANCELLED, PlannedSession.Attendance.NO_SHOW]
        ),
        at="starts_at",
        who="trainer__name",
        note="attendance",
        note_in_words=label_in(PlannedSession.Attendance),
    ),
    Kind(
        code="flag",
        group=Group.SESSIONS,
        title=gettext_lazy("Red flag: %(note)s"),
        rows=RedFlagReport.objects.all(),
        at="raised_at",
        words="done",
        note="red_flag__sign_en",
        note_in_words=_sign,
        page=_FLAGS,
    ),
    Kind(
        code="flag-done",
        group=Group.SESSIONS,
        title=gettext_lazy("Red flag closed: %(note)s"),
        rows=RedFlagReport.objects.filter(closed_at__isnull=False),
        at="closed_at",
        words="closing_note",
        note="red_flag__sign_en",
        note_in_words=_sign,
        page=_FLAGS,
    ),
]
