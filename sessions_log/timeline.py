"""What sessions, homework and readings have to tell in a client's timeline (clients/timeline.py).

The trainer's private note of a session is no part of it.
"""

from clients.timeline import Kind, noon_of
from sessions_log.models import FlagRaised, HomeworkCheckIn, PlannedSession, Reading, TrainingSession

KINDS = [
    Kind(
        code="session",
        rows=TrainingSession.objects.held(),
        at="started_at",
        who="trainer__name",
        words="team_note",
        more="pain_after",
        note="effort",
    ),
    Kind(
        code="session-missed",
        rows=PlannedSession.objects.filter(
            attendance__in=[PlannedSession.Attendance.CANCELLED, PlannedSession.Attendance.NO_SHOW]
        ),
        at="starts_at",
        who="trainer__name",
        note="attendance",
    ),
    Kind(code="flag", rows=FlagRaised.objects.all(), at="raised_at", words="done", note="red_flag__sign"),
    Kind(
        code="flag-done",
        rows=FlagRaised.objects.filter(closed_at__isnull=False),
        at="closed_at",
        words="done",
        note="red_flag__sign",
    ),
    Kind(
        code="homework",
        rows=HomeworkCheckIn.objects.all(),
        client="prescription__client",
        at="answered_at",
        by_day="on",
        words="prescription__exercise__name",
        more="pain",
        said="note",
        note="answer",
    ),
    Kind(
        code="reading", rows=Reading.objects.all(), at=noon_of("taken_on"), words="item", more="value", note="measure"
    ),
]
