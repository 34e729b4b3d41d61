"""Two exercises of the trainer's own: one that the library lacks, and one tagged by copying a bare name."""

from decimal import Decimal

from demo.stage import Stage
from exercises.defaults import keep_defaults
from exercises.models import Exercise
from exercises.own import add_own
from web.keys import uuid7

COPIED = "Zercher squats"  # of the names that ship without tags


def add_own_exercises(stage: Stage) -> None:
    ana = stage.trainers[0]
    add_own(
        ana,
        key=uuid7(),
        values={
            "source_name": "Tea-tray squat",
            "aliases": ["Tray squat"],
            "patterns": ["squat"],
            "regions": ["hip", "knee", "ankle-foot"],
            "attributes": [],
            "equipment": "chair",
            "measured_in": Exercise.MeasuredIn.REPS,
            "per_side": False,
            "source_cues": "Carry the tray level down to the chair and up again.",
        },
    )
    bare = stage.exercises[COPIED]
    zercher = add_own(
        ana,
        key=uuid7(),
        copy_of=bare,
        values={
            "source_name": "Zercher squat",
            "aliases": ["Elbow-rack squat"],
            "patterns": ["squat"],
            "regions": ["elbow", "upper-back", "lower-back", "abdomen", "pelvis", "hip", "knee"],
            "attributes": ["loaded-spine", "breath-hold"],
            "equipment": bare.equipment,
            "measured_in": bare.measured_in,
            "per_side": False,
            "source_cues": "Bar in the bend of the elbows, a towel around it. Chest stays up.",
        },
    )
    keep_defaults(ana, zercher, values={"step_kg": Decimal(5), "step_lb": None, "rest_seconds": 180})
