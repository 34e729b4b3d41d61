"""What a session begins with: the exercises that are asked for, and the sets that will probably be done.

First comes what practitioners ask for in sessions, then a template or the last session. What hits a don't or
caution is left out and named, never put in silently: who wants it all the same adds it and gives the reason.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch, Q, prefetch_related_objects

from careplan.models import Prescription, Side
from exercises.models import Exercise
from sessions_log.conflicts import conflicts_of
from sessions_log.models import ExerciseEntry, SessionTemplate, SetEntry, TemplateExercise, TrainingSession

# By exercise: when it was done last, and the most that was ever moved in it, in kg.
Marks = dict[UUID, tuple[datetime | None, Decimal | None]]
TEMPLATE_EXERCISES = Prefetch("exercises", queryset=TemplateExercise.objects.select_related("exercise"))
_SIDES = {Side.LEFT: [Side.LEFT], Side.RIGHT: [Side.RIGHT], Side.BOTH: [Side.LEFT, Side.RIGHT]}


@dataclass(frozen=True)
class PlannedSet:
    """One set before it is done: how much in the exercise's own measure, load in kilograms."""

    amount: int
    load_kg: Decimal | None = None
    side: str = Side.BOTH

    def packed(self) -> dict[str, Any]:
        """As ExerciseEntry.planned keeps it."""
        load = None if self.load_kg is None else str(self.load_kg)
        return {"amount": self.amount, "load_kg": load, "side": self.side}


@dataclass(frozen=True)
class Outline:
    """One exercise that a session could begin with."""

    exercise: Exercise
    sets: list[PlannedSet]
    prescription: Prescription | None = None


def unpacked(planned: list[dict[str, Any]]) -> list[PlannedSet]:
    """The sets of ExerciseEntry.planned."""
    return [
        PlannedSet(packed["amount"], None if packed["load_kg"] is None else Decimal(packed["load_kg"]), packed["side"])
        for packed in planned
    ]


def still_to_do(planned: list[PlannedSet], logged: list[SetEntry]) -> list[PlannedSet]:
    """The planned sets that are left; another load than planned in the last set goes on in those of its kind."""
    left = planned[len(logged) :]
    if not logged or not left:
        return left
    last, meant = logged[-1], planned[len(logged) - 1]
    if last.load_kg == meant.load_kg:
        return left
    return [PlannedSet(one.amount, last.load_kg, one.side) if one.load_kg == meant.load_kg else one for one in left]


def evenly(*, sets: int, amount: int, load_kg: Decimal | None, side: str, exercise: Exercise) -> list[PlannedSet]:
    """The same set over and over; each side by itself where the exercise is done side by side."""
    sides = _SIDES[Side(side)] if exercise.per_side else [Side(side)]
    return [PlannedSet(amount, load_kg, one) for _number in range(sets) for one in sides]


def heaviest(sets: Iterable[PlannedSet]) -> Decimal | None:
    return max((one.load_kg for one in sets if one.load_kg is not None), default=None)


def like(sets: Iterable[SetEntry]) -> list[PlannedSet]:
    return [PlannedSet(one.amount, one.load_kg, one.side) for one in sets]


# --- where a session may begin from -------------------------------------------------------


def asked_for(prescriptions: Iterable[Prescription]) -> list[Outline]:
    """What practitioners ask for in sessions, with their doses."""
    return [Outline(one.exercise, _as_prescribed(one), one) for one in prescriptions]


def _as_prescribed(prescription: Prescription) -> list[PlannedSet]:
    return evenly(
        sets=prescription.sets,
        amount=prescription.amount,
        load_kg=prescription.load_kg,
        side=prescription.side,
        exercise=prescription.exercise,
    )


def of_template(template: SessionTemplate) -> list[Outline]:
    """A template's exercises in order (one query, or none where TEMPLATE_EXERCISES are there)."""
    prefetch_related_objects([template], TEMPLATE_EXERCISES)
    return [
        Outline(
            row.exercise,
            evenly(sets=row.sets, amount=row.amount, load_kg=row.load_kg, side=Side.BOTH, exercise=row.exercise),
        )
        for row in template.exercises.all()
    ]


def of_last_session(session: TrainingSession) -> list[Outline]:
    """What the client did in the last session in which anything was done, in the same order (three queries at most)."""
    before = TrainingSession.objects.completed().filter(
        client=session.client_id, started_at__lt=session.started_at, entries__sets__isnull=False
    )
    last = before.order_by("-started_at").first()
    if last is None:
        return []
    entries = last.entries.select_related("exercise").prefetch_related("sets")
    return as_done((entry, list(entry.sets.all())) for entry in entries)


def as_done(entries: Iterable[tuple[ExerciseEntry, list[SetEntry]]]) -> list[Outline]:
    """The exercises in which anything was done, with their sets."""
    return [Outline(entry.exercise, like(sets)) for entry, sets in entries if sets]


# --- beginning ----------------------------------------------------------------------------


def begin(session: TrainingSession, outlines: Iterable[Outline], *, restrictions: Iterable[Any]) -> list[Exercise]:
    """Puts the outlines into an empty session, as lay_out has them; returns those that were left out."""
    given = list(outlines)
    exercises = {outline.exercise.pk for outline in given}
    usable = Exercise.objects.usable_by(session.trainer_id).filter(pk__in=exercises).values_list("pk", flat=True)
    last = sets_of_last_time(session, exercises, last_done(session))
    entries, left_out = lay_out(session, given, restrictions=restrictions, usable=set(usable), last=last)
    ExerciseEntry.objects.bulk_create(entries)
    return left_out


def lay_out(
    session: TrainingSession,
    outlines: Iterable[Outline],
    *,
    restrictions: Iterable[Any],
    usable: Collection[UUID],
    last: Mapping[UUID, list[SetEntry]],
) -> tuple[list[ExerciseEntry], list[Exercise]]:
    """What an empty session would begin with, each exercise once and nothing saved; and what is left out (no query).

    Left out is what hits one of `restrictions` (Guidance), and what is not `usable` by the trainer. Sets are as the
    client did them `last` time (sets_of_last_time), wherever they did the exercise before.
    """
    rules = list(restrictions)
    once: dict[UUID, Outline] = {}
    for outline in outlines:
        once.setdefault(outline.exercise.pk, outline)
    sets = {key: as_last_time(row, last.get(key)) for key, row in once.items()}
    left_out = [
        row.exercise
        for key, row in once.items()
        if conflicts_of(row.exercise, rules, prescription=row.prescription, load_kg=heaviest(sets[key]))
    ]
    rows = [
        row
        for row in once.values()
        if row.exercise not in left_out and (row.prescription is not None or row.exercise.pk in usable)
    ]
    entries = [
        ExerciseEntry(
            session=session,
            exercise=row.exercise,
            prescription=row.prescription,
            position=position,
            planned=[each.packed() for each in sets[row.exercise.pk]],
        )
        for position, row in enumerate(rows)
    ]
    return entries, left_out


def outline_of(exercise: Exercise, prescription: Prescription | None) -> Outline:
    """One exercise, with the sets that a practitioner asks for, if one does."""
    return Outline(exercise, _as_prescribed(prescription) if prescription else [], prescription)


def planned_for(session: TrainingSession, exercise: Exercise, prescription: Prescription | None) -> list[PlannedSet]:
    """The sets of one exercise that is put into a session: as last time, and first of all as prescribed."""
    outline = outline_of(exercise, prescription)
    last = sets_of_last_time(session, {exercise.pk}, last_done(session))
    return as_last_time(outline, last.get(exercise.pk))


def as_last_time(outline: Outline, last: list[SetEntry] | None) -> list[PlannedSet]:
    """As many sets as are asked for, each like the set of last time that stood in its place."""
    if not last:
        return outline.sets
    done = like(last)
    if outline.prescription is None:
        wanted = len(outline.sets) or len(done)
        return [done[min(number, len(done) - 1)] for number in range(wanted)]
    # What a practitioner asks for stands: last time gives the load alone, and only where none is asked for.
    loads = [row.load_kg for row in done]
    return [
        PlannedSet(row.amount, row.load_kg if row.load_kg is not None else loads[min(number, len(loads) - 1)], row.side)
        for number, row in enumerate(outline.sets)
    ]


# --- last time ----------------------------------------------------------------------------


def last_done(session: TrainingSession) -> dict[UUID, datetime]:
    """When the client last did each exercise in a held session before this one (one query)."""
    entries = (
        ExerciseEntry.objects.filter(
            session__client=session.client_id,
            session__state=TrainingSession.State.COMPLETED,
            session__started_at__lt=session.started_at,
            sets__isnull=False,
        )
        .order_by()
        .values_list("exercise")
        .annotate(last=Max("session__started_at"))
    )
    return dict(entries)


def marks_of(sessions: Iterable[TrainingSession]) -> dict[UUID, Marks]:
    """By client, for a session of each: when they last did each exercise (as last_done), and the most that they ever
    moved in it, in kg (one query).
    """
    begun = {session.client_id: session.started_at for session in sessions}
    before = reduce(or_, (Q(session__client=client, session__started_at__lt=at) for client, at in begun.items()))
    done = ExerciseEntry.objects.filter(session__client__in=begun, sets__isnull=False)
    stays = done.exclude(session__state=TrainingSession.State.DELETED).order_by()
    rows = stays.values_list("session__client", "exercise").annotate(
        last=Max("session__started_at", filter=before & Q(session__state=TrainingSession.State.COMPLETED)),
        best=Max("sets__load_kg"),
    )
    marks: dict[UUID, Marks] = {client: {} for client in begun}
    for client, exercise, last, best in rows:
        marks[client][exercise] = (last, best)
    return marks


def sets_of_last_time(
    session: TrainingSession, exercises: set[UUID], done: dict[UUID, datetime]
) -> dict[UUID, list[SetEntry]]:
    """The sets of each exercise in the session in which it was done last (one query)."""
    times = {key: done[key] for key in exercises if key in done}
    sets = (
        SetEntry.objects.filter(
            entry__session__client=session.client_id,
            entry__session__state=TrainingSession.State.COMPLETED,
            entry__session__started_at__in=set(times.values()),
            entry__exercise__in=times,
        )
        .select_related("entry__session")
        .order_by("entry__position", "position")
    )
    grouped: dict[UUID, list[SetEntry]] = {}
    for logged in sets:
        if logged.entry.session.started_at == times[logged.entry.exercise_id]:
            grouped.setdefault(logged.entry.exercise_id, []).append(logged)
    return grouped
