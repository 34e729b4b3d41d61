"""What was ended, and who was shut out, kept outside the database beside the access log's hashes: a restored backup must
not undo it.

A line is `moment what key detail`: ids, moments, codes and pseudonyms of mailboxes, nothing of a person. All but one kind
are written before the transaction is committed: where that fails after all, a restore ends too much rather than too little.
An erased record's is written once that is committed: a record that stands must not be erased by a restore.
The first line names the file, so that a backup can say how far it had come. Where several machines write, the lines lie in
a bucket instead (web/access_bucket.py), and all of them are read again after a restore: what is ended already stays so.
"""

import fcntl
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from web import access_bucket
from web.keys import uuid7

logger = logging.getLogger(__name__)

KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
FIRST = re.compile(rf"endings ({KEY})$")
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+\d\d:\d\d"
LINE = re.compile(rf"({MOMENT}) ([a-z-]+) ({KEY}) ?(\S*)$")


@dataclass(frozen=True)
class Ending:
    at: datetime
    what: str  # such as "grant-ended"; its writer has the name
    key: UUID
    detail: str


@dataclass(frozen=True)
class Mark:
    """How far the file had come: which file, and how many lines."""

    file: str
    lines: int

    def beginning(self) -> "Mark":
        """Of the same file."""
        return Mark(self.file, 0)


def path_of_endings() -> Path:
    heads: Path = settings.ACCESS_HEADS_FILE
    return heads.with_name("endings.log")


def keep_ending(what: str, key: UUID, detail: str = "", *, now: datetime) -> None:
    """Adds one line. A disk that takes none stops nobody from ending something; the log and /readyz tell of it."""
    line = f"{now.isoformat()} {what} {key} {detail}"
    try:
        if settings.ACCESS_BUCKET:
            access_bucket.keep_ending(line)
            return
        with _locked() as file:
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        logger.exception("What was ended can't be kept outside the database: a restore would undo it")


def can_keep_endings() -> bool:
    if settings.ACCESS_BUCKET:
        return access_bucket.is_locked()
    try:
        with _locked():
            return True
    except OSError:
        return False


def mark() -> Mark:
    """Raises OSError where the file can't be read or begun."""
    if settings.ACCESS_BUCKET:
        return Mark(_name_of_bucket(), len(access_bucket.endings()))
    with _locked() as file:
        file.seek(0)
        return Mark(_name_of(file.readline()), sum(1 for _line in file))


def endings_since(earlier: Mark) -> list[Ending] | None:
    """What was ended after that mark; None where the file is gone, another one, or shorter than it was then."""
    if settings.ACCESS_BUCKET:
        return _all_in_bucket(earlier)
    if not path_of_endings().exists():
        return None
    with _locked() as file:
        file.seek(0)
        if _name_of(file.readline()) != earlier.file or len(list(islice(file, earlier.lines))) < earlier.lines:
            return None
        return list(_read(file))


def _name_of_bucket() -> str:
    return f"s3:{settings.ACCESS_BUCKET}"


def _all_in_bucket(earlier: Mark) -> list[Ending] | None:
    """Machines' clocks differ, so none of the lines is taken to be older than the mark."""
    lines = access_bucket.endings()
    if earlier.file != _name_of_bucket() or len(lines) < earlier.lines:
        return None
    return list(_read(f"{line}\n".encode() for line in lines))


def _name_of(first_line: bytes) -> str:
    match = FIRST.match(first_line.decode("ascii", errors="replace").rstrip("\n"))
    return match[1] if match else ""


def _read(lines: Iterable[bytes]) -> Iterator[Ending]:
    """A line that was torn when a disk was full is passed over, and what was written behind it is read."""
    for line in lines:
        if match := LINE.search(line.decode("ascii", errors="replace").rstrip("\n")):
            yield Ending(datetime.fromisoformat(match[1]), match[2], UUID(match[3]), match[4])


@contextmanager
def _locked() -> Iterator[BinaryIO]:
    """The file, for reading and appending, for one at a time; begun where there is none. The folder is not made: a disk
    that is not mounted must not be written around."""
    descriptor = os.open(path_of_endings(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if file.seek(0, os.SEEK_END) == 0:
            file.write(f"endings {uuid7()}\n".encode())
            file.flush()
        yield file
