"""One writer a session: whoever changes something of a session locks its row first, and works on what stands then.

So two phones, or a phone and the plain forms, change it one after the other; that somebody else was faster is seen by
the version.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404

from careplan.models import Guidance
from sessions_log.conflicts import restrictions_for
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from web.errors import EditConflict


class LockedSession:
    """A session whose row is locked until the transaction ends, with its exercises and their sets.

    Each is read once, at first need, and kept as the rules leave it. New sets are inserted together: by `save`, which
    runs at the end of the transaction's block and before anything else is written of the session's sets.
    """

    def __init__(self, row: TrainingSession, *, now: datetime | None = None) -> None:
        self.row = row  # with its client
        self.now = now
        self._unsaved: list[SetEntry] = []

    @classmethod
    def of_new(cls, row: TrainingSession, *, now: datetime) -> "LockedSession":
        """Of a session that was inserted just now: there is nothing to read."""
        log = cls(row, now=now)
        log.__dict__.update(entries=[], _sets={})
        return log

    @cached_property
    def entries(self) -> list[ExerciseEntry]:
        """The exercises in order (one query)."""
        entries = list(self.row.entries.select_related("exercise", "prescription", "swapped_from"))
        for entry in entries:
            entry.session = self.row
        return entries

    @cached_property
    def _sets(self) -> dict[UUID, list[SetEntry]]:
        """The sets of each exercise in order (one query)."""
        sets: dict[UUID, list[SetEntry]] = {entry.pk: [] for entry in self.entries}
        if sets:
            for logged in SetEntry.objects.filter(entry__in=list(sets)):
                sets[logged.entry_id].append(logged)
        return sets

    @cached_property
    def restrictions(self) -> list[Guidance]:
        """The don'ts and cautions of its day, without who said them (one query)."""
        return restrictions_for(self.row, self.row.client, with_who=False, now=self.now)

    def forget_restrictions(self) -> None:
        """Reads them again at next need: those of a session that is over are those that stood at its end."""
        self.__dict__.pop("restrictions", None)

    def find_entry(self, key: UUID) -> ExerciseEntry | None:
        return next((entry for entry in self.entries if entry.pk == key), None)

    def get_entry(self, key: UUID) -> ExerciseEntry:
        """Http404 where the exercise is not, or no longer, in the session."""
        entry = self.find_entry(key)
        if entry is None:
            raise Http404
        return entry

    def sets_of(self, entry: ExerciseEntry) -> list[SetEntry]:
        return self._sets[entry.pk]

    def find_set(self, key: UUID) -> SetEntry | None:
        return next((logged for sets in self._sets.values() for logged in sets if logged.pk == key), None)

    @property
    def next_position(self) -> int:
        """Where the next exercise goes."""
        return self.entries[-1].position + 1 if self.entries else 0

    # --- what the rules change of it ------------------------------------------------------

    def add_entries(self, entries: list[ExerciseEntry]) -> None:
        """Inserts exercises that come last."""
        self.entries.extend(ExerciseEntry.objects.bulk_create(entries))
        self._sets.update({entry.pk: [] for entry in entries})

    def remove_entries(self, entries: list[ExerciseEntry]) -> None:
        """Deletes exercises with their sets."""
        self.save()
        ExerciseEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
        for entry in entries:
            self.entries.remove(entry)
            self._sets.pop(entry.pk, None)

    def move(self, entry: ExerciseEntry, position: int) -> None:
        entry.position = position
        ExerciseEntry.objects.filter(pk=entry.pk).update(position=position)

    def add_sets(self, entry: ExerciseEntry, sets: list[SetEntry]) -> None:
        """Puts sets at the end of an exercise; `save` inserts them."""
        self.sets_of(entry).extend(sets)
        self._unsaved.extend(sets)

    def insert_set(self, entry: ExerciseEntry, logged: SetEntry, place: int) -> None:
        """Inserts a set at a place of an exercise, from 0; the later ones move on by one."""
        self.save()
        sets = self.sets_of(entry)
        later = sets[place:]
        logged.position = later[0].position
        for other in reversed(later):
            other.position += 1
            other.save(update_fields=["position"])
        logged.save(force_insert=True)
        sets.insert(place, logged)

    def remove_set(self, logged: SetEntry) -> None:
        self.save()
        self.sets_of(self.get_entry(logged.entry_id)).remove(logged)
        SetEntry.objects.filter(pk=logged.pk).delete()

    def save(self) -> None:
        """Inserts the new sets (one statement, or none)."""
        unsaved, self._unsaved = self._unsaved, []
        if unsaved:
            SetEntry.objects.bulk_create(unsaved)


@contextmanager
def lock_session(session: TrainingSession, *, now: datetime | None = None) -> Iterator[LockedSession]:
    """A transaction with the session's row locked. Http404 where somebody dropped it meanwhile."""
    with transaction.atomic():
        row = get_object_or_404(TrainingSession.objects.select_for_update(of=("self",)), pk=session.pk)
        row.client = session.client
        log = LockedSession(row, now=now)
        yield log
        log.save()


def require_version(row: TrainingSession | ExerciseEntry | SetEntry, version: int, changed: dict[str, Any]) -> bool:
    """Whether there is something to save; the same form sent twice is no change by somebody else.

    Whoever saves raises the version, even where nothing differs: who counts on from their own change is then
    never taken for somebody who has seen another's. Raises EditConflict where `version` is not the saved one.
    """
    if row.version == version:
        return True
    if all(getattr(row, name) == value for name, value in changed.items()):
        return False
    raise EditConflict


def bump_version(row: TrainingSession | ExerciseEntry | SetEntry) -> None:
    """Raises the version, so that stale edits are refused."""
    type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.version += 1
