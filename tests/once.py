"""What all workers of pytest-xdist share is made by whoever comes first."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "gw0" and so on; nothing without pytest-xdist


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run, the same for all workers."""
    base = factory.getbasetemp()
    return base.parent if WORKER else base


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills; the other workers wait for it."""
    ready = folder.with_suffix(".ready")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            make(folder)
            ready.touch()
    return folder
