"""What progress reports have to tell in a client's timeline (clients/timeline.py)."""

from clients.timeline import Kind
from reports.models import ProgressReport

KINDS = [
    Kind(
        code="report",
        rows=ProgressReport.objects.all(),
        at="sent_at",
        who="grant__practitioner__name",
        disciplines=("grant__practitioner__discipline",),
        words="message",
    ),
]
