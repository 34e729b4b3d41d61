"""Logging a session: the rules that the plain forms and the phones share.

Each rule is given the session locked (locking.py), and refuses before it writes, so that a refusal leaves nothing half
done. The same tap sent twice is one row.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from careplan.conflicts import Conflict
from careplan.models import Guidance, Prescription, Side
from exercises.models import Exercise
from sessions_log.conflicts import (
    NO_ANSWER,
    GuidanceAnswer,
    UnacknowledgedConflict,
    acknowledgement_of,
    conflicts_of,
    gravest,
    restrictions_for,
    unacknowledged,
)
from sessions_log.locking import LockedSession, require_version
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.pain_concerns import note_pain
from sessions_log.plan import PlannedSet, heaviest, planned_for, still_to_do, unpacked
from web.keys import uuid7


@dataclass(frozen=True)
class SetValues:
    """What was done in one set; the load in kilograms."""

    amount: int  # in the exercise's own measure
    load_kg: Decimal | None = None
    side: str = Side.BOTH
    kind: str = SetEntry.Kind.WORKING
    pain: int | None = None

    @classmethod
    def of(cls, logged: SetEntry) -> "SetValues":
        return cls(**{each.name: getattr(logged, each.name) for each in fields(cls)})


@dataclass(frozen=True)
class Scores:
    """How a session was."""

    effort: int | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    team_note: str = ""
    private_note: str = ""


# --- exercises and sets -------------------------------------------------------------------


def add_exercise(
    log: LockedSession,
    *,
    exercise: Exercise,
    key: UUID,
    prescription: Prescription | None = None,
    planned: list[PlannedSet] | None = None,
    answer: GuidanceAnswer = NO_ANSWER,
) -> ExerciseEntry:
    """Puts an exercise at the end of the session, with the `planned` sets, or as last time.

    A key that is taken in another session is replaced. Raises UnacknowledgedConflict where it hits a don't or caution
    that the `answer` does not answer; the answer's reason is saved with the gravest one.
    """
    if known := log.find_entry(key):
        return known
    if planned is None:
        planned = planned_for(log.row, exercise, prescription)
    conflicts = conflicts_of(
        exercise,
        restrictions_for(log.row, log.row.client, now=log.now),
        prescription=prescription,
        load_kg=heaviest(planned),
    )
    reason = answer.reason_for(conflicts)
    entry = ExerciseEntry(
        pk=uuid7() if ExerciseEntry.objects.filter(pk=key).exists() else key,
        session=log.row,
        exercise=exercise,
        position=log.next_position,
        prescription=prescription,
        planned=[each.packed() for each in planned],
        conflicting_guidance=gravest(conflicts).guidance if reason else None,
        reason=reason,
        acknowledged=acknowledgement_of(conflicts),
    )
    log.add_entries([entry])
    return entry


def restore_exercise(log: LockedSession, *, key: UUID, exercise: Exercise) -> ExerciseEntry:
    """An exercise in which something was done and which left the session meanwhile: back under its key, at the end."""
    entry = ExerciseEntry(pk=key, session=log.row, exercise=exercise, position=log.next_position)
    log.add_entries([entry])
    return entry


def answer_for(
    log: LockedSession,
    entry: ExerciseEntry,
    *,
    load_kg: Decimal | None = None,
    side: str | None = None,
    pain: int | None = None,
    answer: GuidanceAnswer = NO_ANSWER,
) -> None:
    """The trainer's answer to what an exercise of the session hits by now; the rules are those of add_exercise.

    What is answered in a session that is over is kept for all that was shown, whenever that came in.
    """
    shown = None
    if log.row.ended_at:
        shown = list(Guidance.objects.filter(client=log.row.client, pk__in=answer.acknowledged).with_who())
    conflicts = unacknowledged(entry, load_kg=load_kg, side=side, pain=pain, restrictions=shown, now=log.now)
    reason = answer.reason_for(conflicts)
    entry.acknowledged |= acknowledgement_of(conflicts)
    if reason:
        entry.conflicting_guidance = gravest(conflicts).guidance
        entry.reason = "; ".join(filter(None, [entry.reason, reason]))[:300]
    entry.save(update_fields=["acknowledged", "conflicting_guidance", "reason"])


def log_set(
    log: LockedSession,
    entry: ExerciseEntry,
    values: SetValues,
    *,
    key: UUID,
    place: int | None = None,
    is_late: bool = False,
) -> SetEntry:
    """Puts a set at the end of an exercise, or at a `place` (from 0) of it; the same key again changes nothing.

    `key` is of no set of another exercise (free_set_key). Raises UnacknowledgedConflict where a don't came in since,
    or the load is over a practitioner's limit, until it is answered (answer_for); of what `is_late`, for its session
    is over, it is kept with the exercise that nobody wrote why.
    """
    sets = log.sets_of(entry)
    known = next((logged for logged in sets if logged.pk == key), None)
    if known is not None:
        return known
    _require_answers(log, entry, values, is_late=is_late)
    logged = SetEntry(pk=key, entry=entry, position=sets[-1].position + 1 if sets else 0, **asdict(values))
    if place is None or place >= len(sets):
        log.add_sets(entry, [logged])
    else:
        log.insert_set(entry, logged, place)
    return logged


def free_set_key(key: UUID, entry: ExerciseEntry) -> UUID:
    """The key for a new set of an exercise: another one where a set of another exercise has it (one query)."""
    return uuid7() if SetEntry.objects.filter(pk=key).exclude(entry=entry).exists() else key


def log_as_planned(log: LockedSession, entry: ExerciseEntry) -> list[SetEntry]:
    """Logs every planned set of an exercise that is still to do; done twice it finds none left.

    Raises UnacknowledgedConflict as log_set does.
    """
    logged = log.sets_of(entry)
    left = still_to_do(unpacked(entry.planned), logged)
    if not left:
        return []
    _require_answers(log, entry, SetValues(amount=left[0].amount, load_kg=heaviest(left)))
    first = max((done.position for done in logged), default=-1) + 1
    sets = [
        SetEntry(entry=entry, position=place, amount=planned.amount, load_kg=planned.load_kg, side=planned.side)
        for place, planned in enumerate(left, start=first)
    ]
    log.add_sets(entry, sets)
    return sets


def _require_answers(log: LockedSession, entry: ExerciseEntry, values: SetValues, *, is_late: bool = False) -> None:
    load_kg, side, pain = values.load_kg, values.side, values.pain
    if not unacknowledged(entry, load_kg=load_kg, side=side, pain=pain, restrictions=log.restrictions):
        return
    conflicts = unacknowledged(entry, load_kg=load_kg, side=side, pain=pain, now=log.now)  # with who said them
    if not is_late:
        raise UnacknowledgedConflict(conflicts)
    _note_missing_reason(entry, [conflict for conflict in conflicts if conflict.is_certain])


def _note_missing_reason(entry: ExerciseEntry, conflicts: list[Conflict]) -> None:
    """What was done is kept, whatever it went against; that nobody wrote why is told as the reason is."""
    if not conflicts or entry.conflicting_guidance_id:
        return
    entry.conflicting_guidance = gravest(conflicts).guidance
    entry.reason = _("No reason was written: it came in after the session had ended.")
    entry.save(update_fields=["conflicting_guidance", "reason"])


def change_set(
    log: LockedSession,
    logged: SetEntry,
    values: SetValues,
    *,
    version: int,
    is_late: bool = False,
) -> None:
    """Corrects a set that was logged.

    Raises EditConflict where `version` is not the saved one, and UnacknowledgedConflict as log_set does, where the
    load or the pain goes up.
    """
    changed = asdict(values)
    if not require_version(logged, version, changed):
        return
    hurts_more = values.pain is not None and values.pain > (logged.pain or 0)
    if hurts_more or (values.load_kg and values.load_kg > (logged.load_kg or 0)):
        _require_answers(log, log.get_entry(logged.entry_id), values, is_late=is_late)
    log.save()
    for name, value in (changed | {"version": version + 1}).items():
        setattr(logged, name, value)
    logged.save(update_fields=[*changed, "version"])


# --- the exercises of the session ---------------------------------------------------------


def skip(entry: ExerciseEntry, *, version: int, why: str) -> None:
    """Leaves what is left of an exercise out, with the reason; "" takes that back.

    Raises EditConflict where `version` is not the saved one.
    """
    _change_entry(entry, version, {"skipped": why})


def save_exercise_note(entry: ExerciseEntry, *, version: int, pain: int | None, note: str) -> None:
    """Pain over the whole exercise, and a note that stays with the trainers.

    Raises EditConflict where `version` is not the saved one.
    """
    _change_entry(entry, version, {"pain": pain, "note": note})
    if entry.session.state == TrainingSession.State.COMPLETED:
        note_pain(entry.session, entry.session.entries.select_related("exercise"))


def _change_entry(entry: ExerciseEntry, version: int, changed: dict[str, Any]) -> None:
    if not require_version(entry, version, changed):
        return
    for name, value in (changed | {"version": version + 1}).items():
        setattr(entry, name, value)
    entry.save(update_fields=[*changed, "version"])


def swap(
    log: LockedSession,
    entry: ExerciseEntry,
    exercise: Exercise,
    *,
    key: UUID | None = None,
    planned: list[PlannedSet] | None = None,
    answer: GuidanceAnswer = NO_ANSWER,
) -> ExerciseEntry:
    """Another exercise in the place of one; sets that are logged already stay, and the new one comes last, under `key`.

    The plan of the day alone changes. Raises UnacknowledgedConflict where the new one hits a don't or caution, as
    add_exercise does.
    """
    if entry.exercise_id == exercise.pk:
        return entry
    logged = len(log.sets_of(entry))
    if planned is None:
        planned = planned_for(log.row, exercise, None)[: max(len(entry.planned) - logged, 1)]
    restrictions = restrictions_for(log.row, log.row.client, now=log.now)
    conflicts = conflicts_of(exercise, restrictions, load_kg=heaviest(planned))
    reason = answer.reason_for(conflicts)
    new: dict[str, Any] = {
        "exercise": exercise,
        "planned": [each.packed() for each in planned],
        "swapped_from": entry.exercise,
        "conflicting_guidance": gravest(conflicts).guidance if reason else None,
        "reason": reason,
        "acknowledged": acknowledgement_of(conflicts),
    }
    if not logged:
        for name, value in (new | {"prescription": None}).items():
            setattr(entry, name, value)
        entry.save(update_fields=[*new, "prescription"])
        return entry
    entry.planned = entry.planned[:logged]
    entry.save(update_fields=["planned"])
    placed = ExerciseEntry(pk=key or uuid7(), session=log.row, position=log.next_position, **new)
    log.add_entries([placed])
    return placed


def move_up(log: LockedSession, entry: ExerciseEntry) -> None:
    """Changes places with the exercise before; the first one stays."""
    place = log.entries.index(entry)
    if place == 0:
        return
    before = log.entries[place - 1]
    higher, lower = before.position, entry.position
    log.move(entry, log.next_position)  # no two have the same position at any moment
    log.move(before, lower)
    log.move(entry, higher)
    log.entries[place - 1 : place + 1] = [entry, before]


def discard(log: LockedSession) -> bool:
    """Deletes a session that was started by mistake; False where something is logged in it already."""
    if log.row.state != TrainingSession.State.OPEN or log.entries:
        return False
    log.row.delete()
    return True


# --- scores and notes ---------------------------------------------------------------------


def save_scores(log: LockedSession, scores: Scores, *, version: int) -> None:
    """Saves effort, pain and notes. Raises EditConflict where `version` is not the saved one.

    The same form sent twice is no change by somebody else.
    """
    session, changed = log.row, asdict(scores)
    if not require_version(session, version, changed):
        return
    for name, value in changed.items():
        setattr(session, name, value)
    session.version = version + 1
    session.save(update_fields=[*changed, "version"])
    if session.state == TrainingSession.State.COMPLETED:
        note_pain(session, log.entries)


def is_untouched(entry: ExerciseEntry, sets: Collection[SetEntry]) -> bool:
    """What was planned and neither done nor skipped is no record of anything that happened."""
    return not sets and not entry.skipped and entry.pain is None and not entry.note


def untouched(session: TrainingSession) -> list[ExerciseEntry]:
    """The untouched exercises of a session (two queries)."""
    entries = session.entries.select_related("exercise").prefetch_related("sets")
    return [entry for entry in entries if is_untouched(entry, entry.sets.all())]


def end_session(log: LockedSession, *, minutes: int) -> None:
    """Ends the session `minutes` after its start; of a completed one, corrects the length.

    The minutes stand: of a session that would end in the future, which was begun late in the log, the start moves back.

    What is untouched leaves it when it ends.
    """
    session = log.row
    if session.state == TrainingSession.State.OPEN:
        nothing_done = [entry for entry in log.entries if is_untouched(entry, log.sets_of(entry))]
        if nothing_done:
            log.remove_entries(nothing_done)
    session.state = TrainingSession.State.COMPLETED
    latest = log.now or timezone.now()
    lasted = timedelta(minutes=minutes)
    session.ended_at = min(session.started_at + lasted, latest)
    session.started_at = session.ended_at - lasted
    session.save(update_fields=["state", "started_at", "ended_at"])
    note_pain(session, log.entries)
    log.forget_restrictions()


def minutes_of(session: TrainingSession) -> int | None:
    """How long a session that is over took, at least 1; None while it goes on."""
    if session.ended_at is None:
        return None
    return max(1, round((session.ended_at - session.started_at).total_seconds() / 60))
