"""What a client answers to a reminder, and which reminders they want."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from benefits.due import reschedule
from benefits.forecast import LineForecast
from benefits.models import CoveragePlan, LapseAnswer, ReminderChoice
from careplan.models import CareTeamMember
from careplan.visits import record_visit
from clients.models import Client

LAST_STEP = timedelta(days=3)


@transaction.atomic
def answer_lapsing(
    client: Client,
    answer: str,
    lines: Iterable[LineForecast],
    *,
    member: CareTeamMember | None = None,
    on: date | None = None,
    key: UUID | None = None,
    now: datetime | None = None,
) -> None:
    """Keeps the answer for each plan of `lines`; the latest one counts. A booked visit with `member` is written down.

    What is asked of the trainer is reminded of once more at the last step; a booked visit is silence until its day;
    "not this year" is silence to the end of the plan year. Raises NotConfirmedError for a visit.
    """
    visit = record_visit(member, on=on, trainer=None, key=key) if member and on else None
    plans: dict[CoveragePlan, date] = {}
    for line in lines:
        if line.use_by is not None:
            plans[line.plan] = max(line.use_by, plans.get(line.plan, line.use_by))
    LapseAnswer.objects.filter(client=client, plan__in=plans).delete()
    LapseAnswer.objects.bulk_create(
        LapseAnswer(
            client=client,
            plan=plan,
            answer=answer,
            silent_until=_silent_until(answer, ends, on),
            visit=visit,
            answered_at=now or timezone.now(),
        )
        for plan, ends in plans.items()
    )
    reschedule(client, now=now)


def _silent_until(answer: str, ends: date, on: date | None) -> date:
    if answer == LapseAnswer.Answer.ASK:
        return ends - LAST_STEP - timedelta(days=1)
    if answer == LapseAnswer.Answer.BOOKED and on is not None:
        return on
    return ends


def answer_of(client: Client, lines: Iterable[LineForecast]) -> LapseAnswer | None:
    """What the client has answered about these lines last (one query)."""
    plans = {line.plan.pk for line in lines}
    return LapseAnswer.objects.filter(client=client, plan__in=plans).select_related("visit__member").first()


@transaction.atomic
def take_back_answer(client: Client, lines: Iterable[LineForecast], *, now: datetime | None = None) -> None:
    """As if nothing had been answered; a visit that was written down stays booked."""
    LapseAnswer.objects.filter(client=client, plan__in={line.plan.pk for line in lines}).delete()
    reschedule(client, now=now)


@transaction.atomic
def choose_steps(client: Client, steps: Iterable[int], *, now: datetime | None = None) -> None:
    """Which of the steps before the end the client wants; none of them stops all."""
    wanted = set(steps)
    moment = now or timezone.now()
    values = {f"at_{step}": step in wanted for step in (60, 30, 14, 3)}
    ReminderChoice.objects.update_or_create(
        client=client, defaults={**values, "stopped_at": None if wanted else moment}
    )
    reschedule(client, now=moment)


@transaction.atomic
def stop_reminders(client: Client, *, now: datetime | None = None) -> None:
    """No more reminders of coverage to this client; whoever shares their mailbox still gets their own."""
    moment = now or timezone.now()
    ReminderChoice.objects.update_or_create(client=client, defaults={"stopped_at": moment})
    reschedule(client, now=moment)


def asked_of_trainer(clients: Iterable[UUID]) -> QuerySet[LapseAnswer]:
    """Clients who want their trainer to book or refer, and nobody has yet, the longest first."""
    requests = LapseAnswer.objects.filter(client__in=list(clients), answer=LapseAnswer.Answer.ASK, handled_at=None)
    return requests.select_related("plan").order_by("answered_at", "pk")


def mark_handled(client: Client, *, now: datetime | None = None) -> int:
    """The trainer has seen to what the client asked for; returns of how many plans."""
    return LapseAnswer.objects.filter(client=client, answer=LapseAnswer.Answer.ASK, handled_at=None).update(
        handled_at=now or timezone.now()
    )
