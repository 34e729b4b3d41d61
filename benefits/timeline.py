"""What health benefits have to tell in a client's timeline (clients/timeline.py)."""

from benefits.models import Claim, CoveragePlan
from clients.timeline import Kind, noon_of

KINDS = [
    Kind(code="coverage", rows=CoveragePlan.objects.all(), at="created_at", words="insurer"),
    Kind(
        code="coverage-ended",
        rows=CoveragePlan.objects.filter(ended_on__isnull=False),
        at=noon_of("ended_on"),
        words="insurer",
    ),
    Kind(
        code="claim",
        rows=Claim.objects.all(),
        client="line__plan__client",
        at=noon_of("date_of_service"),
        who="practitioner__name",
        disciplines=("practitioner__discipline",),
        more="amount",
        note="line__currency",
    ),
]
