"""A visit that was attended is what a referral to that practitioner waited for; taken back, it waits again."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from careplan.models import Visit
from careplan.visits import register_attended, register_taken_back
from referrals.answers import book
from referrals.attempts import lock_attempt
from referrals.booking import Booking
from referrals.models import Attempt, BusinessStatus
from referrals.workflow import Party, undo_booking

WAITING = (Attempt.Status.ACCEPTED, Attempt.Status.IN_PROGRESS)


def note_first_visit(visit: Visit, trainer: User | None) -> None:
    """Notes with the referral that the first visit has been; nothing where none waits for it (one query).

    A referral with an appointment on a later day waits for that one. `trainer` is None where the client said so.
    """
    if visit.member.practitioner_id is None:
        return
    waiting = Attempt.objects.filter(
        Q(appointment_day=None) | Q(appointment_day__lte=visit.on),
        referral__client=visit.member.client_id,
        practitioner=visit.member.practitioner_id,
        status__in=WAITING,
    ).exclude(business_status=BusinessStatus.ATTENDED)
    client = visit.member.client
    for attempt in waiting:
        if timezone.localdate(attempt.created_at, client.zone) > visit.on:
            continue  # they were there before they were sent
        if trainer:
            book(attempt, Booking(BusinessStatus.ATTENDED), by=Party(trainer.name, "requester"))
        else:
            book(attempt, Booking(BusinessStatus.ATTENDED), by=Party(client.name, "client"))


def wait_for_first_visit_again(visit: Visit, trainer: User) -> None:
    """What was agreed before stands again, unless the practitioner has said meanwhile that the client came.

    Nothing changes where the client was there on another day, or where the referral is at an end.
    """
    if visit.member.practitioner_id is None:
        return
    if Visit.objects.filter(member=visit.member_id, state=Visit.State.ATTENDED).exclude(pk=visit.pk).exists():
        return
    attended = Attempt.objects.filter(
        referral__client=visit.member.client_id,
        practitioner=visit.member.practitioner_id,
        status__in=WAITING,
        business_status=BusinessStatus.ATTENDED,
    )
    for attempt in attended:
        why = _("It was written down by mistake that the first visit has been.")
        undo_booking(lock_attempt(attempt), BusinessStatus.ATTENDED, by=Party(trainer.name, "requester"), why=why)


def register_first_visits() -> None:
    register_attended(note_first_visit)
    register_taken_back(wait_for_first_visit_again)
