"""A visit that the trainer wrote down as attended is what a referral to that practitioner waited for."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from careplan.models import Visit
from careplan.visits import register_attended
from referrals.answers import book
from referrals.booking import Booking
from referrals.models import Attempt, BusinessStatus


def note_first_visit(visit: Visit, trainer: User) -> None:
    """Notes with the referral that the first visit has been; nothing where none waits for it (one query).

    A referral with an appointment on a later day waits for that one.
    """
    if visit.member.practitioner_id is None:
        return
    waiting = Attempt.objects.filter(
        Q(appointment_day=None) | Q(appointment_day__lte=visit.on),
        referral__client=visit.member.client_id,
        practitioner=visit.member.practitioner_id,
        status__in=[Attempt.Status.ACCEPTED, Attempt.Status.IN_PROGRESS],
    ).exclude(business_status=BusinessStatus.ATTENDED)
    for attempt in waiting:
        if timezone.localdate(attempt.created_at, visit.member.client.zone) > visit.on:
            continue  # they were there before they were sent
        book(attempt, Booking(BusinessStatus.ATTENDED), by=trainer.name, role="requester")


def register_first_visits() -> None:
    register_attended(note_first_visit)
