"""What a client's download has of homework (clients/export.py)."""

from clients.export import Table, columns_of
from homework.models import HomeworkCheckIn

TABLES = {
    "homework": Table(
        HomeworkCheckIn.objects.all(),
        columns_of(
            "on",
            "exercise=prescription__exercise__name",
            "answer",
            "pain",
            "for_pain",
            "note",
            "answered_at",
            "told_by",
        ),
        client="prescription__client",
    ),
}
