"""The newest hash of each client's chain, kept outside the database.

Whoever can cut the events and their heads in the database together is found out by this file, which belongs on
another disk or machine. A line is `client_id sequence hash`, appended once the event is committed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

Head = tuple[int, str]  # (sequence, hash)


def keep_head(client_id: UUID, sequence: int, event_hash: str) -> None:
    """Adds one line, whole, however many add one at the same moment. Raises OSError where it can't be written."""
    with _locked("a", fcntl.LOCK_SH) as file:
        os.write(file.fileno(), f"{client_id} {sequence} {event_hash}\n".encode())


def newest_heads() -> dict[UUID, Head]:
    """The newest line of each client; empty where no event was ever committed here."""
    if not settings.ACCESS_HEADS_FILE.exists():
        return {}
    with _locked("r", fcntl.LOCK_SH) as file:
        return _newest(file)


def compact() -> None:
    """Leaves the newest line of each client, so that the file grows with clients and not with looks."""
    if not settings.ACCESS_HEADS_FILE.exists():
        return
    with _locked("r+", fcntl.LOCK_EX) as file:
        lines = [f"{client_id} {sequence} {head}\n" for client_id, (sequence, head) in _newest(file).items()]
        file.seek(0)
        file.write("".join(lines))
        file.truncate()


def _newest(file: IO[str]) -> dict[UUID, Head]:
    heads: dict[UUID, Head] = {}
    for line in file:
        client_id, sequence, event_hash = line.split()
        key, head = UUID(client_id), (int(sequence), event_hash)
        heads[key] = max(head, heads.get(key, head))
    return heads


@contextmanager
def _locked(mode: str, lock: int) -> Iterator[IO[str]]:
    path: Path = settings.ACCESS_HEADS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open(mode) as file:
        fcntl.flock(file, lock)
        yield file
