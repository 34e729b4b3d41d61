"""Telling clients before their coverage lapses: 60, 30, 14 and 3 days before, while something is left."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benefits.forecast import LineForecast, forecast
from benefits.mail import REMINDER
from benefits.models import BenefitLine
from clients.links import issue_client_link, with_way_to_end_sharing
from clients.models import Client, ClientLink
from outbox.enqueue import enqueue
from outbox.models import Message
from web.zones import today_in

STEPS = (60, 30, 14, 3)  # days before the end of the plan year
STOPPABLE_FOR = timedelta(days=90)


def remind_of_lapsing(now: datetime | None = None) -> int:
    """Owes the reminders that are due, each once; returns how many.

    Running it twice, or twice at once, reminds nobody twice. After an outage only the latest step that
    applies is sent; a plan year that has ended is not written about.
    """
    moment = now or timezone.now()
    reminded = 0
    lines = (
        BenefitLine.objects.filter(
            plan__ended_on=None,
            plan__client__status=Client.Status.ACTIVE,
            plan__client__in=Client.objects.reachable(moment.date()),
        )
        .select_related("plan__client")
        .prefetch_related("claims")
        .order_by("pk")
    )
    for line in lines.iterator(chunk_size=500):
        client = line.plan.client
        if moment.astimezone(ZoneInfo(client.time_zone)).hour < settings.REMINDER_HOUR:
            continue
        outlook = forecast(line, line.claims.all(), on=today_in(client.time_zone, moment))
        step = step_that_applies(outlook.days_left)
        if step is not None and outlook.is_worth_a_visit:
            reminded += _remind(outlook, client, step=step, now=moment)
    return reminded


def step_that_applies(days_left: int) -> int | None:
    """The latest of the steps whose day has come; None before the first."""
    return min((step for step in STEPS if days_left <= step), default=None)


@transaction.atomic
def _remind(outlook: LineForecast, client: Client, *, step: int, now: datetime) -> bool:
    key = f"benefit:{outlook.line.pk}:{outlook.year.first_day}:{step}d"
    if Message.objects.filter(dedupe_key=key).exists():
        return False
    token = issue_client_link(client, ClientLink.Purpose.STOP, expires_at=now + STOPPABLE_FOR)
    owed = enqueue(
        REMINDER,
        to=client.mailbox,
        dedupe_key=key,
        language=client.language,
        subject_id=outlook.line.pk,
        client_id=client.pk,
        due_at=now,
        payload={"year": outlook.year.first_day.isoformat()},
        secrets=with_way_to_end_sharing(client, {"stop_token": token}),
    )
    if not owed:
        transaction.set_rollback(True)
    return owed
