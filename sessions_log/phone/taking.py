"""One entry of a phone about to be taken: what it is about, found by the rules of who may see what."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from careplan.models import Prescription
from clients.models import Client
from exercises.models import Exercise
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.phone.entries import Entry


@dataclass(frozen=True)
class Meets:
    """The entry met another change."""

    met: str
    stood: dict[str, Any] = field(default_factory=dict)  # what is saved, by the entry's own names


@dataclass(frozen=True)
class Taking:
    """One entry about to be taken, with its session's row held; the session is None before it is started.

    `settles` is set where the trainer has seen what stands and chosen this entry all the same.
    """

    entry: Entry
    trainer: User
    client: Client
    session: TrainingSession | None
    now: datetime
    latest: datetime  # the last moment of this session that came with the same batch
    answers: dict[UUID, Entry] = field(default_factory=dict)  # `answer` entries for rows that are not there yet
    settles: str = ""
    replaces: UUID | None = None  # with How.TAKEN: the set that stood in the place of this one

    @property
    def of(self) -> TrainingSession:
        if self.session is None:
            raise Http404
        return self.session

    @property
    def is_late(self) -> bool:
        """Its session is over: what happened is kept, and nothing is asked any more."""
        return self.of.ended_at is not None and not self.settles

    def row(self) -> ExerciseEntry:
        """The exercise of the session that the entry is about."""
        rows = self.of.entries.select_related("exercise", "session", "prescription")
        return get_object_or_404(rows, pk=self.entry.uuid("entry"))

    def set_or_none(self) -> SetEntry | None:
        sets = SetEntry.objects.filter(entry__session=self.of).select_related("entry__exercise", "entry__session")
        return sets.filter(pk=self.entry.uuid("set")).first()

    def version(self, row: TrainingSession | ExerciseEntry | SetEntry) -> int:
        return row.version if self.settles else self.entry.whole("version")

    def exercise(self, key: UUID) -> Exercise:
        """An exercise that the trainer may read, or that stands in this client's record already."""
        found = exercises_for(self.trainer, self.client, {key})
        if key not in found:
            raise Http404
        return found[key]

    def answer(self) -> dict[str, Any]:
        """What the trainer says to the guidance that the exercise hits: with the entry, or sent before it."""
        said = self.entry
        if not said.has("acknowledged") and self.entry.has("entry"):
            said = self.answers.get(self.entry.uuid("entry"), said)
        return answer_in(said)


def answer_in(entry: Entry) -> dict[str, Any]:
    return {
        "acknowledged": set(entry.uuids("acknowledged")),
        "reason": entry.text("reason", at_most=300),
        "is_not_meant": entry.is_true("not_meant"),
    }


def exercises_for(trainer: User, client: Client, keys: set[UUID]) -> dict[UUID, Exercise]:
    """Of the exercises named, those that the trainer may read or that stand with this client already (one query)."""
    stands = Q(pk__in=ExerciseEntry.objects.filter(session__client=client, exercise__in=keys).values("exercise"))
    asked = Q(pk__in=Prescription.objects.filter(client=client, exercise__in=keys).values("exercise"))
    readable = Q(pk__in=Exercise.objects.readable_by(trainer.pk).filter(pk__in=keys).values("pk"))
    return Exercise.objects.filter(pk__in=keys).filter(stands | asked | readable).in_bulk()


def prescriptions_for(client: Client, keys: set[UUID]) -> dict[UUID, Prescription]:
    return Prescription.objects.filter(client=client, pk__in=keys).select_related("exercise").in_bulk()
