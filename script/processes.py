"""Child processes of which none stays behind, however the program that started them ends.

Each child leads a session of its own, so that Ctrl-C in a terminal reaches the launcher alone and
the launcher then ends whole groups. Where the launcher is killed, Linux tells the children
(PR_SET_PDEATHSIG), and on every system the watcher, which sees its pipe close, ends what is left.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

Child = subprocess.Popen[bytes]
PR_SET_PDEATHSIG = 1
PATIENCE = 10.0  # seconds that a group gets to end by itself


def start(command: list[str], *, log: Path, keep: tuple[int, ...] = ()) -> Child:
    """Starts the command in a session of its own; it inherits the file descriptors of `keep`."""

    def end_with_parent(parent: int = os.getpid()) -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it ended before the line above
                os._exit(1)

    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=keep,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  (the launcher has one thread)
        )


def watch(children: list[Child]) -> tuple[int, int]:
    """Forks the watcher; returns its process id and this side of the pipe.

    Closing the pipe, by hand or by dying, lets it end what is left of the children, and itself.
    """
    theirs, ours = os.pipe()
    watcher = os.fork()
    if watcher == 0:
        os.setsid()
        os.close(ours)
        os.read(theirs, 1)  # nothing is ever written
        end(children)
        os._exit(0)
    os.close(theirs)
    return watcher, ours


def end(children: list[Child], *, patience: float = PATIENCE) -> None:
    """Ends the children's groups: asked first, killed where that takes too long."""
    for signum in (signal.SIGTERM, signal.SIGKILL):
        left = [child for child in children if reach(child, signum)]
        deadline = time.monotonic() + patience
        while left and time.monotonic() < deadline:
            time.sleep(0.05)
            left = [child for child in left if reach(child, 0)]


def reach(child: Child, signum: int) -> bool:
    """Whether something of the child's group was there to get the signal (0 only asks)."""
    child.poll()  # one that ended and was not waited for would count as there
    try:
        os.killpg(child.pid, signum)
    except OSError:
        return False
    return True
