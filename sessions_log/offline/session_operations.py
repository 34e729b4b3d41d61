"""Operations on the session itself: started, scored, ended, dropped."""

from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from careplan.correspondence import mark_replies_read
from clients.lifecycle import NotConfirmedError, require_confirmed
from sessions_log import logbook
from sessions_log.locking import LockedSession, bump_version
from sessions_log.logbook import Scores
from sessions_log.models import ExerciseEntry, SyncConflict, TrainingSession
from sessions_log.offline.context import OperationContext
from sessions_log.offline.fields import Fields, RefusedError
from sessions_log.offline.operation import Conflict, Operation
from sessions_log.planning import arrive

Reason = SyncConflict.Reason
State = TrainingSession.State


def not_confirmed() -> RefusedError:
    return RefusedError(_("The client has not confirmed yet, so no health detail can be kept."))


@dataclass(frozen=True)
class StartRow:
    """One exercise that the phone begins the session with."""

    entry_id: UUID
    exercise_id: UUID
    prescription_id: UUID | None
    fields: Fields


@dataclass(frozen=True)
class Start(Operation):
    """Begins the session with what the phone had in it; where another is open, it is kept as completed at once."""

    rows: list[StartRow]
    read_replies: list[UUID]
    planned_id: UUID | None

    type = "start"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        rows = [
            StartRow(row.uuid("id"), row.uuid("exercise"), row.uuid_or_none("prescription"), row)
            for row in fields.rows("rows")
        ]
        return cls(fields, rows, fields.uuids("read"), fields.uuid_or_none("planned"))

    def apply(self, context: OperationContext) -> Conflict | None:
        try:
            require_confirmed(context.client)
        except NotConfirmedError:
            raise not_confirmed() from None
        if self.read_replies:
            mark_replies_read(context.client, self.read_replies)
        if context.log is not None:
            if context.log.row.state == State.OPEN:  # what another phone has ended gains nothing undone
                self._add_rows(context, context.log)
            return None
        other = self._other_open_session(context)
        session = TrainingSession(
            pk=self.fields.session, client=context.client, trainer=context.trainer, started_at=self.fields.at
        )
        if other is not None:
            session.state, session.ended_at = State.COMPLETED, max(self.fields.at, context.latest)
        session.save(force_insert=True)
        context.log = LockedSession.of_new(session, now=context.now)
        arrive(session, agreed=self.planned_id, now=self.fields.at)
        self._add_rows(context, context.log)
        return Conflict(Reason.SESSION, {"session": str(other.pk)}) if other else None

    def _other_open_session(self, context: OperationContext) -> TrainingSession | None:
        """What the trainer has open with the client (one query). Http404 where this session's key is taken."""
        is_open = Q(client=context.client, trainer=context.trainer, state=State.OPEN)
        sessions = TrainingSession.everything.filter(is_open | Q(pk=self.fields.session)).in_bulk()
        same = sessions.pop(self.fields.session, None)
        if same is None:
            return next(iter(sessions.values()), None)
        if same.client_id == context.client.pk and same.state != State.DELETED:
            raise IntegrityError("The same start has just been taken.")  # it is received once more, and finds it
        raise Http404  # another client's, or one that was deleted

    def _add_rows(self, context: OperationContext, log: LockedSession) -> None:
        """Those that are not in yet; what nobody may use is passed over, what is unanswered is asked at its first set."""
        known = {entry.pk for entry in log.entries} | context.references.entries_elsewhere
        entries: list[ExerciseEntry] = []
        for row in self.rows:
            exercise = context.references.exercises.get(row.exercise_id)
            if exercise is None or row.entry_id in known:
                continue
            known.add(row.entry_id)
            entries.append(
                ExerciseEntry(
                    pk=row.entry_id,
                    session=log.row,
                    exercise=exercise,
                    prescription=context.prescription(row.prescription_id, exercise),
                    position=log.next_position + len(entries),
                    planned=[each.packed() for each in row.fields.planned(exercise) or []],
                )
            )
        if entries:
            log.add_entries(entries)


@dataclass(frozen=True)
class SaveScores(Operation):
    version: int
    scores: Scores

    type = "scores"
    versioned_by = "session"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        return cls(fields, fields.whole("version"), fields.scores())

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        logbook.save_scores(log, self.scores, version=context.version(log.row, self.version))
        return None

    def server_state(self, context: OperationContext) -> dict[str, Any]:
        session = context.session_log.row
        return {name: getattr(session, name) for name in asdict(self.scores)}

    def bump_version(self, context: OperationContext) -> None:
        bump_version(context.session_log.row)


@dataclass(frozen=True)
class End(Operation):
    """Ends the session. One that was ended elsewhere with another length keeps that one, until it is settled."""

    minutes: int

    type = "end"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        return cls(fields, fields.minutes())

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        is_over = log.row.state == State.COMPLETED and not context.resolution
        if is_over and not log.row.sync_conflicts.filter(reason=Reason.SESSION).exists():
            lasted = logbook.minutes_of(log.row)
            return None if lasted == self.minutes else Conflict(Reason.VERSION, {"minutes": lasted})
        logbook.end_session(log, minutes=self.minutes)
        return None

    def server_state(self, context: OperationContext) -> dict[str, Any]:
        return {"minutes": logbook.minutes_of(context.session_log.row)}


@dataclass(frozen=True)
class Discard(Operation):
    type = "discard"

    def apply(self, context: OperationContext) -> Conflict | None:
        if not logbook.discard(context.session_log):
            raise RefusedError(_("Something is logged in this session, so it stays. Take it out first, or end it."))
        context.log = None
        return None
