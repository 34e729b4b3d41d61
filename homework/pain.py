"""The pain that clients give with their answers about exercises at home (measures/pain.py)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from homework.models import HomeworkCheckIn
from measures.pain import HOME, PainRows, Rows, pain_row


def _given(clients: Collection[UUID], since: datetime) -> list[Rows]:
    answers = HomeworkCheckIn.objects.filter(prescription__client__in=clients, on__gte=since.date(), pain__isnull=False)
    return [
        pain_row(
            answers,
            HOME,
            client="prescription__client_id",
            pain="pain",
            on="on",
            exercise="prescription__exercise__source_name",
        )
    ]


AT_HOME = PainRows(_given)
