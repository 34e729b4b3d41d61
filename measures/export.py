"""What a client's download has of readings (clients/export.py)."""

from clients.export import Table, columns_of
from measures.models import Reading

TABLES = {
    "readings": Table(
        Reading.objects.all(),
        columns_of(
            "taken_on",
            "measure",
            "activity=item",
            "value",
            "told_by",
            "by=practitioner__name",
            "corrected_or_taken_out=ended_at",
        ),
    ),
}
