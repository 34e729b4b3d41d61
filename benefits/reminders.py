"""Telling clients before coverage lapses, and before the last day to claim: one mail for all that they may lose.

The sweep reads the plans that are due by their index (benefits/due.py), a batch of clients at a time, and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benefits.due import BATCH, morning_of, next_reminder, plan_years_around, silences_of
from benefits.lapsing import AHEAD, lines_to_tell, year_to_claim
from benefits.mail import REMINDER
from benefits.models import STEPS, CoveragePlan, ReminderChoice
from clients.links import SHARING_TOKEN, new_link
from clients.models import Client, ClientLink
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message
from web.zones import today_in

ANSWERABLE_FOR = timedelta(days=90)


@dataclass
class _Batch:
    """What one transaction writes."""

    mails: list[Message] = field(default_factory=list)
    links: list[ClientLink] = field(default_factory=list)
    silences: dict[UUID, list[date]] = field(default_factory=dict)
    dates: dict[tuple[date | None, datetime | None], list[UUID]] = field(default_factory=lambda: defaultdict(list))


def remind_of_lapsing(now: datetime | None = None) -> int:
    """Schedules the reminders that are due, each once; returns how many mails.

    Running it twice, or twice at once, reminds nobody twice. After an outage only what still applies is sent; a plan
    year that has ended is written about where visits may still be claimed.
    """
    moment = now or timezone.now()
    number = 0
    while (mails := _remind_batch(moment)) is not None:
        number += mails
    return number


@transaction.atomic
def _remind_batch(now: datetime) -> int | None:
    """The next clients who are due: how many of them get a mail; None once nobody is due (seven queries and the writes)."""
    due = CoveragePlan.objects.filter(next_reminder_at__lte=now, ended_on=None).order_by("next_reminder_at", "id")
    locked = due.select_for_update(skip_locked=True).values_list("client_id", flat=True)[:BATCH]
    keys = set(locked)
    if not keys:
        return None
    batch = _Batch()
    batch.silences = silences_of(keys)
    choices = {choice.client_id: choice for choice in ReminderChoice.objects.filter(client__in=keys)}
    for client, plans in _plans_of(keys).items():
        _look_at(client, plans, choices.get(client.pk), batch, now)
    _leave_out_those_told_today(batch)
    ClientLink.objects.bulk_create(batch.links, batch_size=BATCH)
    enqueue_all(batch.mails)
    for (through, at), plan_keys in batch.dates.items():
        CoveragePlan.objects.filter(pk__in=plan_keys).update(reminded_through=through, next_reminder_at=at)
    return len(batch.mails)


def _leave_out_those_told_today(batch: _Batch) -> None:
    """A client gets one mail a day, whatever is written down after it (one query)."""
    sent = Message.objects.filter(dedupe_key__in=[mail.dedupe_key for mail in batch.mails])
    if clients := set(sent.values_list("client_id", flat=True)):
        batch.mails = [mail for mail in batch.mails if mail.client_id not in clients]
        batch.links = [link for link in batch.links if link.client_id not in clients]


def _plans_of(keys: Iterable[UUID]) -> dict[Client, list[CoveragePlan]]:
    """The plans that each of the clients still has, with all that is read of them."""
    plans = CoveragePlan.objects.filter(client__in=keys, ended_on=None).select_related("client").with_claims()
    by_client: dict[Client, list[CoveragePlan]] = defaultdict(list)
    for plan in plans.order_by("client_id", "position", "pk"):
        by_client[plan.client].append(plan)
    return by_client


def _look_at(
    client: Client, plans: list[CoveragePlan], choice: ReminderChoice | None, batch: _Batch, now: datetime
) -> None:
    """One client's plans: the mail where there is something to tell, and when each is next due."""
    hour = now.astimezone(ZoneInfo(client.time_zone)).hour
    today = today_in(client.time_zone, now)
    if not settings.REMINDER_HOUR <= hour < settings.REMINDER_LATEST_HOUR:
        morning = morning_of(
            today if hour < settings.REMINDER_LATEST_HOUR else today + timedelta(days=1), client.time_zone
        )
        for plan in plans:
            at = plan.next_reminder_at
            _note(batch, plan, plan.reminded_through, morning if at is not None and at <= now else at)
        return
    due = [plan for plan in plans if plan.next_reminder_at is not None and plan.next_reminder_at <= now]
    steps = STEPS if choice is None else choice.steps
    told = [plan for plan in plans if plan in due or _is_near(plan, steps, today)]
    lapsing = [plan for plan in told if lines_to_tell(plan, today)]
    to_claim = [plan for plan in due if year_to_claim(plan, today)]
    if (set(lapsing) & set(due) or to_claim) and steps and client.may_be_reminded:
        _schedule(client, [*lapsing, *(plan for plan in to_claim if plan not in lapsing)], batch, today, now)
    else:
        told = due
    for plan in plans:
        if plan in told:
            plan.reminded_through = today + timedelta(days=0 if plan in due else AHEAD)
        _note(batch, plan, plan.reminded_through, next_reminder(plan, client, choice, batch.silences[plan.pk], now=now))


def _note(batch: _Batch, plan: CoveragePlan, through: date | None, at: datetime | None) -> None:
    batch.dates[through, at].append(plan.pk)


def _is_near(plan: CoveragePlan, steps: Iterable[int], today: date) -> bool:
    """Whether a step but the last is due within a few days, so that it is told of today."""
    ends = [year.last_day for year in plan_years_around(plan, today) if year.last_day is not None]
    near = range(1, AHEAD + 1)
    return any((end - timedelta(days=step) - today).days in near for end in ends for step in steps if step > AHEAD)


def _schedule(client: Client, plans: list[CoveragePlan], batch: _Batch, today: date, now: datetime) -> None:
    answer, token = new_link(client, ClientLink.Purpose.BENEFITS, expires_at=now + ANSWERABLE_FOR)
    sharing, sharing_token = new_link(client, ClientLink.Purpose.SHARING)
    batch.links += [answer, sharing]
    payload: dict[str, Any] = {"on": today.isoformat(), "plans": [str(plan.pk) for plan in plans]}
    batch.mails.append(
        unsaved_mail(
            REMINDER,
            to=client.mailbox,
            dedupe_key=f"benefits:{client.pk}:{today}",
            language=client.language,
            subject_id=client.pk,
            client_id=client.pk,
            due_at=now,
            payload=payload,
            secrets={"token": token, SHARING_TOKEN: sharing_token},
        )
    )
