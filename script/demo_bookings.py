"""The pages on which a visit is booked, in each state that they have. They change the demo, so they come late."""

from datetime import time, timedelta

from django.urls import reverse
from django.utils import timezone

from clients.links import issue_client_link
from clients.models import Client, ClientLink
from referrals.booking import BOOKING_FIELDS
from referrals.models import Attempt, BusinessStatus, Outcome
from script.demo_browsers import DemoPage

B = BusinessStatus
# By the name of the page: the status of the referral, what is agreed, and in how many days the visit is.
STATES: dict[str, tuple[str, str, int | None]] = {
    "to-answer": ("requested", "", None),
    "to-choose": ("accepted", B.CLIENT_BOOKS, None),
    "they-call": ("accepted", B.WE_CALL, None),
    "booked": ("accepted", B.BOOKED, 4),
    "been": ("accepted", B.BOOKED, -2),
    "missed": ("accepted", B.NO_SHOW, -3),
    "went": ("in-progress", B.ATTENDED, -2),
    "over": ("completed", B.ATTENDED, -9),
}


def booking_pages() -> list[DemoPage]:
    client = Client.objects.get(name="Peter Novak")
    attempt = Attempt.objects.get(referral__client=client, practitioner__name="Dana Whitfield")
    pages = []
    for name, state in STATES.items():
        copy = _copy(attempt, *state)
        token = issue_client_link(client, ClientLink.Purpose.BOOKING, subject_id=copy.pk)
        pages += [
            DemoPage(f"booking-{name}", "nobody", reverse("referrals:booking", args=[token])),
            DemoPage(f"referral-{name}", "trainer", reverse("referrals:detail", args=[client.pk, copy.pk])),
        ]
    return pages


def _copy(attempt: Attempt, status: str, agreed: str, days: int | None) -> Attempt:
    """A referral like it, for a need of its own, in another state."""
    referral = attempt.referral
    referral.pk, referral._state.adding = None, True
    referral.save()
    values = {name: getattr(Attempt(), name) for name in BOOKING_FIELDS}
    if days is not None:
        values |= {
            "appointment_day": timezone.localdate() + timedelta(days=days),
            "appointment_time": time(15, 45),
            "appointment_zone": referral.client.time_zone,
            "appointment_place": attempt.appointment_place,
            "appointment_phone": attempt.appointment_phone,
        }
    values |= {"business_status": agreed, "business_since": timezone.now() if agreed else None}
    copy = Attempt.objects.create(
        referral=referral,
        practitioner=attempt.practitioner,
        grant=attempt.grant,
        status=status,
        status_since=timezone.now() - timedelta(days=3),
        **values,
    )
    if status == Attempt.Status.COMPLETED:
        Outcome.objects.create(attempt=copy, attended=True, summary="The ankle is steady again.")
    return copy
