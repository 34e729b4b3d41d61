"""Appointments of referrals to which the client came, for their health benefits (benefits/proposals.py)."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from benefits.proposals import MOST_PROPOSED, Proposal, register_source
from clients.models import Client
from referrals.models import Attempt, BusinessStatus


def attended_appointments(client: Client, disciplines: set[UUID], since: date, today: date) -> list[Proposal]:
    """The newest first (one query)."""
    came = Q(business_status=BusinessStatus.ATTENDED) | Q(outcome__attended=True)
    attempts = Attempt.objects.filter(
        came,
        referral__client=client,
        appointment_day__range=(since, today),
        practitioner__discipline__in=disciplines,
    )
    newest = attempts.select_related("practitioner").order_by("-appointment_day", "pk")[:MOST_PROPOSED]
    return [
        Proposal(
            attempt.appointment_day, attempt.practitioner.name, attempt.practitioner.discipline_id, attempt.practitioner
        )
        for attempt in newest
        if attempt.appointment_day
    ]


def register_claims() -> None:
    register_source(attended_appointments)
