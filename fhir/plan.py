"""What the client wants, and what practitioners ask of their training."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from careplan.models import Goal, Guidance, PlanLink, Prescription
from clients.models import Client
from fhir.people import team_of
from fhir.values import (
    HL7,
    Resource,
    coding,
    concept,
    derived_key,
    filled,
    in_words,
    moment,
    named,
    notes,
    number,
    own_code,
    patient,
    reference,
    resource,
)
from practitioners.models import Practitioner
from web.zones import today_in

LIFECYCLE = {"active": "active", "reached": "completed", "dropped": "cancelled", "replaced": "cancelled"}
ACHIEVEMENT = {"active": "in-progress", "reached": "achieved", "dropped": "not-attainable"}
IN_FORCE = "in-progress"  # as activities have it


def goals(client: Client) -> list[Resource]:
    """All that were ever set, the oldest first."""
    return [_goal(client, goal) for goal in Goal.objects.filter(client=client).order_by("created_at", "pk")]


def _goal(client: Client, goal: Goal) -> Resource:
    achieved = ACHIEVEMENT.get(goal.status)
    changed = goal.status_changed_at and goal.status_changed_at.astimezone(client.zone).date().isoformat()
    return resource(
        "Goal",
        goal.pk,
        lifecycleStatus=LIFECYCLE[goal.status],
        achievementStatus=concept(coding(f"{HL7}goal-achievement", achieved)) if achieved else {},
        description={"text": goal.text},
        subject=patient(client),
        startDate=goal.created_at.astimezone(client.zone).date().isoformat(),
        target=[_target(goal)] if goal.measure or goal.target_date else [],
        statusDate=changed,
        statusReason=goal.status_reason,
        expressedBy=patient(client),
        note=notes([_baseline(goal)]),
    )


def _target(goal: Goal) -> dict[str, Any]:
    figure = filled(unit=goal.unit, value=None if goal.target is None else number(goal.target))
    return filled(
        measure={"text": goal.measure} if goal.measure else {},
        detailQuantity=figure if "value" in figure else {},
        dueDate=goal.target_date and goal.target_date.isoformat(),
    )


def _baseline(goal: Goal) -> str:
    if goal.baseline is None:
        return ""
    return _("At the start: %(figure)s") % {"figure": f"{number(goal.baseline)} {goal.unit}".strip()}


def care_plans(client: Client) -> list[Resource]:
    """One a practitioner: what they ask for that is in force today where the client lives."""
    today = today_in(client.time_zone, timezone.now())
    guidance = list(Guidance.objects.in_force(today).filter(client=client).order_by("created_at", "pk"))
    exercises = list(Prescription.objects.in_force(today).filter(client=client).order_by("created_at", "pk"))
    supported = _supported(client)
    by_practitioner: dict[Practitioner, list[Guidance | Prescription]] = defaultdict(list)
    rows: list[Guidance | Prescription] = [*guidance, *exercises]
    for row in rows:
        by_practitioner[row.practitioner].append(row)
    return [_plan(client, who, theirs, supported) for who, theirs in by_practitioner.items()]


def _supported(client: Client) -> dict[UUID, list[UUID]]:
    """Goals that the trainer marked as supported, by the key of what supports them."""
    by_row: dict[UUID, list[UUID]] = defaultdict(list)
    links = PlanLink.objects.filter(goal__client=client, mark=PlanLink.Mark.SUPPORTS).order_by("marked_at", "pk")
    for link in links:
        by_row[link.guidance_id or link.prescription_id].append(link.goal_id)  # type: ignore[index]
    return by_row


def _plan(
    client: Client, who: Practitioner, rows: list[Guidance | Prescription], supported: dict[UUID, list[UUID]]
) -> Resource:
    goals_of_plan = dict.fromkeys(key for row in rows for key in supported.get(row.pk, []))
    return resource(
        "CarePlan",
        derived_key(client.pk, f"care-plan {who.pk}"),
        status="active",
        intent="plan",
        title=in_words(who.name, who.discipline.name),
        subject=patient(client),
        period={"start": min(row.starts_on for row in rows).isoformat()},
        created=moment(min(row.created_at for row in rows)),
        author=named(who.name),
        careTeam=[team_of(client)],
        goal=[reference("Goal", key) for key in goals_of_plan],
        activity=[{"detail": _activity(client, row, supported.get(row.pk, []))} for row in rows],
    )


def _activity(client: Client, row: Guidance | Prescription, supports: list[UUID]) -> dict[str, Any]:
    own = _guidance(row) if isinstance(row, Guidance) else _exercise(row)
    return own | filled(goal=[reference("Goal", key) for key in supports], status=IN_FORCE, performer=[patient(client)])


def _guidance(row: Guidance) -> dict[str, Any]:
    return filled(
        code=own_code("guidance", row.kind, row.get_kind_display()),
        doNotPerform=True if row.kind == Guidance.Kind.DONT else None,
        scheduledPeriod=_days(row),
        description=in_words(row.text, *row.limits, row.until),
    )


def _exercise(row: Prescription) -> dict[str, Any]:
    repeat = {"boundsPeriod": _days(row), "frequency": row.days_a_week, "period": 1, "periodUnit": "wk"}
    return filled(
        code={"text": row.exercise_name},
        scheduledTiming={"repeat": repeat},
        description=in_words(row.dose, row.get_where_display(), row.progression, row.rule, row.cues),
    )


def _days(row: Guidance | Prescription) -> dict[str, str]:
    return filled(start=row.starts_on.isoformat(), end=row.ends_on and row.ends_on.isoformat())
