"""Operations on the sets of an exercise."""

from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from django.http import Http404

from exercises.models import Exercise
from sessions_log import logbook
from sessions_log.locking import LockedSession, bump_version
from sessions_log.logbook import SetValues
from sessions_log.models import ExerciseEntry, SetEntry, SyncConflict
from sessions_log.offline.context import OperationContext
from sessions_log.offline.fields import Fields
from sessions_log.offline.operation import Conflict, Operation
from sessions_log.undo import take_out_set
from web.keys import uuid7

Reason, Resolution = SyncConflict.Reason, SyncConflict.Resolution


@dataclass(frozen=True)
class LogSet(Operation):
    """Logs the set where the phone saw room for it. An exercise that left the session meanwhile comes back for it."""

    entry_id: UUID
    exercise_id: UUID | None
    set_id: UUID
    place: int

    type = "log_set"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        ids = fields.uuid("entry"), fields.uuid_or_none("exercise"), fields.uuid("set")
        return cls(fields, *ids, fields.whole("place"))

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        entry = log.find_entry(self.entry_id)
        exercise = self._exercise(context, entry)
        values = self.fields.set_values(exercise)
        if entry is not None and entry.exercise_id != exercise.pk:
            if not context.resolution:
                return Conflict(Reason.PLACE, {"exercise": str(entry.exercise_id)})
            entry = next((other for other in log.entries if other.exercise_id == exercise.pk), None)
        if entry is None:
            key = self._free_entry_key(context, log)
            entry = logbook.restore_exercise(log, key=key, exercise=exercise)
        known = log.find_set(self.set_id)
        if context.resolution:
            self._log_all_the_same(context, entry, values)
            return None
        if self.set_id in context.references.sets_elsewhere or (known and known.entry_id != entry.pk):
            raise Http404
        if known is not None:
            is_same = values_of(known) == as_sent(values)
            return None if is_same else Conflict(Reason.PLACE, values_of(known) | {"set": str(self.set_id)})
        return self._log(context, entry, values)

    def _exercise(self, context: OperationContext, entry: ExerciseEntry | None) -> Exercise:
        if self.exercise_id is None and entry is not None:
            return entry.exercise
        return context.exercise(self.exercise_id or self.fields.uuid("exercise"))

    def _free_entry_key(self, context: OperationContext, log: LockedSession) -> UUID:
        """Its own key for an exercise that left the session, so that what comes after it finds it again."""
        if self.entry_id in context.references.entries_elsewhere:
            raise Http404
        return uuid7() if log.find_entry(self.entry_id) else self.entry_id

    def _log(self, context: OperationContext, entry: ExerciseEntry, values: SetValues) -> Conflict | None:
        log = context.session_log
        sets = log.sets_of(entry)
        is_undo = self.place < len(sets) and self.set_id in context.references.removed_sets
        if self.place < len(sets) and not is_undo:
            taken = sets[self.place]
            return Conflict(Reason.PLACE, values_of(taken) | {"set": str(taken.pk)})
        if answer := context.answers.get(entry.pk):
            logbook.answer_for(log, entry, load_kg=values.load_kg, side=values.side, pain=values.pain, answer=answer)
        place = self.place if is_undo else None
        logbook.log_set(log, entry, values, key=self.set_id, place=place, is_late=context.is_late)
        return None

    def _log_all_the_same(self, context: OperationContext, entry: ExerciseEntry, values: SetValues) -> None:
        """In place of the set that it met, while that is there; else, and with Resolution.BOTH, after all of them."""
        log = context.session_log
        stands = next((logged for logged in log.sets_of(entry) if logged.pk == context.replaces), None)
        if context.resolution == Resolution.TAKEN and stands is not None:
            logbook.change_set(log, stands, values, version=stands.version)
            return
        is_taken = log.find_set(self.set_id) or self.set_id in context.references.sets_elsewhere
        logbook.log_set(log, entry, values, key=uuid7() if is_taken else self.set_id)

    def server_state(self, context: OperationContext) -> dict[str, Any]:
        stored = context.session_log.find_set(context.replaces or self.set_id)
        return values_of(stored) | {"set": str(stored.pk)} if stored else {}


@dataclass(frozen=True)
class OfSet(Operation):
    """An operation on a set that was logged."""

    set_id: UUID
    version: int

    versioned_by = "set"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        return cls(fields, fields.uuid("set"), fields.whole("version"))

    def server_state(self, context: OperationContext) -> dict[str, Any]:
        stored = context.session_log.find_set(self.set_id)
        return values_of(stored) if stored else {}

    def bump_version(self, context: OperationContext) -> None:
        if stored := context.session_log.find_set(self.set_id):
            bump_version(stored)


@dataclass(frozen=True)
class ChangeSet(OfSet):
    """Corrects a set; one that was taken out meanwhile stays out until the trainer has settled it."""

    type = "change_set"

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        stored = log.find_set(self.set_id)
        entry = log.get_entry(stored.entry_id if stored else self.fields.uuid("entry"))
        values = self.fields.set_values(entry.exercise)
        if stored is not None:
            version = context.version(stored, self.version)
            logbook.change_set(log, stored, values, version=version, is_late=context.is_late)
            return None
        if not context.resolution:
            return Conflict(Reason.VERSION)
        logbook.log_set(log, entry, values, key=uuid7())
        return None


@dataclass(frozen=True)
class RemoveSet(OfSet):
    type = "remove_set"

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        if stored := log.find_set(self.set_id):
            take_out_set(log, stored, version=context.version(stored, self.version))
        context.references.removed_sets.add(self.set_id)
        return None


def values_of(logged: SetEntry) -> dict[str, Any]:
    """A set by the names that phones use."""
    return as_sent(SetValues.of(logged))


def as_sent(values: SetValues) -> dict[str, Any]:
    load = values.load_kg
    return asdict(values) | {"load_kg": None if load is None else f"{load:.2f}", "amount": int(values.amount)}
