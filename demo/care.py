"""Goals in figures and how they changed, somebody outside the network, and visits that wait for a word."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from careplan import goals
from careplan.models import CareTeamMember, Goal, Guidance, HowItCame, Visit
from clients.models import Client
from demo.people import SIGNED_IN_CLIENT
from demo.stage import Stage
from practitioners.models import Discipline
from web.keys import uuid7


def add_care(stage: Stage) -> None:
    grace = Client.objects.get(name=SIGNED_IN_CLIENT)
    _goal_with_figures(stage, grace)
    _replaced_goal(stage, grace)
    _outside_the_network(stage, grace)
    _until_the_visit(stage, Client.objects.get(name="Samir Haddad"))


def _day(stage: Stage, days_from_now: int) -> date:
    return stage.today + timedelta(days=days_from_now)


def _evening(stage: Stage, client: Client, days_from_now: int) -> datetime:
    return datetime.combine(_day(stage, days_from_now), time(18, 40), tzinfo=client.zone)


def _changed(goal: Goal, at: datetime) -> None:
    """The newest row of its history, as of then."""
    states: Any = goals.goal_states().filter(id=goal.pk)
    states.filter(history_id=goals.version_of(goal)).update(history_date=at)


def _change(goal: Goal, at: datetime, **changes: object) -> None:
    goal.refresh_from_db()
    values = {name: getattr(goal, name) for name in goals.FIELDS} | changes
    goals.change_goal(goal, values, version=goals.version_of(goal), trainer=goal.client.lead_trainer)
    _changed(goal, at)


def _goal_with_figures(stage: Stage, client: Client) -> None:
    goal = Goal.objects.filter(client=client, status=Goal.Status.ACTIVE).order_by("created_at")[0]
    _changed(goal, goal.created_at)
    _change(
        goal,
        _evening(stage, client, -70),
        measure="30-second chair stand",
        unit="reps",
        baseline=Decimal(9),
        target=Decimal(12),
        target_date=_day(stage, 30),
    )
    _change(goal, _evening(stage, client, -20), target=Decimal(14), target_date=_day(stage, 75))


def _replaced_goal(stage: Stage, client: Client) -> None:
    figures = {"measure": "Time in the garden", "unit": "min", "target_date": None}
    begun = _evening(stage, client, -60)
    first = Goal.objects.create(
        client=client, text="Half an hour in the garden", **figures, baseline=10, target=30, created_at=begun
    )
    _changed(first, begun)
    values = {"text": "A whole afternoon in the garden", **figures, "baseline": Decimal(30), "target": Decimal(180)}
    new = goals.replace_goal(first, values, trainer=client.lead_trainer, key=uuid7())
    at = _evening(stage, client, -15)
    Goal.objects.filter(pk=new.pk).update(created_at=at)
    Goal.objects.filter(pk=first.pk).update(status_changed_at=at)
    for goal in (first, new):
        _changed(goal, at)


def _outside_the_network(stage: Stage, client: Client) -> None:
    """A dietitian by name, whose last visit has passed without a word; and a massage that was called off."""
    member = CareTeamMember.objects.create(
        client=client,
        name="Leo Baptiste",
        discipline=Discipline.objects.get(code="dietitian"),
        clinic_name="Corner Nutrition",
        for_what="Iron, and eating enough protein",
        since=_day(stage, -150),
        added_at=_evening(stage, client, -50),
    )
    for days_from_now, state, visits in [
        (-45, Visit.State.ATTENDED, "Protein at breakfast, iron again in three months."),
        (-3, Visit.State.BOOKED, ""),
    ]:
        Visit.objects.create(
            member=member, on=_day(stage, days_from_now), state=state, note=visits, recorded_by=client.lead_trainer
        )
    massage = CareTeamMember.objects.get(client=client, practitioner=stage.practitioners["Rosa Delgado"])
    Visit.objects.create(
        member=massage, on=_day(stage, -26), state=Visit.State.CANCELLED, recorded_by=client.lead_trainer
    )


def _until_the_visit(stage: Stage, client: Client) -> None:
    """A caution that holds until a visit which has been, and of which nobody has said how it was."""
    physio = stage.practitioners["Dana Whitfield"]
    Guidance.objects.create(
        client=client,
        practitioner=physio,
        kind=Guidance.Kind.CAUTION,
        text="Squat no deeper than a chair",
        patterns=["squat"],
        regions=["knee"],
        starts_on=_day(stage, -16),
        until_next_visit=True,
        how_it_came=HowItCame.CALL,
        created_at=_evening(stage, client, -16),
    )
    member = CareTeamMember.objects.get(client=client, practitioner=physio)
    Visit.objects.create(member=member, on=_day(stage, -2), time=time(8, 30), recorded_by=client.lead_trainer)
