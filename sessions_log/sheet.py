"""What the log shows at one look: what is asked for, what is logged, and what the next set will probably be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from careplan.alignment import Contradiction, grave_contradictions
from careplan.conflicts import Conflict, find_conflicts
from careplan.models import Guidance, Prescription, Side
from clients.models import Client
from exercises.models import Exercise
from exercises.search import find
from sessions_log.conflicts import day_of, gravest, restrictions_for
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.plan import PlannedSet, last_done, sets_of_last_time, still_to_do, unpacked

FOUND_AT_MOST = 12
USUAL_AT_MOST = 8
_OTHER_SIDE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.BOTH: Side.BOTH}


@dataclass(frozen=True)
class LastTime:
    """The sets of the same exercise in the session before."""

    at: datetime
    sets: list[SetEntry]


@dataclass(frozen=True)
class Row:
    """One exercise of the session."""

    entry: ExerciseEntry
    sets: list[SetEntry]
    last_time: LastTime | None

    @property
    def left(self) -> list[PlannedSet]:
        """The planned sets that are still to do; none of what is skipped."""
        return [] if self.entry.skipped else still_to_do(unpacked(self.entry.planned), self.sets)

    @property
    def is_done(self) -> bool:
        """Nothing planned is left of it, and something was done or it was skipped."""
        return not self.left and bool(self.entry.skipped or (self.sets and self.entry.planned))

    @property
    def next_set(self) -> PlannedSet | None:
        """What stands in the fields before anybody types: the next one planned, else the one before again."""
        if left := self.left:
            return left[0]
        if not self.sets:
            return None
        last = self.sets[-1]
        return PlannedSet(last.amount, last.load_kg, _OTHER_SIDE[Side(last.side)])


@dataclass(frozen=True)
class Choice:
    """An exercise that can be added, with what it would go against."""

    exercise: Exercise
    prescription: Prescription | None = None
    conflict: Conflict | None = None


@dataclass(frozen=True)
class Sheet:
    restrictions: list[Guidance]
    rows: list[Row]
    prescribed: list[Choice]
    usual: list[Choice]  # what the client does most recently, where nothing is searched for
    at_odds: list[Contradiction]  # exercises for sessions that another practitioner says not to do

    @property
    def current(self) -> Row | None:
        """Where the hand is: the first exercise with something left to do, else the last one."""
        waiting = (row for row in self.rows if not row.is_done)
        return next(waiting, self.rows[-1] if self.rows else None)

    @property
    def done(self) -> int:
        return sum(row.is_done or (bool(row.sets) and not row.left) for row in self.rows)


def open_sheet(session: TrainingSession, client: Client, *, now: datetime | None = None) -> Sheet:
    """The whole log of a session (seven queries, whatever it holds)."""
    on = day_of(session, client, now=now)
    restrictions = restrictions_for(session, client, now=now)
    done = last_done(session)
    rows = rows_of(session, done)
    logged = {row.entry.exercise_id for row in rows}
    prescriptions = list(Prescription.objects.in_force(on).in_session().filter(client=client))
    prescribed = [
        Choice(
            prescription.exercise,
            prescription,
            _conflict(prescription.exercise, restrictions, prescription=prescription),
        )
        for prescription in prescriptions
        if prescription.exercise_id not in logged
    ]
    newest_first = usual_ones(done, offered=logged | {choice.exercise.pk for choice in prescribed})
    usable = Exercise.objects.usable_by(session.trainer_id).in_bulk(newest_first)
    usual = [usable[key] for key in newest_first if key in usable]
    return Sheet(
        restrictions,
        rows,
        prescribed,
        [Choice(exercise, None, _conflict(exercise, restrictions)) for exercise in usual],
        grave_contradictions(restrictions, prescriptions),
    )


def usual_ones(done: dict[UUID, datetime], *, offered: Collection[UUID]) -> list[UUID]:
    """What the client did most recently, of what is not `offered` already."""
    return sorted(done.keys() - offered, key=lambda key: done[key], reverse=True)[:USUAL_AT_MOST]


def search(words: str, *, trainer: User, restrictions: list[Guidance]) -> list[Choice]:
    """The library's exercises that fit the words, the best first (two queries)."""
    matches = find(words, among=Exercise.objects.usable_by(trainer.pk), at_most=FOUND_AT_MOST)
    return [Choice(exercise, None, _conflict(exercise, restrictions)) for exercise in matches]


def _conflict(
    exercise: Exercise, restrictions: list[Guidance], *, prescription: Prescription | None = None
) -> Conflict | None:
    conflicts = find_conflicts(
        exercise,
        restrictions,
        side=prescription.side if prescription else None,
        load_kg=prescription.load_kg if prescription else None,
    )
    return gravest(conflicts) if conflicts else None


def rows_of(session: TrainingSession, done: dict[UUID, datetime]) -> list[Row]:
    """The session's exercises in order, with sets and the last time (three queries)."""
    entries = list(entries_of(session))
    earlier = sets_of_last_time(session, {entry.exercise_id for entry in entries}, done)
    return [row_of(entry, list(entry.sets.all()), earlier, done) for entry in entries]


def entries_of(session: TrainingSession) -> QuerySet[ExerciseEntry]:
    """The session's exercises in order, with all that is shown of them (two queries)."""
    return with_all_shown(session.entries.all()).prefetch_related("sets")


def with_all_shown(entries: QuerySet[ExerciseEntry]) -> QuerySet[ExerciseEntry]:
    return entries.select_related(
        "exercise",
        "swapped_from",
        "prescription__exercise",
        "prescription__practitioner__discipline",
        "conflicting_guidance__practitioner__discipline",
    )


def row_of(
    entry: ExerciseEntry, sets: list[SetEntry], earlier: dict[UUID, list[SetEntry]], done: dict[UUID, datetime]
) -> Row:
    return Row(entry, sets, last_time(earlier.get(entry.exercise_id), done))


def last_time(sets: list[SetEntry] | None, done: dict[UUID, datetime]) -> LastTime | None:
    return LastTime(done[sets[0].entry.exercise_id], sets) if sets else None
