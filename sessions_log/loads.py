"""The loads that a client has moved, and which one is likely a slip of the thumb."""

from decimal import Decimal

from django.db.models import Max

from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession


def best_load(entry: ExerciseEntry) -> Decimal | None:
    """The most that the client ever moved in this exercise, in kilograms; None for the first time (one query)."""
    sets = (
        SetEntry.objects.filter(entry__session__client=entry.session.client_id, entry__exercise=entry.exercise_id)
        .exclude(entry__session__state=TrainingSession.State.DELETED)
        .order_by()
    )
    best: Decimal | None = sets.aggregate(best=Max("load_kg"))["best"]
    return best


def is_unusual(load_kg: Decimal | None, best_kg: Decimal | None) -> bool:
    """Likely a slip of the thumb: more than one and a half times the best so far."""
    return bool(load_kg and best_kg) and load_kg > best_kg * Decimal("1.5")  # type: ignore[operator]
