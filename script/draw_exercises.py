"""Draws the line drawings of the library's most used exercises: `python -m script.draw_exercises`.

Each is two positions of one figure beside each other (`script/exercise_poses.py`), in static/exercises/<code>.svg. The
files are kept with the code: run this after a change of a pose, and look at them.
"""

from pathlib import Path

from script.exercise_poses import DRAWN
from script.stick_figures import drawn

DRAWINGS = Path(__file__).parent.parent / "static" / "exercises"


def main() -> None:
    DRAWINGS.mkdir(exist_ok=True)
    for code, drawing in DRAWN.items():
        (DRAWINGS / f"{code}.svg").write_text(drawn(drawing), encoding="utf-8")


if __name__ == "__main__":
    main()
