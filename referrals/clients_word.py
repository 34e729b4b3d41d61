"""The client's own word: on a visit that they have booked or been to, and on a referral that is over."""

from datetime import datetime

from django.utils import timezone

from referrals.models import Attempt, BusinessStatus, ClientsWord
from referrals.workflow import BOOKINGS


def visit_state(attempt: Attempt, *, now: datetime) -> str:
    """How the visit stands for the client: over, asked, went, missed, was, booked, they-call or choose."""
    if not may_say_booked(attempt):
        return "over"
    if attempt.has_a_date and attempt.appointment_at is not None:
        return "booked" if attempt.appointment_at > now else "was"
    if attempt.status == Attempt.Status.REQUESTED:
        return "asked"
    states = {BusinessStatus.ATTENDED: "went", BusinessStatus.NO_SHOW: "missed", BusinessStatus.WE_CALL: "they-call"}
    return states.get(BusinessStatus(attempt.business_status), "choose") if attempt.business_status else "choose"


def may_say_booked(attempt: Attempt) -> bool:
    return "client" in BOOKINGS.get((attempt.status, BusinessStatus.BOOKED), ())


def may_say_went(attempt: Attempt, *, now: datetime) -> bool:
    """Not before the appointment, where there is one, and once."""
    is_to_come = attempt.has_a_date and attempt.appointment_at is not None and attempt.appointment_at > now
    is_allowed = "client" in BOOKINGS.get((attempt.status, BusinessStatus.ATTENDED), ())
    return is_allowed and not is_to_come and attempt.business_status != BusinessStatus.ATTENDED


def say_whether_it_helped(attempt: Attempt, *, change: int, text: str, now: datetime | None = None) -> ClientsWord:
    """Keeps how much better or worse the client is since (-3 to 3), and a word; a later answer takes its place."""
    word, _created = ClientsWord.objects.update_or_create(
        attempt=attempt, defaults={"change": change, "text": text, "answered_at": now or timezone.now()}
    )
    return word
