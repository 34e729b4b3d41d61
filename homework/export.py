"""What a client's download has of homework (clients/export.py)."""

from clients.export import Table, columns_of
from homework.models import EarlierAnswer, HomeworkCheckIn

TABLES = {
    "homework": Table(
        HomeworkCheckIn.objects.all(),
        columns_of(
            "on",
            "exercise=prescription__exercise__source_name",
            "answer",
            "pain",
            "for_pain",
            "note",
            "answered_at",
            "told_by",
        ),
        client="prescription__client",
    ),
    "homework_earlier_answers": Table(
        EarlierAnswer.objects.order_by("check_in__on", "answered_at", "id"),
        columns_of(
            "on=check_in__on",
            "exercise=check_in__prescription__exercise__source_name",
            "answer",
            "pain",
            "for_pain",
            "note",
            "answered_at",
        ),
        client="check_in__prescription__client",
    ),
}
