"""What the log shows at one look: what is asked for, what is logged, and what the next set will probably be."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from careplan.conflicts import Conflict, find_conflicts
from careplan.models import Guidance, Prescription, Side
from clients.models import Client
from exercises.models import Exercise
from exercises.search import find
from sessions_log.logbook import day_of, gravest, restrictions_on
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession

FOUND_AT_MOST = 12
USUAL_AT_MOST = 8
_OTHER_SIDE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.BOTH: Side.BOTH}


@dataclass(frozen=True)
class NextSet:
    """What stands in the fields before anybody types."""

    amount: int | None = None
    load_kg: Decimal | None = None
    side: str = Side.BOTH


@dataclass(frozen=True)
class LastTime:
    """The sets of the same exercise in the session before."""

    on: date
    sets: list[SetEntry]


@dataclass(frozen=True)
class Row:
    """One exercise of the session."""

    entry: ExerciseEntry
    sets: list[SetEntry]
    last_time: LastTime | None

    @property
    def next_set(self) -> NextSet:
        """As last time for as long as its loads are followed, else as the set before; first of all as prescribed."""
        number = len(self.sets)
        earlier = self.last_time.sets if self.last_time else []
        if not number:
            return _like(earlier[0]) if earlier else self._as_prescribed()
        last = self.sets[-1]
        if number < len(earlier) and (last.load_kg, last.side) == (
            earlier[number - 1].load_kg,
            earlier[number - 1].side,
        ):
            return _like(earlier[number])
        return NextSet(last.amount, last.load_kg, _OTHER_SIDE[Side(last.side)])

    def _as_prescribed(self) -> NextSet:
        asked = self.entry.prescription
        return NextSet(asked.amount, asked.load_kg, asked.side) if asked else NextSet()


def _like(one: SetEntry) -> NextSet:
    return NextSet(one.amount, one.load_kg, one.side)


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


def open_sheet(session: TrainingSession, client: Client, *, now: datetime | None = None) -> Sheet:
    """The whole log of a session (seven queries, whatever it holds)."""
    on = day_of(session, client, now=now)
    restrictions = restrictions_on(client, on)
    done = last_done(session)
    rows = rows_of(session, done)
    logged = {row.entry.exercise_id for row in rows}
    asked = Prescription.objects.in_force(on).in_session().filter(client=client)
    prescribed = [
        Choice(one.exercise, one, _conflict(one.exercise, restrictions))
        for one in asked
        if one.exercise_id not in logged
    ]
    offered = logged | {choice.exercise.pk for choice in prescribed}
    newest_first = sorted(done.keys() - offered, key=lambda key: done[key], reverse=True)[:USUAL_AT_MOST]
    usable = Exercise.objects.usable_by(session.trainer_id).in_bulk(newest_first)
    usual = [usable[key] for key in newest_first if key in usable]
    return Sheet(restrictions, rows, prescribed, [Choice(one, None, _conflict(one, restrictions)) for one in usual])


def search(words: str, *, trainer: User, restrictions: list[Guidance]) -> list[Choice]:
    """The library's exercises that fit the words, the best first (two queries)."""
    found = find(words, among=Exercise.objects.usable_by(trainer.pk), at_most=FOUND_AT_MOST)
    return [Choice(exercise, None, _conflict(exercise, restrictions)) for exercise in found]


def _conflict(exercise: Exercise, restrictions: list[Guidance]) -> Conflict | None:
    conflicts = find_conflicts(exercise, restrictions)
    return gravest(conflicts) if conflicts else None


def last_done(session: TrainingSession) -> dict[UUID, datetime]:
    """When the client last did each exercise in a held session before this one (one query)."""
    entries = (
        ExerciseEntry.objects.filter(
            session__client=session.client_id,
            session__state=TrainingSession.State.HELD,
            session__started_at__lt=session.started_at,
            sets__isnull=False,
        )
        .order_by()
        .values_list("exercise")
        .annotate(last=Max("session__started_at"))
    )
    return dict(entries)


def rows_of(session: TrainingSession, done: dict[UUID, datetime], *, only: UUID | None = None) -> list[Row]:
    """The session's exercises in order, or one of them, with sets and the last time (three queries)."""
    entries = session.entries.select_related(
        "exercise",
        "prescription__exercise",
        "prescription__practitioner__discipline",
        "against__practitioner__discipline",
    ).prefetch_related("sets")
    if only is not None:
        entries = entries.filter(pk=only)
    found = list(entries)
    earlier = _sets_of_last_time(session, {entry.exercise_id for entry in found}, done)
    return [Row(entry, list(entry.sets.all()), earlier.get(entry.exercise_id)) for entry in found]


def _sets_of_last_time(
    session: TrainingSession, exercises: set[UUID], done: dict[UUID, datetime]
) -> dict[UUID, LastTime]:
    times = {key: done[key] for key in exercises if key in done}
    sets = (
        SetEntry.objects.filter(
            entry__session__client=session.client_id,
            entry__session__started_at__in=set(times.values()),
            entry__exercise__in=times,
        )
        .select_related("entry__session")
        .order_by("entry__position", "position")
    )
    grouped: dict[UUID, list[SetEntry]] = {}
    for one in sets:
        if one.entry.session.started_at == times[one.entry.exercise_id]:
            grouped.setdefault(one.entry.exercise_id, []).append(one)
    return {key: LastTime(timezone.localdate(times[key]), sets_then) for key, sets_then in grouped.items()}
