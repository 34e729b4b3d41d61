"""The pain that sessions keep (measures/pain.py): before and after, over an exercise, in a set."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from measures.pain import AFTER, BEFORE, EXERCISE, SET, PainRows, Rows, pain_row
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession

_COMPLETED = TrainingSession.State.COMPLETED


def _given(clients: Collection[UUID], since: datetime) -> list[Rows]:
    sessions = TrainingSession.objects.filter(client__in=clients, state=_COMPLETED, started_at__gte=since)
    entries = ExerciseEntry.objects.filter(
        session__client__in=clients, session__state=_COMPLETED, session__started_at__gte=since, pain__isnull=False
    )
    sets = SetEntry.objects.filter(
        entry__session__client__in=clients,
        entry__session__state=_COMPLETED,
        entry__session__started_at__gte=since,
        pain__isnull=False,
    )
    of_session = {"client": "client_id", "at": "started_at"}
    return [
        pain_row(sessions.filter(pain_before__isnull=False), BEFORE, pain="pain_before", **of_session),
        pain_row(sessions.filter(pain_after__isnull=False), AFTER, pain="pain_after", **of_session),
        pain_row(
            entries,
            EXERCISE,
            client="session__client_id",
            pain="pain",
            at="session__started_at",
            exercise="exercise__source_name",
        ),
        pain_row(
            sets,
            SET,
            client="entry__session__client_id",
            pain="pain",
            at="entry__session__started_at",
            exercise="entry__exercise__source_name",
        ),
    ]


IN_SESSIONS = PainRows(_given)
