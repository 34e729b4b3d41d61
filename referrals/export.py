"""What a client's download has of referrals (clients/export.py)."""

from clients.export import Table, columns_of
from referrals.models import Attempt, Outcome

TABLES = {
    "referrals": Table(
        Attempt.objects.all(),
        columns_of(
            "asked_at=created_at",
            "to=practitioner__name",
            "reason=referral__reason",
            "question=referral__question",
            "urgency=referral__urgency",
            "status",
            "status_since",
            "appointment_at",
        ),
        client="referral__client",
    ),
    "referral_outcomes": Table(
        Outcome.objects.all(),
        columns_of("recorded_at", "by=attempt__practitioner__name", "attended", "summary"),
        client="attempt__referral__client",
    ),
}
