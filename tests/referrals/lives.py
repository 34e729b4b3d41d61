"""Referrals at each status and at each turn that their client is told of, and who answers them."""

from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Client
from consent.models import ConsentGrant
from practitioners.models import Practitioner
from referrals import answers, attempts
from referrals.booking import Appointment, Booking
from referrals.models import Attempt, BusinessStatus
from referrals.workflow import Party
from tests.factories.consent import ViewerSessionFactory
from tests.factories.referrals import AttemptFactory, BookedAttemptFactory

BY = "Kenji Mori"


def attempt_at(status: str, **changes: Any) -> Attempt:
    """A new one; while it is a draft, its client has not agreed yet."""
    attempt = AttemptFactory(status=status, **changes)
    if status == "draft":
        ConsentGrant.objects.filter(pk=attempt.grant_id).update(given_at=None)
        attempt.grant.scopes.update(is_given=False)
    return Attempt.objects.get(pk=attempt.pk)


def browser_of(practitioner: Practitioner) -> Browser:
    """One in which the practitioner has entered their code."""
    browser = Browser()
    ViewerSessionFactory(practitioner=practitioner, token=f"browser-{practitioner.pk}")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = f"browser-{practitioner.pk}"
    return browser


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
    answers.book(booked, a_date(booked), by=Party(BY, "recipient"))
    for phone in ("416 555 0199", ""):
        missed = past_its_date(BookedAttemptFactory(referral__client=client, appointment_phone=phone))
        answers.note_missed(missed, by=Party(BY, "recipient"))
    attempts.move(
        AttemptFactory(referral__client=client, status="accepted"),
        to="failed",
        by=Party(BY, "recipient"),
        why="Moved away",
    )
    for phone in ("416 555 0199", ""):
        off = BookedAttemptFactory(referral__client=client, appointment_phone=phone)
        attempts.move(off, to="cancelled", by=Party("Ana", "requester"), why="Not needed")
    attempts.move(
        AttemptFactory(referral__client=client), to="entered-in-error", by=Party("Ana", "requester"), why="Oops"
    )
