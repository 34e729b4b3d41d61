"""The hash of each event of the access log, kept outside the database.

Whoever can cut the events and their heads in the database together is found out by this file, which belongs on
another disk or machine. A line is `client_id sequence hash`, appended once the event is committed.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

Head = tuple[int, str]  # (sequence, hash)
# At the line's end: what stands before it is a line that was torn when a disk was full or the power went.
LINE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([1-9]\d{0,9}) ([0-9a-f]{64})$")


def keep_head(client_id: UUID, sequence: int, event_hash: str) -> None:
    """Adds one line, whole, however many add one at the same moment. Raises OSError where it can't be written.

    The folder is not made: a disk that is not mounted must not be written around.
    """
    line = f"{client_id} {sequence} {event_hash}\n".encode()
    with _locked(fcntl.LOCK_SH) as file:
        written = os.write(file, line)
    if written < len(line):
        raise OSError(f"{written} of {len(line)} bytes were written to {settings.ACCESS_HEADS_FILE}")


def kept_heads() -> dict[UUID, set[Head]]:
    """All lines of each client since the file was last compacted; empty where no event was ever committed here.

    All, not the newest: who cuts a log that grows on leaves two lines for one number.
    """
    heads: dict[UUID, set[Head]] = {}
    if settings.ACCESS_HEADS_FILE.exists():
        with _locked(fcntl.LOCK_SH):
            for client_id, head in _lines():
                heads.setdefault(client_id, set()).add(head)
    return heads


def compact(proven: dict[UUID, set[Head]]) -> None:
    """Leaves of the lines that are proven each client's newest, so that the file grows with clients and not with looks.

    Lines that came since are kept: nothing was compared with them yet. Who appends waits for those alone that came
    while the file was copied. Raises OSError where the file can't be replaced; it is then as it was.
    """
    path: Path = settings.ACCESS_HEADS_FILE
    if not path.exists():
        return
    newest = {client_id: max(heads) for client_id, heads in proven.items()}
    fresh = path.with_name(f"{path.name}.new")
    try:
        with path.open("rb") as old, os.fdopen(_made_anew(fresh), "wb") as copy:
            _copy(_whole_lines(old), copy, newest, proven)
            copy.flush()
            os.fsync(copy.fileno())
            with _locked(fcntl.LOCK_EX):
                if not _is_at(path, old.fileno()):
                    return  # another file has taken its place meanwhile
                _copy(old, copy, newest, proven)
                copy.flush()
                fresh.replace(path)
            os.fsync(copy.fileno())
    finally:
        fresh.unlink(missing_ok=True)


def _copy(lines: Iterable[bytes], copy: BinaryIO, newest: dict[UUID, Head], proven: dict[UUID, set[Head]]) -> None:
    """What is to stay of the lines; of two that are the same, one."""
    for client_id, head in _read(lines):
        if newest.get(client_id) == head:
            del newest[client_id]
        elif head in proven.get(client_id, ()):
            continue
        copy.write(f"{client_id} {head[0]} {head[1]}\n".encode())


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """All but the last one while it is being written; the file then stands at its beginning."""
    for line in iter(file.readline, b""):
        if not line.endswith(b"\n"):
            file.seek(-len(line), os.SEEK_CUR)
            return
        yield line


def _lines() -> Iterator[tuple[UUID, Head]]:
    with settings.ACCESS_HEADS_FILE.open("rb") as file:
        yield from _read(file)


def _read(lines: Iterable[bytes]) -> Iterator[tuple[UUID, Head]]:
    """A line that can't be read is passed over: one that was torn must not stop all proving."""
    for line in lines:
        if match := LINE.search(line.decode("ascii", errors="replace").removesuffix("\n")):
            yield UUID(match[1]), (int(match[2]), match[3])


def _made_anew(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


@contextmanager
def _locked(lock: int) -> Iterator[int]:
    """The file under a lock, open for appending; opened anew where compact() has put another one in its place."""
    path: Path = settings.ACCESS_HEADS_FILE
    while True:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, lock)
            if _is_at(path, file):
                yield file
                return
        finally:
            os.close(file)


def _is_at(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:  # somebody moved it away: a new one is made
        return False
