"""What a client's download has of referrals (clients/export.py)."""

from clients.export import Table, columns_of
from referrals.models import Attempt, ClientsWord, IncomingEvent, IncomingReferral, Outcome, ReferralMessage

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
            "appointment_day",
            "appointment_time",
            "appointment_place",
        ),
        client="referral__client",
    ),
    "referral_outcomes": Table(
        Outcome.objects.all(),
        columns_of("recorded_at", "by=attempt__practitioner__name", "attended", "summary"),
        client="attempt__referral__client",
    ),
    "referral_messages": Table(
        ReferralMessage.objects.all(),
        columns_of("sent_at", "by", "to=attempt__practitioner__name", "side", "text", "read_at"),
        client="attempt__referral__client",
    ),
    "referral_own_words": Table(
        ClientsWord.objects.all(),
        columns_of("answered_at", "about=attempt__practitioner__name", "change", "text"),
        client="attempt__referral__client",
    ),
    "referrals_in": Table(
        IncomingReferral.objects.all(),
        columns_of(
            "suggested_at=created_at",
            "by=practitioner__name",
            "to=trainer__name",
            "reason",
            "confirmed_at",
            "status",
            "status_since",
            "appointment_day",
            "appointment_time",
            "appointment_place",
            "result",
        ),
    ),
    "referral_in_moves": Table(
        IncomingEvent.objects.all(),
        columns_of("at", "by", "from_status", "to_status", "why"),
        client="referral__client",
    ),
}
