"""Taking something out of a session's log, and putting it back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.shortcuts import get_object_or_404

from sessions_log.holding import ChangedMeanwhileError, hold
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession

_UNDO = "sessions_log.undo"
_UNDO_WITHIN = timedelta(hours=1)


class TooLateToUndoError(Exception):
    """What was taken out can't be put back any more."""


@transaction.atomic
def take_out_set(one: SetEntry, *, version: int) -> str:
    """Deletes a set; what is returned puts it back (put_back).

    Raises ChangedMeanwhileError where somebody has changed it since `version`; Http404 where it is gone.
    """
    hold(one.entry.session)
    one = get_object_or_404(SetEntry.objects.select_related("entry"), pk=one.pk)
    if one.version != version:
        raise ChangedMeanwhileError
    undo = signing.dumps(_packed(one.entry, [one], with_entry=False), salt=_UNDO)
    one.delete()
    return undo


@transaction.atomic
def take_out_exercise(entry: ExerciseEntry) -> str:
    """Deletes an exercise with its sets; what is returned puts them back (put_back)."""
    hold(entry.session)
    undo = signing.dumps(_packed(entry, list(entry.sets.all()), with_entry=True), salt=_UNDO)
    entry.delete()
    return undo


def _packed(entry: ExerciseEntry, sets: list[SetEntry], *, with_entry: bool) -> dict[str, Any]:
    row = {
        "id": entry.pk.hex,
        "exercise_id": entry.exercise_id.hex,
        "position": entry.position,
        "prescription_id": entry.prescription_id.hex if entry.prescription_id else None,
        "against_id": entry.against_id.hex if entry.against_id else None,
        "reason": entry.reason,
        "answered": entry.answered,
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
                "id": one.pk.hex,
                "entry_id": entry.pk.hex,
                "position": one.position,
                "amount": one.amount,
                "load_kg": None if one.load_kg is None else str(one.load_kg),
                "side": one.side,
                "kind": one.kind,
                "pain": one.pain,
                "version": one.version,
            }
            for one in sets
        ],
    }


@transaction.atomic
def put_back(session: TrainingSession, undo: str) -> UUID:
    """Undoes take_out_set or take_out_exercise under the same keys; returns the exercise entry's key.

    Doing so twice changes nothing. Raises TooLateToUndoError after an hour, for another session's
    undo, and where the exercise that a set belonged to is gone.
    """
    try:
        packed = signing.loads(undo, salt=_UNDO, max_age=_UNDO_WITHIN)
    except signing.BadSignature as error:
        raise TooLateToUndoError from error
    if packed["session"] != session.pk.hex:
        raise TooLateToUndoError
    hold(session)
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
