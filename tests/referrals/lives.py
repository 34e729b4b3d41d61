"""Referrals at each turn that their client is told of."""

from datetime import time, timedelta

from django.utils import timezone

from clients.models import Client
from referrals import answers, attempts
from referrals.booking import Appointment, Booking
from referrals.models import Attempt, BusinessStatus
from tests.factories.referrals import AttemptFactory, BookedAttemptFactory

BY = "Kenji Mori"


def a_date(attempt: Attempt, *, days: int = 9) -> Booking:
    day = timezone.localdate() + timedelta(days)
    appointment = Appointment(day, time(9), attempt.referral.client.time_zone, "", "416 555 0100")
    return Booking(BusinessStatus.BOOKED, appointment)


def past_its_date(attempt: Attempt) -> Attempt:
    """The same, with an appointment that was the day before yesterday."""
    Attempt.objects.filter(pk=attempt.pk).update(appointment_day=timezone.localdate() - timedelta(days=2))
    return Attempt.objects.get(pk=attempt.pk)


def tell_client_of_every_turn(client: Client) -> None:
    for status in (BusinessStatus.CLIENT_BOOKS, BusinessStatus.WE_CALL):
        answers.accept(AttemptFactory(referral__client=client), by=BY, booking=Booking(status))
    unheard = AttemptFactory(referral__client=client, practitioner__phone="", practitioner__clinic=None)
    answers.accept(unheard, by=BY, booking=Booking(BusinessStatus.CLIENT_BOOKS))
    requested = AttemptFactory(referral__client=client)
    answers.accept(requested, by=BY, booking=a_date(requested))
    answers.decline(AttemptFactory(referral__client=client), by=BY, why="No room")
    booked = BookedAttemptFactory(referral__client=client)
    answers.book(booked, a_date(booked), by=BY, role="recipient")
    for phone in ("416 555 0199", ""):
        missed = past_its_date(BookedAttemptFactory(referral__client=client, appointment_phone=phone))
        answers.note_missed(missed, by=BY, role="recipient")
    attempts.move(
        AttemptFactory(referral__client=client, status="accepted"),
        to="failed",
        by=BY,
        role="recipient",
        why="Moved away",
    )
    for phone in ("416 555 0199", ""):
        off = BookedAttemptFactory(referral__client=client, appointment_phone=phone)
        attempts.move(off, to="cancelled", by="Ana", role="requester", why="Not needed")
    attempts.move(
        AttemptFactory(referral__client=client), to="entered-in-error", by="Ana", role="requester", why="Oops"
    )
