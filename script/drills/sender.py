"""A process that sends what is due, and dies where it is told: python -m script.drills.sender FOLDER [POINT AFTER]

It writes FOLDER/ready-PID once it is there, begins when FOLDER/go is there, and ends by itself once FOLDER/stop is
there. With a POINT it kills itself there (SIGKILL) at its mail number AFTER.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from outbox import delivery
from outbox.smtp import Envelope, SmtpCarrier

POINTS = ["before claim", "after claim", "during DATA", "after 250, before commit", "after commit"]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def counted(function: Callable[..., Any], after: int, *, before: bool) -> Callable[..., Any]:
    """The function, which is the last thing of this process at its call number `after`."""
    calls = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if before and calls >= after:
            die()
        result = function(*args, **kwargs)
        if calls >= after:
            die()
        return result

    return wrapped


def arrange_death(point: str, after: int) -> None:
    if point == "during DATA":
        SmtpCarrier.send_text = dying_in_data(SmtpCarrier.send_text, after)  # type: ignore[method-assign, assignment]
        return
    name = "claim_next" if point.endswith("claim") else "mark_sent"
    before = point in {"before claim", "after 250, before commit"}
    setattr(delivery, name, counted(getattr(delivery, name), after, before=before))


def dying_in_data(
    whole: Callable[[SmtpCarrier, Envelope], None], after: int
) -> Callable[[SmtpCarrier, Envelope], None]:
    """Sends half a text and dies at call number `after`."""
    calls = iter(range(1, 1_000_000))

    def send_text(self: SmtpCarrier, envelope: Envelope) -> None:
        if next(calls) < after:
            whole(self, envelope)
            return
        self.connection.docmd("DATA")
        self.connection.send(envelope.content[: len(envelope.content) // 2])
        die()

    return send_text


def main(folder: Path, point: str = "", after: str = "0") -> None:
    if point:
        arrange_death(point, int(after))
    (folder / f"ready-{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    while not (folder / "stop").exists():
        delivery.deliver_due()
        time.sleep(0.2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
