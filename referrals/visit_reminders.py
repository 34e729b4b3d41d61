"""The client is reminded of an appointment three days and one day before, in their morning: no more, no less."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clients.links import issue_client_link, with_way_to_end_sharing
from clients.models import Client, ClientLink
from clients.nudges import STOP_TOKEN, STOPPABLE_FOR
from outbox.enqueue import enqueue
from outbox.models import Message
from referrals.client_mail import VISIT_SOON
from referrals.models import Attempt, TaskStatus
from referrals.models.task import WITH_A_DATE
from referrals.telling import LINK_OF_VISIT
from web.languages import spoken
from web.zones import today_in

DAYS_BEFORE = (3, 1)
TOLD_LATELY = timedelta(days=1)  # who was told of the date itself by then needs no reminder
_WITH_A_VISIT = (TaskStatus.REQUESTED, TaskStatus.ACCEPTED, TaskStatus.IN_PROGRESS)


def remind_of_visits(*, now: datetime | None = None) -> int:
    """Schedules the reminders that are due, each once; returns how many. Running it twice reminds nobody twice."""
    moment = now or timezone.now()
    due = {_key(attempt, days): attempt for attempt, days in _due(moment)}
    known = set(Message.objects.filter(dedupe_key__in=due).values_list("dedupe_key", flat=True))
    return sum(_remind(attempt, key, moment) for key, attempt in due.items() if key not in known)


def _due(now: datetime) -> Iterator[tuple[Attempt, int]]:
    """The visits of which their client is reminded at this hour, with the days that are left (one query)."""
    booked = Attempt.objects.filter(
        status__in=_WITH_A_VISIT,
        business_status__in=WITH_A_DATE,
        business_since__lt=now - TOLD_LATELY,
        appointment_day__gte=now.date(),
        appointment_day__lte=now.date() + timedelta(days=max(DAYS_BEFORE) + 1),
        referral__client__status=Client.Status.ACTIVE,
    )
    for attempt in booked.select_related("referral__client"):
        client = attempt.referral.client
        hour = now.astimezone(ZoneInfo(client.time_zone)).hour
        days = (attempt.appointment_day - today_in(client.time_zone, now)).days if attempt.appointment_day else 0
        if days in DAYS_BEFORE and settings.REMINDER_HOUR <= hour < settings.REMINDER_LATEST_HOUR:
            yield attempt, days


def _key(attempt: Attempt, days: int) -> str:
    """Another date is reminded of anew."""
    return f"{VISIT_SOON}:{attempt.pk}:{attempt.calendar_sequence}:{days}"


@transaction.atomic
def _remind(attempt: Attempt, key: str, now: datetime) -> bool:
    client, purpose = attempt.referral.client, ClientLink.Purpose
    visit = issue_client_link(client, purpose.VISIT, subject_id=attempt.pk, expires_at=now + LINK_OF_VISIT)
    stop = issue_client_link(client, purpose.STOP, expires_at=now + STOPPABLE_FOR)
    return enqueue(
        VISIT_SOON,
        to=client.mailbox,
        dedupe_key=key,
        language=spoken(client.language, to_client=True),
        subject_id=attempt.pk,
        client_id=client.pk,
        due_at=now,
        payload={"status": attempt.status, "visit": attempt.business_status, "sequence": attempt.calendar_sequence},
        secrets=with_way_to_end_sharing(client, {"visit": visit, STOP_TOKEN: stop}),
    )
