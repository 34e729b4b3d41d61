"""What a client's download has of progress reports (clients/export.py)."""

from collections.abc import Iterator

from django.db.models.fields.files import FieldFile

from clients.export import Table, columns_of
from clients.models import Client
from reports.models import ProgressReport

TABLES = {
    "reports": Table(
        ProgressReport.objects.all(),
        columns_of(
            "sent_at",
            "to=grant__practitioner__name",
            "from_day=period_starts_on",
            "to_day=period_ends_on",
            "message",
            "content",
        ),
    ),
}


def files(client: Client) -> Iterator[tuple[str, FieldFile]]:
    """The reports themselves, by their names in the download."""
    for report in ProgressReport.objects.filter(client=client).only("sent_at", "pdf"):
        yield f"reports/{report.sent_at:%Y-%m-%d}-{report.pk}.pdf", report.pdf
