"""When a client is next told that coverage lapses: derived, kept with each plan, and read by the sweep alone.

Whatever changes a plan, its lines, the answers or the choices of the client calls `reschedule` in its own
transaction. Claims change what is left, not when to look: the sweep reckons that anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from benefits.models import STEPS, CoveragePlan, LapseAnswer, ReminderChoice
from benefits.plan_years import PlanYear, claim_by, plan_year
from clients.models import Client

CLAIM_STEP = 14  # days before the last day to claim visits of a plan year that has ended
BATCH = 500


def morning_of(day: date, time_zone: str) -> datetime:
    """The hour of reminders on a day where the client lives."""
    return datetime.combine(day, time(settings.REMINDER_HOUR), tzinfo=ZoneInfo(time_zone))


def reschedule(client: Client, *, now: datetime | None = None) -> None:
    """Sets when each of a client's plans is next due (four queries)."""
    moment = now or timezone.now()
    plans = list(CoveragePlan.objects.filter(client=client).with_claims())
    choice = ReminderChoice.objects.filter(client=client).first()
    silences = silences_of([client.pk])
    for plan in plans:
        plan.next_reminder_at = next_reminder(plan, client, choice, silences[plan.pk], now=moment)
    CoveragePlan.objects.bulk_update(plans, ["next_reminder_at"])


def silences_of(clients: Iterable[UUID]) -> dict[UUID, list[date]]:
    """The last days without a reminder that clients' answers ask for, by plan (one query)."""
    silences: dict[UUID, list[date]] = defaultdict(list)
    for plan, day in LapseAnswer.objects.filter(client__in=clients).order_by().values_list("plan", "silent_until"):
        silences[plan].append(day)
    return silences


def next_reminder(
    plan: CoveragePlan, client: Client, choice: ReminderChoice | None, silences: Iterable[date], *, now: datetime
) -> datetime | None:
    """When to look at a plan next; None for one that has ended or of which nothing is wanted (no query).

    A step whose day has passed unsent, as after an outage, is due at once.
    """
    if plan.ended_on is not None:
        return None
    steps = STEPS if choice is None else choice.steps
    if not steps:
        return None
    today = now.astimezone(ZoneInfo(client.time_zone)).date()
    passed = [day for day in (plan.reminded_through, *silences) if day is not None]
    days = [day for day in step_days(plan, today, steps) if all(day > other for other in passed)]
    return morning_of(min(days), client.time_zone) if days else None


def step_days(plan: CoveragePlan, today: date, steps: Iterable[int]) -> list[date]:
    """The days of all steps that are not over: before the end of this plan year and the next, and to claim by."""
    years = plan_years_around(plan, today)
    days = [
        year.last_day - timedelta(days=step)
        for year in years
        if year.last_day is not None and year.last_day >= today
        for step in steps
    ]
    terms = plan.year_terms
    deadlines = [claim_by(terms, year, year.last_day) for year in years] if terms.says_when_to_claim else []
    return days + [day - timedelta(days=CLAIM_STEP) for day in deadlines if day is not None and day >= today]


def plan_years_around(plan: CoveragePlan, today: date) -> list[PlanYear]:
    """The plan year before today's, today's and the one after, as far as the client is covered in them."""
    terms = plan.year_terms
    visits = _days_of_visits(plan) if terms.months_from_first_claim else []
    years = [plan_year(terms, today, visits=visits)]
    if years[0].last_day is not None and years[0].last_day < today:  # the cover ended within it
        return years
    before = plan_year(terms, years[0].first_day - timedelta(days=1), visits=visits)
    if plan.covers(before.last_day or before.first_day) and plan.created_at.date() <= (before.last_day or today):
        years.insert(0, before)
    if years[-1].last_day is not None and plan.covers(years[-1].last_day + timedelta(days=1)):
        years.append(plan_year(terms, years[-1].last_day + timedelta(days=1), visits=visits))
    return years


def _days_of_visits(plan: CoveragePlan) -> list[date]:
    return [
        claim.date_of_service for line in plan.loaded_lines for claim in line.loaded_claims if claim.removed_at is None
    ]
