"""What an operation of a phone is applied in: by whom, when, to which session, and what it may name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from careplan.models import Prescription
from clients.models import Client
from exercises.models import Exercise
from sessions_log.conflicts import NO_ANSWER, GuidanceAnswer
from sessions_log.locking import LockedSession
from sessions_log.models import ExerciseEntry, ProcessedOperation, SetEntry, TrainingSession
from web.keys import uuid_or_none


class References:
    """The rows that some operations about one session name, each kind read once at first need (one query a kind)."""

    def __init__(self, bodies: Iterable[dict[str, Any]], *, trainer: User, client: Client, session: UUID) -> None:
        self.trainer, self.client, self.session = trainer, client, session
        self._bodies = list(bodies)

    @cached_property
    def exercises(self) -> dict[UUID, Exercise]:
        """Exercises that the trainer may read, or that stand in this client's record already."""
        return exercises_for(self.trainer, self.client, self._named("exercise"))

    @cached_property
    def prescriptions(self) -> dict[UUID, Prescription]:
        keys = self._named("prescription")
        if not keys:
            return {}
        return Prescription.objects.filter(client=self.client, pk__in=keys).select_related("exercise").in_bulk()

    @cached_property
    def entries_elsewhere(self) -> set[UUID]:
        """Those of the keys of exercise entries that another session has."""
        rows = ExerciseEntry.objects.filter(pk__in=self._named("entry", "to", "id")).exclude(session=self.session)
        return set(rows.values_list("pk", flat=True))

    @cached_property
    def sets_elsewhere(self) -> set[UUID]:
        """Those of the keys of sets that another session has."""
        rows = SetEntry.objects.filter(pk__in=self._named("set")).exclude(entry__session=self.session)
        return set(rows.values_list("pk", flat=True))

    @cached_property
    def removed_sets(self) -> set[UUID]:
        """The sets that the trainer's phones took out: logged again, each comes back to its place."""
        removals = ProcessedOperation.objects.filter(trainer=self.trainer, removed__in=self._named("set"))
        return {key for key in removals.values_list("removed", flat=True) if key}

    def _named(self, *names: str) -> set[UUID]:
        """The keys under these names, in the operations and the rows that they start with."""
        rows = [row for body in self._bodies for row in _rows_of(body)]
        return {key for part in [*self._bodies, *rows] for name in names if (key := uuid_or_none(part.get(name)))}


def _rows_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    rows = body.get("rows")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def exercises_for(trainer: User, client: Client, keys: set[UUID]) -> dict[UUID, Exercise]:
    """Of the exercises named, those that the trainer may read or that stand with this client already (one query)."""
    stands = Q(pk__in=ExerciseEntry.objects.filter(session__client=client, exercise__in=keys).values("exercise"))
    prescribed = Q(pk__in=Prescription.objects.filter(client=client, exercise__in=keys).values("exercise"))
    readable = Q(pk__in=Exercise.objects.readable_by(trainer.pk).filter(pk__in=keys).values("pk"))
    return Exercise.objects.filter(pk__in=keys).filter(stands | prescribed | readable).in_bulk()


@dataclass
class OperationContext:
    """What an operation is applied in. `log` is the locked session, None before it is started.

    `resolution` (SyncConflict.Resolution) is set where the trainer has seen what stands and chosen this operation all the same.
    """

    trainer: User
    client: Client
    references: References
    now: datetime
    latest: datetime  # the last moment of this session that came with the same batch
    log: LockedSession | None = None
    answers: dict[UUID, GuidanceAnswer] = field(default_factory=dict)  # for exercises that are still to come
    resolution: str = ""
    replaces: UUID | None = None  # with Resolution.TAKEN: the set that stood in the place of this one

    @property
    def session_log(self) -> LockedSession:
        if self.log is None:
            raise Http404
        return self.log

    @property
    def session(self) -> TrainingSession | None:
        return self.log.row if self.log else None

    @property
    def is_late(self) -> bool:
        """Its session is over: what happened is kept, and nothing is asked any more."""
        return self.session_log.row.ended_at is not None and not self.resolution

    def version(self, row: TrainingSession | ExerciseEntry | SetEntry, sent: int) -> int:
        """The version that a change goes on from."""
        return row.version if self.resolution else sent

    def exercise(self, key: UUID) -> Exercise:
        """An exercise that the operation may name. Http404 for every other."""
        entries = self.log.entries if self.log else []
        known = next((entry.exercise for entry in entries if entry.exercise_id == key), None)
        exercise = known or self.references.exercises.get(key)
        if exercise is None:
            raise Http404
        return exercise

    def prescription(self, key: UUID | None, exercise: Exercise) -> Prescription | None:
        """The client's prescription of that key, if it asks for this exercise."""
        prescription = self.references.prescriptions.get(key) if key else None
        return prescription if prescription and prescription.exercise_id == exercise.pk else None

    def answer_for(self, entry_id: UUID, own: GuidanceAnswer | None) -> GuidanceAnswer:
        """What came with the operation, else what came before it for its exercise."""
        return own or self.answers.get(entry_id) or NO_ANSWER
