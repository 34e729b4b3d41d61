"""Taking something out of a session's log, and putting it back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from sessions_log.locking import LockedSession
from sessions_log.models import ExerciseEntry, SetEntry
from web.errors import EditConflict

_UNDO = "sessions_log.undo"
_UNDO_WITHIN = timedelta(hours=1)


class TooLateToUndoError(Exception):
    """What was taken out can't be put back any more."""


def take_out_set(log: LockedSession, logged: SetEntry, *, version: int) -> str:
    """Deletes a set; what is returned puts it back (put_back).

    Raises EditConflict where somebody has changed it since `version`.
    """
    if logged.version != version:
        raise EditConflict
    undo = signing.dumps(_packed(log.get_entry(logged.entry_id), [logged], with_entry=False), salt=_UNDO)
    log.remove_set(logged)
    return undo


def take_out_exercise(log: LockedSession, entry: ExerciseEntry) -> str:
    """Deletes an exercise with its sets; what is returned puts them back (put_back)."""
    undo = signing.dumps(_packed(entry, log.sets_of(entry), with_entry=True), salt=_UNDO)
    log.remove_entries([entry])
    return undo


def _packed(entry: ExerciseEntry, sets: list[SetEntry], *, with_entry: bool) -> dict[str, Any]:
    row = {
        "id": entry.pk.hex,
        "exercise_id": entry.exercise_id.hex,
        "position": entry.position,
        "prescription_id": entry.prescription_id.hex if entry.prescription_id else None,
        "conflicting_guidance_id": entry.conflicting_guidance_id.hex if entry.conflicting_guidance_id else None,
        "reason": entry.reason,
        "acknowledged": entry.acknowledged,
        "planned": entry.planned,
        "swapped_from_id": entry.swapped_from_id.hex if entry.swapped_from_id else None,
        "skipped": entry.skipped,
        "pain": entry.pain,
        "note": entry.note,
        "version": entry.version,
    }
    return {
        "session": entry.session_id.hex,
        "entry": row if with_entry else None,
        "sets": [
            {
                "id": logged.pk.hex,
                "entry_id": entry.pk.hex,
                "position": logged.position,
                "amount": logged.amount,
                "load_kg": None if logged.load_kg is None else str(logged.load_kg),
                "side": logged.side,
                "kind": logged.kind,
                "pain": logged.pain,
                "version": logged.version,
            }
            for logged in sets
        ],
    }


def put_back(log: LockedSession, undo: str) -> UUID:
    """Undoes take_out_set or take_out_exercise under the same keys; returns the exercise entry's key.

    Doing so twice changes nothing. Raises TooLateToUndoError after an hour, for another session's
    undo, and where the exercise that a set belonged to is gone.
    """
    try:
        packed = signing.loads(undo, salt=_UNDO, max_age=_UNDO_WITHIN)
    except signing.BadSignature as error:
        raise TooLateToUndoError from error
    session = log.row
    if packed["session"] != session.pk.hex:
        raise TooLateToUndoError
    if packed["entry"]:
        _put_back_rows(ExerciseEntry, [packed["entry"] | {"session_id": session.pk.hex}], session.entries)
    entry_key = UUID(packed["entry"]["id"] if packed["entry"] else packed["sets"][0]["entry_id"])
    entry = session.entries.filter(pk=entry_key).first()
    if entry is None:
        raise TooLateToUndoError
    _put_back_rows(SetEntry, packed["sets"], entry.sets)
    return entry_key


def _put_back_rows(model: Any, rows: list[dict[str, Any]], siblings: Any) -> None:
    """Each at its old place, or at the end where that has been taken since."""
    taken = dict(siblings.values_list("pk", "position"))
    for row in rows:
        if UUID(row["id"]) in taken:
            continue
        places = set(taken.values())
        place = row["position"] if row["position"] not in places else max(places) + 1
        model.objects.create(**(row | {"position": place}))
        taken[UUID(row["id"])] = place
