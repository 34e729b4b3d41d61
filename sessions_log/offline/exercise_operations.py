"""Operations on the exercises of a session."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django.http import Http404

from sessions_log import logbook
from sessions_log.conflicts import GuidanceAnswer
from sessions_log.locking import bump_version
from sessions_log.offline.context import OperationContext
from sessions_log.offline.fields import Fields
from sessions_log.offline.operation import Conflict, Operation
from sessions_log.undo import take_out_exercise
from web.keys import uuid7


def _own_answer(fields: Fields) -> GuidanceAnswer | None:
    return fields.guidance_answer() if fields.has("acknowledged") else None


@dataclass(frozen=True)
class AddExercise(Operation):
    entry_id: UUID
    exercise_id: UUID
    prescription_id: UUID | None
    answer: GuidanceAnswer | None

    type = "add_exercise"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        ids = fields.uuid("entry"), fields.uuid("exercise"), fields.uuid_or_none("prescription")
        return cls(fields, *ids, _own_answer(fields))

    def apply(self, context: OperationContext) -> Conflict | None:
        exercise = context.exercise(self.exercise_id)
        logbook.add_exercise(
            context.session_log,
            exercise=exercise,
            key=uuid7() if context.resolution else self.entry_id,
            prescription=context.prescription(self.prescription_id, exercise),
            planned=self.fields.planned(exercise),
            answer=context.answer_for(self.entry_id, self.answer),
        )
        return None


@dataclass(frozen=True)
class AnswerGuidance(Operation):
    """Keeps the answer; one about an exercise that is still to come in this batch is kept with that."""

    entry_id: UUID
    answer: GuidanceAnswer
    load_kg: Decimal | None
    side: str | None
    pain: int | None

    type = "answer"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        entry, answer = fields.uuid("entry"), fields.guidance_answer()
        return cls(fields, entry, answer, fields.load_kg(), fields.side(), fields.pain())

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        entry = log.find_entry(self.entry_id)
        if entry is None:
            context.answers[self.entry_id] = self.answer
            return None
        logbook.answer_for(log, entry, load_kg=self.load_kg, side=self.side, pain=self.pain, answer=self.answer)
        return None


@dataclass(frozen=True)
class Swap(Operation):
    entry_id: UUID
    exercise_id: UUID
    new_entry_id: UUID | None  # where sets are logged already, the new exercise comes last under this key
    answer: GuidanceAnswer | None

    type = "swap"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        ids = fields.uuid("entry"), fields.uuid("exercise"), fields.uuid_or_none("to")
        return cls(fields, *ids, _own_answer(fields))

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        entry, exercise, key = log.get_entry(self.entry_id), context.exercise(self.exercise_id), self.new_entry_id
        if key in context.references.entries_elsewhere:
            raise Http404
        if key and log.find_entry(key):
            key = uuid7()
        answer = context.answer_for(self.entry_id, self.answer)
        logbook.swap(log, entry, exercise, key=key, planned=self.fields.planned(exercise), answer=answer)
        return None


@dataclass(frozen=True)
class OfEntry(Operation):
    """An operation on one exercise of the session."""

    entry_id: UUID

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        return cls(fields, fields.uuid("entry"))


@dataclass(frozen=True)
class MoveUp(OfEntry):
    type = "move_up"

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        logbook.move_up(log, log.get_entry(self.entry_id))
        return None


@dataclass(frozen=True)
class RemoveExercise(OfEntry):
    type = "remove_exercise"

    def apply(self, context: OperationContext) -> Conflict | None:
        log = context.session_log
        if entry := log.find_entry(self.entry_id):
            take_out_exercise(log, entry)
        return None


@dataclass(frozen=True)
class Skip(Operation):
    entry_id: UUID
    version: int
    why: str

    type = "skip"
    versioned_by = "entry"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        return cls(fields, fields.uuid("entry"), fields.whole("version"), fields.why_skipped())

    def apply(self, context: OperationContext) -> Conflict | None:
        entry = context.session_log.get_entry(self.entry_id)
        logbook.skip(entry, version=context.version(entry, self.version), why=self.why)
        return None

    def server_state(self, context: OperationContext) -> dict[str, Any]:
        return {"why": context.session_log.get_entry(self.entry_id).skipped}

    def bump_version(self, context: OperationContext) -> None:
        bump_version(context.session_log.get_entry(self.entry_id))


@dataclass(frozen=True)
class SaveNote(Operation):
    entry_id: UUID
    version: int
    note: dict[str, Any]  # pain, note

    type = "note"
    versioned_by = "entry"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        return cls(fields, fields.uuid("entry"), fields.whole("version"), fields.note_values())

    def apply(self, context: OperationContext) -> Conflict | None:
        entry = context.session_log.get_entry(self.entry_id)
        logbook.save_exercise_note(entry, version=context.version(entry, self.version), **self.note)
        return None

    def server_state(self, context: OperationContext) -> dict[str, Any]:
        entry = context.session_log.get_entry(self.entry_id)
        return {"pain": entry.pain, "note": entry.note}

    def bump_version(self, context: OperationContext) -> None:
        bump_version(context.session_log.get_entry(self.entry_id))
