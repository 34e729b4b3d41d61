"""The hash of each event of the access log, kept outside the database.

Whoever can cut the events and their heads in the database together is found out by this file, which belongs on
another disk or machine. A line is `client_id sequence hash`, appended once the event is committed. Where several
machines write, the lines lie in a bucket instead (web/access_bucket.py).
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from web import access_bucket
from web.head_lines import Head, by_client, compacted, line_of, newest_of, read_heads


def keep_head(client_id: UUID, sequence: int, event_hash: str) -> None:
    """Adds one line, whole, however many add one at the same moment. Raises OSError where it can't be written.

    The folder is not made: a disk that is not mounted must not be written around.
    """
    if settings.ACCESS_BUCKET:
        access_bucket.keep_head(client_id, sequence, event_hash)
        return
    _append(line_of(client_id, (sequence, event_hash)))


def keep_heads(heads: Sequence[tuple[UUID, Head]]) -> None:
    """The same of several events, written at once."""
    if not settings.ACCESS_BUCKET:
        _append(b"".join(line_of(client_id, head) for client_id, head in heads))
    elif len(heads) > 1:
        access_bucket.keep_heads(heads)
    else:
        for client_id, head in heads:
            keep_head(client_id, *head)


def kept_heads(shard: str = "") -> dict[UUID, set[Head]]:
    """All lines of each client, or of each of one shard, since they were last compacted; empty where there are none.

    All, not the newest: who cuts a log that grows on leaves two lines for one number.
    """
    if settings.ACCESS_BUCKET:
        return by_client(access_bucket.heads(shard))
    if not settings.ACCESS_HEADS_FILE.exists():
        return {}
    with _locked(fcntl.LOCK_SH):
        return by_client(_lines(shard))


def has_heads() -> bool:
    """Whether any event was ever committed here."""
    if settings.ACCESS_BUCKET:
        return access_bucket.has_heads()
    path: Path = settings.ACCESS_HEADS_FILE
    return path.exists() and path.stat().st_size > 0


def begin_anew(heads: Iterable[tuple[UUID, Head]], *, now: datetime) -> str:
    """Keeps what is known beside a new beginning with these heads; gives its SHA-256, "" where there was nothing.

    Raises OSError where it can't be replaced.
    """
    if settings.ACCESS_BUCKET:
        return access_bucket.begin_anew(heads, now=now)
    path: Path = settings.ACCESS_HEADS_FILE
    digest = sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    if digest:
        path.rename(path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%S%fZ}"))
    with path.open("xb") as file:
        path.chmod(0o600)
        file.writelines(line_of(client_id, head) for client_id, head in heads)
    return digest


def compact(proven: dict[UUID, set[Head]]) -> None:
    """Leaves of the lines that are proven each client's newest, so that the file grows with clients and not with looks.

    Lines that came since are kept: nothing was compared with them yet. Who appends waits for those alone that came
    while the file was copied. Raises OSError where the file can't be replaced; it is then as it was.
    """
    if settings.ACCESS_BUCKET:
        access_bucket.compact(proven)
        return
    path: Path = settings.ACCESS_HEADS_FILE
    if not path.exists():
        return
    with _only_compaction(path):
        _compact(path, proven)


def _compact(path: Path, proven: dict[UUID, set[Head]]) -> None:
    newest = newest_of(proven)
    fresh = path.with_name(f"{path.name}.new")
    try:
        with path.open("rb") as old, os.fdopen(_made_anew(fresh), "wb") as copy:
            copy.writelines(compacted(read_heads(_whole_lines(old)), newest, proven))
            copy.flush()
            os.fsync(copy.fileno())
            with _locked(fcntl.LOCK_EX):
                if not _is_at(path, old.fileno()):
                    return  # another file has taken its place meanwhile
                copy.writelines(compacted(read_heads(old), newest, proven))
                copy.flush()
                fresh.replace(path)
            os.fsync(copy.fileno())
    finally:
        fresh.unlink(missing_ok=True)


def _append(lines: bytes) -> None:
    with _locked(fcntl.LOCK_SH) as file:
        written = os.write(file, lines)
    if written < len(lines):
        raise OSError(f"{written} of {len(lines)} bytes were written to {settings.ACCESS_HEADS_FILE}")


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """All but the last one while it is being written; the file then stands at its beginning."""
    for line in iter(file.readline, b""):
        if not line.endswith(b"\n"):
            file.seek(-len(line), os.SEEK_CUR)
            return
        yield line


def _lines(shard: str) -> Iterator[tuple[UUID, Head]]:
    with settings.ACCESS_HEADS_FILE.open("rb") as file:
        yield from read_heads(file, shard=shard)


@contextmanager
def _only_compaction(path: Path) -> Iterator[None]:
    """Two shards that are proven at once compact one after the other: the lock is on the folder."""
    lock = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


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
