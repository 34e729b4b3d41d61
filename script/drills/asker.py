"""The sweep that owes each client the day's question, in a process of its own: python -m script.drills.asker FOLDER

It writes FOLDER/ready-PID once it is there, and begins when FOLDER/go is there.
"""

import os
import sys
import time
from pathlib import Path

import django

django.setup()

from homework.asking import ask_for_homework


def main(folder: Path) -> None:
    (folder / f"ready-{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    ask_for_homework()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
