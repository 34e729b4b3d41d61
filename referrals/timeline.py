"""What referrals have to tell in a client's timeline (clients/timeline.py)."""

from clients.timeline import Kind
from referrals.models import Attempt, AttemptEvent, Outcome

KINDS = [
    Kind(
        code="referral",
        rows=Attempt.objects.all(),
        client="referral__client",
        at="created_at",
        who="practitioner__name",
        disciplines=("practitioner__discipline",),
        words="referral__reason",
    ),
    Kind(
        code="referral-moved",
        rows=AttemptEvent.objects.all(),
        client="attempt__referral__client",
        at="at",
        who="attempt__practitioner__name",
        disciplines=("attempt__practitioner__discipline",),
        words="why",
        note="to_status",
        page="attempt_id",
    ),
    Kind(
        code="outcome",
        rows=Outcome.objects.all(),
        client="attempt__referral__client",
        at="recorded_at",
        who="attempt__practitioner__name",
        disciplines=("attempt__practitioner__discipline",),
        words="summary",
        page="attempt_id",
    ),
]
