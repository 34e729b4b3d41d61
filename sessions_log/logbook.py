"""Logging a session: every tap is a transaction of its own, and the same tap sent twice is one row.

Whoever changes a session holds its row first (holding.py). Each rule refuses before it writes, so a refusal leaves
nothing half done.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from careplan.conflicts import Conflict, find_conflicts
from careplan.models import Guidance, Prescription, Side
from exercises.models import Exercise
from sessions_log.against import GoesAgainstError, accepted, answers_to, gravest, restrictions_for, unanswered
from sessions_log.holding import at_once, held_entry, hold, require_version
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.plan import PlannedSet, heaviest, planned_for, still_to_do, unpacked
from web.keys import uuid7


def outdate(row: TrainingSession | ExerciseEntry | SetEntry) -> None:
    """Whoever has the row as it stands has to look at it again before they change it."""
    type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)


# --- exercises and sets -------------------------------------------------------------------


@transaction.atomic
def add_exercise(
    session: TrainingSession,
    *,
    exercise: Exercise,
    key: UUID,
    prescription: Prescription | None = None,
    planned: list[PlannedSet] | None = None,
    acknowledged: Collection[UUID] = (),
    reason: str = "",
    is_not_meant: bool = False,
    now: datetime | None = None,
) -> ExerciseEntry:
    """Puts an exercise at the end of the session, with the `planned` sets, or as last time.

    Raises GoesAgainstError where it hits a don't or caution, unless the trainer has seen each of those
    hit (`acknowledged`, keys of Guidance) and either gives a `reason`, which is kept with the gravest
    one, or, where none is certain, judges that the words do not mean this exercise (`is_not_meant`).
    """
    session = hold(session)
    known = ExerciseEntry.objects.filter(pk=key).first()
    if known is not None and known.session_id == session.pk:
        return known
    if planned is None:
        planned = planned_for(session, exercise, prescription)
    conflicts = find_conflicts(
        exercise,
        restrictions_for(session, session.client, now=now),
        side=prescription.side if prescription else None,
        load_kg=heaviest(planned),
    )
    reason = accepted(conflicts, acknowledged=acknowledged, reason=reason, is_not_meant=is_not_meant)
    return ExerciseEntry.objects.create(
        pk=uuid7() if known else key,
        session=session,
        exercise=exercise,
        position=next_place(session),
        prescription=prescription,
        planned=[one.packed() for one in planned],
        against=gravest(conflicts).guidance if reason else None,
        reason=reason,
        answered=answers_to(conflicts),
    )


def next_place(session: TrainingSession) -> int:
    """Where the next exercise of a session goes (one query)."""
    last = session.entries.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def stand_in(session: TrainingSession, *, key: UUID, exercise: Exercise) -> ExerciseEntry:
    """An exercise in which something was done and which left the session meanwhile: back under its key, at the end."""
    session = hold(session)
    return ExerciseEntry.objects.create(pk=key, session=session, exercise=exercise, position=next_place(session))


@transaction.atomic
def answer_for(
    entry: ExerciseEntry,
    *,
    load_kg: Decimal | None = None,
    side: str | None = None,
    acknowledged: Collection[UUID] = (),
    reason: str = "",
    is_not_meant: bool = False,
    now: datetime | None = None,
) -> None:
    """The trainer's answer to what an exercise of the session hits by now; the rules are those of add_exercise.

    What is said in a session that is over is kept for all that was shown, whenever that came in.
    """
    entry = held_entry(entry)
    shown = None
    if entry.session.ended_at:
        shown = list(Guidance.objects.filter(client=entry.session.client, pk__in=acknowledged).with_who())
    conflicts = unanswered(entry, load_kg=load_kg, side=side, restrictions=shown, now=now)
    reason = accepted(conflicts, acknowledged=acknowledged, reason=reason, is_not_meant=is_not_meant)
    entry.answered |= answers_to(conflicts)
    if reason:
        entry.against = gravest(conflicts).guidance
        entry.reason = "; ".join(filter(None, [entry.reason, reason]))[:300]
    entry.save(update_fields=["answered", "against", "reason"])


@at_once
def log_set(
    entry: ExerciseEntry,
    *,
    amount: int,
    key: UUID,
    load_kg: Decimal | None = None,
    side: str = Side.BOTH,
    kind: str = SetEntry.Kind.WORKING,
    pain: int | None = None,
    place: int | None = None,
    is_late: bool = False,
    now: datetime | None = None,
) -> SetEntry:
    """Puts a set at the end of an exercise, or at a `place` (from 0) of it; the same key again changes nothing.

    Http404 where somebody took the exercise out meanwhile. Raises GoesAgainstError where a don't came in since, or the
    load is over a practitioner's limit, until it is answered (answer_for); of what `is_late`, for its session is over,
    it is kept with the exercise that nobody wrote why.
    """
    entry = held_entry(entry)
    known = SetEntry.objects.filter(pk=key).first()
    if known is not None and known.entry_id == entry.pk:
        return known
    _require_answers(entry, load_kg=load_kg, side=side, is_late=is_late, now=now)
    made = SetEntry.objects.create(
        pk=uuid7() if known else key,
        entry=entry,
        position=_make_room(entry, place),
        amount=amount,
        load_kg=load_kg,
        side=side,
        kind=kind,
        pain=pain,
    )
    _forget_sets(entry)
    return made


def _make_room(entry: ExerciseEntry, place: int | None) -> int:
    """The position for a set at `place` (at the end, where that is None or beyond it); later ones move on by one."""
    positions = list(entry.sets.values_list("position", flat=True))
    if place is None or place >= len(positions):
        return positions[-1] + 1 if positions else 0
    for position in reversed(positions[place:]):
        entry.sets.filter(position=position).update(position=position + 1)
    return positions[place]


@at_once
def log_as_planned(entry: ExerciseEntry, *, now: datetime | None = None) -> list[SetEntry]:
    """Logs every planned set of an exercise that is still to do; done twice it finds none left.

    Raises GoesAgainstError as log_set does.
    """
    entry = held_entry(entry)
    logged = list(entry.sets.all())
    left = still_to_do(unpacked(entry.planned), logged)
    if not left:
        return []
    _require_answers(entry, load_kg=heaviest(left), side=None, now=now)
    first = max((one.position for one in logged), default=-1) + 1
    made = SetEntry.objects.bulk_create(
        SetEntry(entry=entry, position=place, amount=one.amount, load_kg=one.load_kg, side=one.side)
        for place, one in enumerate(left, start=first)
    )
    _forget_sets(entry)
    return made


def _forget_sets(entry: ExerciseEntry) -> None:
    """Sets that were read with the exercise are not all of them any more."""
    getattr(entry, "_prefetched_objects_cache", {}).pop("sets", None)


def _require_answers(
    entry: ExerciseEntry, *, load_kg: Decimal | None, side: str | None, is_late: bool = False, now: datetime | None
) -> None:
    session = entry.session
    rules = session.restrictions
    if rules is None:
        rules = restrictions_for(session, session.client, with_who=False, now=now)
    if session.is_worked_on:
        session.restrictions = rules
    if not unanswered(entry, load_kg=load_kg, side=side, restrictions=rules):
        return
    hits = unanswered(entry, load_kg=load_kg, side=side, now=now)
    if not is_late:
        raise GoesAgainstError(hits)
    _keep_unanswered(entry, [hit for hit in hits if hit.is_certain])


def _keep_unanswered(entry: ExerciseEntry, hits: list[Conflict]) -> None:
    """What was done is kept, whatever it went against; that nobody wrote why is told as the reason is."""
    if not hits or entry.against_id:
        return
    entry.against = gravest(hits).guidance
    entry.reason = _("No reason was written: it came in after the session had ended.")
    entry.save(update_fields=["against", "reason"])


@transaction.atomic
def change_set(
    one: SetEntry,
    *,
    version: int,
    amount: int,
    load_kg: Decimal | None,
    side: str,
    pain: int | None,
    kind: str = SetEntry.Kind.WORKING,
    is_late: bool = False,
    now: datetime | None = None,
) -> None:
    """Corrects a set that was logged; one that somebody took out meanwhile stays out.

    Raises ChangedMeanwhileError where `version` is not the kept one, and GoesAgainstError as log_set does, where the
    load goes up.
    """
    entry = held_entry(one.entry)
    held = SetEntry.objects.filter(pk=one.pk).first()
    if held is None:
        return
    changed: dict[str, Any] = {"amount": amount, "load_kg": load_kg, "side": side, "pain": pain, "kind": kind}
    if not require_version(held, version, changed):
        return
    if load_kg and load_kg > (held.load_kg or 0):
        _require_answers(entry, load_kg=load_kg, side=side, is_late=is_late, now=now)
    for name, value in (changed | {"version": version + 1}).items():
        setattr(one, name, value)
    one.save(update_fields=[*changed, "version"])


# --- the exercises of the session ---------------------------------------------------------


@transaction.atomic
def skip(entry: ExerciseEntry, *, version: int, why: str) -> None:
    """Leaves what is left of an exercise out, with the reason; "" takes that back.

    Raises ChangedMeanwhileError where `version` is not the kept one.
    """
    _change_entry(entry, version, {"skipped": why})


def _change_entry(entry: ExerciseEntry, version: int, changed: dict[str, Any]) -> None:
    held = held_entry(entry)
    if require_version(held, version, changed):
        ExerciseEntry.objects.filter(pk=entry.pk).update(version=version + 1, **changed)


@transaction.atomic
def swap(
    entry: ExerciseEntry,
    exercise: Exercise,
    *,
    key: UUID | None = None,
    planned: list[PlannedSet] | None = None,
    acknowledged: Collection[UUID] = (),
    reason: str = "",
    is_not_meant: bool = False,
    now: datetime | None = None,
) -> ExerciseEntry:
    """Another exercise in the place of one; sets that are logged already stay, and the new one comes last, under `key`.

    The plan of the day alone changes. Raises GoesAgainstError where the new one hits a don't or caution, as
    add_exercise does.
    """
    session = hold(entry.session)
    entry = get_object_or_404(session.entries.select_related("exercise"), pk=entry.pk)
    if entry.exercise_id == exercise.pk:
        return entry
    conflicts = find_conflicts(exercise, restrictions_for(session, session.client, now=now))
    reason = accepted(conflicts, acknowledged=acknowledged, reason=reason, is_not_meant=is_not_meant)
    logged = entry.sets.count()
    if planned is None:
        planned = planned_for(session, exercise, None)[: max(len(entry.planned) - logged, 1)]
    new: dict[str, Any] = {
        "exercise": exercise,
        "planned": [one.packed() for one in planned],
        "swapped_from": entry.exercise,
        "against": gravest(conflicts).guidance if reason else None,
        "reason": reason,
        "answered": answers_to(conflicts),
    }
    if logged:
        ExerciseEntry.objects.filter(pk=entry.pk).update(planned=entry.planned[:logged])
        return ExerciseEntry.objects.create(pk=key or uuid7(), session=session, position=next_place(session), **new)
    for name, value in (new | {"prescription": None}).items():
        setattr(entry, name, value)
    entry.save(update_fields=[*new, "prescription"])
    return entry


@transaction.atomic
def move_up(entry: ExerciseEntry) -> None:
    """Changes places with the exercise before; the first one stays."""
    session = hold(entry.session)
    places = list(session.entries.values_list("pk", "position"))
    at = next((number for number, (key, _place) in enumerate(places) if key == entry.pk), 0)
    if at == 0:
        return
    (before, higher), (_own, lower) = places[at - 1], places[at]
    free = places[-1][1] + 1
    for key, place in ((entry.pk, free), (before, lower), (entry.pk, higher)):
        ExerciseEntry.objects.filter(pk=key).update(position=place)


@transaction.atomic
def keep_exercise_note(entry: ExerciseEntry, *, version: int, pain: int | None, note: str) -> None:
    """Pain over the whole exercise, and a note that stays with the trainers.

    Raises ChangedMeanwhileError where `version` is not the kept one.
    """
    _change_entry(entry, version, {"pain": pain, "note": note})


@transaction.atomic
def discard(session: TrainingSession) -> bool:
    """Deletes a session that was started by mistake; False where something is logged in it already."""
    session = hold(session)
    if session.state != TrainingSession.State.OPEN or session.entries.exists():
        return False
    session.delete()
    return True


# --- scores and notes ---------------------------------------------------------------------


@at_once
def keep_scores(
    session: TrainingSession,
    *,
    version: int,
    effort: int | None,
    pain_before: int | None,
    pain_after: int | None,
    team_note: str,
    private_note: str,
) -> TrainingSession:
    """Saves effort, pain and notes. Raises ChangedMeanwhileError where `version` is not the kept one.

    The same form sent twice is no change by somebody else.
    """
    held = hold(session)
    scores = {
        "effort": effort,
        "pain_before": pain_before,
        "pain_after": pain_after,
        "team_note": team_note,
        "private_note": private_note,
    }
    if not require_version(held, version, scores):
        return held
    for name, value in scores.items():
        setattr(held, name, value)
    held.version = version + 1
    held.save(update_fields=[*scores, "version"])
    return held


def untouched(session: TrainingSession) -> QuerySet[ExerciseEntry]:
    """What was planned and neither done nor skipped: no record of anything that happened."""
    return session.entries.filter(sets=None, skipped="", pain=None, note="").select_related("exercise")


@at_once
def end_session(session: TrainingSession, *, minutes: int, now: datetime | None = None) -> TrainingSession:
    """Ends the session `minutes` after its start, never in the future; of a held one, corrects the length.

    What is untouched leaves it when it ends.
    """
    held = hold(session)
    if held.state == TrainingSession.State.OPEN:
        nothing_done = list(untouched(held).order_by().values_list("pk", flat=True))
        if nothing_done:
            held.entries.filter(pk__in=nothing_done).delete()
    held.state = TrainingSession.State.HELD
    held.ended_at = max(held.started_at, min(held.started_at + timedelta(minutes=minutes), now or timezone.now()))
    held.save(update_fields=["state", "ended_at"])
    return held


def minutes_of(session: TrainingSession) -> int | None:
    """How long a session that is over took, at least 1; None while it goes on."""
    if session.ended_at is None:
        return None
    return max(1, round((session.ended_at - session.started_at).total_seconds() / 60))
