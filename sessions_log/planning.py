"""Sessions that are agreed on: planned, moved, and whether the client came."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from sessions_log.models import PlannedSession, SessionTemplate, TrainingSession
from sessions_log.series import count_change
from web.once import get_or_create_by_key

Attendance = PlannedSession.Attendance
# A session that starts within this time of what was planned is that session.
NEAR = timedelta(hours=3)
SHOWN_FOR = timedelta(days=14)
MOST_SHOWN = 20
LATE_AFTER = timedelta(minutes=10)


def arrive(
    session: TrainingSession, *, agreed: UUID | None = None, now: datetime | None = None
) -> PlannedSession | None:
    """Joins a session that starts to what was planned for about now; late where the client came late.

    `agreed` is the key of what was planned, where it is known.
    """
    moment = now or timezone.now()
    if agreed is not None:
        own = PlannedSession.objects.filter(client=session.client_id, trainer=session.trainer_id, session=None)
        return _join(session, own.filter(pk=agreed).first(), moment)
    waiting = PlannedSession.objects.select_related("template").filter(
        client=session.client_id,
        trainer=session.trainer_id,
        session=None,
        attendance=Attendance.PLANNED,
        starts_at__range=(moment - NEAR, moment + NEAR),
    )
    return _join(session, min(waiting, key=lambda one: abs(one.starts_at - moment), default=None), moment)


def _join(session: TrainingSession, planned: PlannedSession | None, moment: datetime) -> PlannedSession | None:
    if planned is None:
        return None
    planned.session = session
    planned.attendance = Attendance.LATE if moment > planned.starts_at + LATE_AFTER else Attendance.ATTENDED
    planned.save(update_fields=["session", "attendance"])
    return planned


def planned_about(client: Client, *, now: datetime) -> QuerySet[PlannedSession]:
    """What is agreed on from now on, and what of the last two weeks nobody has logged or spoken of: the next twenty.

    One query.
    """
    lately = Q(starts_at__gt=now - SHOWN_FOR, session=None)
    planned = PlannedSession.objects.filter(lately, client=client).select_related("template", "series")
    return planned.order_by("starts_at")[:MOST_SHOWN]


def plan_session(
    client: Client, *, trainer: User, starts_at: datetime, minutes: int, template: SessionTemplate | None, key: UUID
) -> PlannedSession:
    """Keeps that a session is agreed on; the same key is one."""
    values = {"trainer": trainer, "starts_at": starts_at, "minutes": minutes, "template": template}
    return get_or_create_by_key(PlannedSession, key, owner={"client": client}, values=values)[0]


@transaction.atomic
def mark_attendance(planned: PlannedSession, attendance: str) -> bool:
    """Says whether the client came; "planned" takes it back. False where a session is logged for it: that stands."""
    row = PlannedSession.objects.select_for_update().get(pk=planned.pk)
    if row.session_id is not None and attendance not in {Attendance.ATTENDED, Attendance.LATE}:
        return False
    if Attendance.CANCELLED in {row.attendance, attendance} and row.attendance != attendance:
        count_change(row)
    row.attendance = attendance
    row.save(update_fields=["attendance"])
    return True


@transaction.atomic
def change_planned(planned: PlannedSession, changed: dict[str, Any]) -> None:
    """Moves one planned session, or changes its length or template (by field); its series, if it has one, stays."""
    row = PlannedSession.objects.select_for_update().get(pk=planned.pk)
    changed = {name: value for name, value in changed.items() if getattr(row, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.differs = row.series_id is not None
    row.save(update_fields=[*changed, "differs"])
    count_change(row)
