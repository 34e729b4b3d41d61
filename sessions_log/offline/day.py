"""What a trainer's phone is given for the day: the sessions that are open, and those that are planned for today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch

from accounts.models import User
from clients.models import Client
from sessions_log.models import PlannedSession, SessionDeletion, TrainingSession
from sessions_log.offline.sheet_data import Subject
from sessions_log.offline.sheet_json import Reference, sheets_json
from sessions_log.plan import TEMPLATE_EXERCISES
from web.zones import A_DAY_EITHER_WAY, today_in


@dataclass(frozen=True)
class Day:
    open_sessions: list[TrainingSession]
    planned: list[PlannedSession]

    @property
    def client_ids(self) -> set[UUID]:
        return {one.client_id for one in self.open_sessions} | {one.client_id for one in self.planned}


def day_of_trainer(trainer: User, *, now: datetime) -> Day:
    """The trainer's open sessions, and what is planned about now (three queries). Read nothing of it before open_clients."""
    open_sessions = TrainingSession.objects.filter(trainer=trainer, state=TrainingSession.State.OPEN)
    deleted = SessionDeletion.objects.filter(planned=OuterRef("pk")).order_by().values("planned")
    planned = (
        PlannedSession.objects.annotate(deleted=deleted.annotate(times=Count("pk")).values("times"))
        .filter(
            trainer=trainer,
            session=None,
            attendance=PlannedSession.Attendance.PLANNED,
            starts_at__range=(now - A_DAY_EITHER_WAY, now + A_DAY_EITHER_WAY),
        )
        .select_related("template")
        .prefetch_related(Prefetch("template__exercises", queryset=TEMPLATE_EXERCISES.queryset))
    )
    return Day(list(open_sessions), list(planned))


def sheets_of(day: Day, clients: Mapping[UUID, Client], reference: Reference) -> list[dict[str, Any]]:
    """The sheets of the clients who are at hand: the open sessions, then today's in the client's time zone.

    Of a client with whom a session is open, nothing else is begun.
    """
    trainer, now = reference.trainer, reference.now
    opened = [session for session in day.open_sessions if session.client_id in clients]
    busy = {session.client_id for session in opened}
    today = [
        session
        for session in day.planned
        if (client := clients.get(session.client_id))
        and client.confirmed_at
        and client.pk not in busy
        and today_in(client.time_zone, session.starts_at) == today_in(client.time_zone, now)
    ]
    subjects = [
        *(Subject(session, clients[session.client_id]) for session in opened),
        *(Subject.of_planned(session, clients[session.client_id], trainer=trainer, now=now) for session in today),
    ]
    return sheets_json(subjects, reference)
