"""Deleting a whole session. For an hour it can be put back as it was; then it is gone for good.

Nothing is copied: what belongs to it stays in its rows, and its state takes it off every page (TrainingSession.objects).
A report that was sent before stays as it was sent, and a red flag stays with the client.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from sessions_log.models import PlannedSession, SessionDeletion, TrainingSession
from sessions_log.undo import TooLateToUndoError

UNDO_WITHIN = timedelta(hours=1)


class AnotherIsOpenError(Exception):
    """The session was open, and its trainer has begun another one with the client since."""


@dataclass(frozen=True)
class Held:
    """What a session holds, and what goes when it is deleted."""

    exercises: list[tuple[str, int]]  # each with how many sets
    has_scores: bool
    has_team_note: bool
    has_private_note: bool
    planned: PlannedSession | None  # is planned again then
    flags: int  # stay with the client


def what_goes(session: TrainingSession) -> Held:
    """Four queries."""
    entries = session.entries.select_related("exercise").prefetch_related("sets")
    return Held(
        exercises=[(entry.exercise.name, len(entry.sets.all())) for entry in entries],
        has_scores=any(score is not None for score in (session.effort, session.pain_before, session.pain_after)),
        has_team_note=bool(session.team_note),
        has_private_note=bool(session.private_note),
        planned=PlannedSession.objects.filter(session=session).first(),
        flags=session.flags.count(),
    )


@transaction.atomic
def delete_session(session: TrainingSession, *, by: User, now: datetime | None = None) -> bool:
    """Takes it off every page; what was planned is planned again. False where it is deleted already."""
    row = _held(session)
    if row is None or row.state == TrainingSession.State.DELETED:
        return False
    planned = PlannedSession.objects.select_for_update().filter(session=row).first()
    SessionDeletion.objects.create(
        session=row,
        by=by,
        at=now or timezone.now(),
        was=row.state,
        planned=planned,
        attendance=planned.attendance if planned else "",
    )
    if planned is not None:
        planned.session, planned.attendance = None, PlannedSession.Attendance.PLANNED
        planned.save(update_fields=["session", "attendance"])
    row.state = TrainingSession.State.DELETED
    row.save(update_fields=["state"])
    return True


@transaction.atomic
def put_back_session(session: TrainingSession, *, now: datetime | None = None) -> TrainingSession:
    """Undoes delete_session; done twice it changes nothing.

    What it was planned for is joined to it again, unless that has gone on without it. Raises TooLateToUndoError after
    an hour, and AnotherIsOpenError.
    """
    row = _held(session)
    if row is None:
        raise TooLateToUndoError
    if row.state != TrainingSession.State.DELETED:
        return row
    deletion = SessionDeletion.objects.get(session=row)
    if deletion.at <= (now or timezone.now()) - UNDO_WITHIN:
        raise TooLateToUndoError
    row.state = deletion.was
    try:
        with transaction.atomic():
            row.save(update_fields=["state"])
    except IntegrityError as error:  # session_open_once
        raise AnotherIsOpenError from error
    if deletion.planned_id:
        waiting = PlannedSession.objects.filter(session=None, attendance=PlannedSession.Attendance.PLANNED)
        waiting.filter(pk=deletion.planned_id).update(session=row, attendance=deletion.attendance)
    deletion.delete()
    return row


def just_deleted(client: Client, *, now: datetime) -> QuerySet[TrainingSession]:
    """The client's sessions that can still be put back, the last one deleted first (one query)."""
    deleted = TrainingSession.everything.filter(client=client, state=TrainingSession.State.DELETED)
    return deleted.filter(deletion__at__gt=now - UNDO_WITHIN).order_by("-deletion__at")


def forget_deleted(*, now: datetime) -> None:
    """Deletes for good what nobody can put back any more."""
    TrainingSession.everything.filter(state=TrainingSession.State.DELETED, deletion__at__lte=now - UNDO_WITHIN).delete()


def _held(session: TrainingSession) -> TrainingSession | None:
    """The session's row, deleted or not, held until the transaction ends."""
    return TrainingSession.everything.select_for_update().filter(pk=session.pk).first()
