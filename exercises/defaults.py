"""What the log begins with for an exercise: what one tap adds to the load, and how long the rest after a set is."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import User
from exercises.models import Exercise, ExerciseDefaults

# The least that the next heavier one in a gym has more, as (kg, lb): so a tap always lands on what stands there.
USUAL_STEP = (Decimal("2.5"), Decimal(5))  # a pair of the smallest plates
STEPS: dict[str, tuple[Decimal, Decimal]] = {
    "barbell": USUAL_STEP,
    "dumbbell": (Decimal(2), Decimal(5)),  # racks go 10, 12, 14 kg
    "kettlebell": (Decimal(4), Decimal(5)),  # cast in 8, 12, 16 kg; those in pounds as 25, 30, 35
    "cable": (Decimal(5), Decimal(10)),  # one plate of the stack
    "machine": (Decimal(5), Decimal(10)),
    "medicine-ball": (Decimal(1), Decimal(2)),
}


def load_step(exercise: Exercise, unit: str, defaults: ExerciseDefaults | None = None) -> Decimal:
    """What one tap on + adds to a load in `unit`: as the trainer has said, else as its equipment is made."""
    kg, lb = STEPS.get(exercise.equipment, USUAL_STEP)
    if unit == User.LoadUnit.LB:
        return defaults.step_lb if defaults and defaults.step_lb else lb
    return defaults.step_kg if defaults and defaults.step_kg else kg


def defaults_of(trainer: User) -> dict[UUID, ExerciseDefaults]:
    """All that the trainer has said, by exercise (one query)."""
    return {defaults.exercise_id: defaults for defaults in ExerciseDefaults.objects.filter(trainer=trainer)}


def defaults_for(trainer: User, exercise_id: UUID) -> ExerciseDefaults | None:
    """What the trainer has said of one exercise (one query)."""
    return ExerciseDefaults.objects.filter(trainer=trainer, exercise_id=exercise_id).first()


def keep_defaults(trainer: User, exercise: Exercise, *, values: dict[str, Any]) -> None:
    """Keeps all three of step_kg, step_lb and rest_seconds, each None for "as usual"."""
    if all(value is None for value in values.values()):
        ExerciseDefaults.objects.filter(trainer=trainer, exercise=exercise).delete()
        return
    ExerciseDefaults.objects.update_or_create(trainer=trainer, exercise=exercise, defaults=values)
