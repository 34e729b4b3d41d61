"""What is kept outside the database in a bucket of S3, where several machines write (CARELANE_ACCESS_BUCKET).

Each line is an object without content, whose name is the line: it is there whole or not at all, nobody waits for another, and
the bucket's object lock sees to it that none is changed or removed. A day's lines lie together, by shards of clients; each
night what is proven of a shard is copied into one object, from which its next proof goes on, so that a rule of the bucket may
drop older days.
"""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from web.head_lines import SHARDS, Head, by_client, compacted, line_of, newest_of, read_heads, shard_of
from web.s3 import as_os_errors, folders_in, names_in, s3_client

logger = logging.getLogger(__name__)

HEADS, ENDINGS = "heads/", "endings/"
NOTHING = "-"  # a name has no empty part
COPIES = "newest/"  # beside the days
FIRST = "first"  # the lines before any restore; a restore begins others, named by its moment
CLOCKS_DIFFER = timedelta(days=1)  # a line may lie in the day before the copy that was made after it
AT_ONCE = 8  # lines that are sent together; the client has ten connections
IN_MEMORY = 8_000_000  # bytes of a copy


def keep_head(client_id: UUID, sequence: int, event_hash: str) -> None:
    """Raises OSError where the bucket does not take it."""
    day = timezone.now().astimezone(UTC).date()
    _put(f"{_beginning()}{day}/{shard_of(client_id)}/{client_id}/{sequence}/{event_hash}")


def keep_heads(several: Iterable[tuple[UUID, Head]]) -> None:
    """Raises OSError where the bucket does not take one of them."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _done in threads.map(lambda line: keep_head(line[0], *line[1]), several):
            pass


def heads(shard: str = "") -> Iterator[tuple[UUID, Head]]:
    """Of each shard, or of one: what its newest copy has, and all days since that."""
    for each in shard or SHARDS:
        yield from _heads_of(each)


def has_heads() -> bool:
    return next(names_in(settings.ACCESS_BUCKET, _beginning()), None) is not None


def _heads_of(shard: str) -> Iterator[tuple[UUID, Head]]:
    start = _beginning()
    copies = dict(
        names_in(settings.ACCESS_BUCKET, f"{start}{COPIES}{shard}/")
    )  # of each its first version, the last to come
    if not copies:
        for folder in folders_in(settings.ACCESS_BUCKET, start):
            if folder != f"{start}{COPIES}":
                yield from _heads_below(f"{folder}{shard}/")
        return
    copy = max(copies)
    with as_os_errors():
        body = s3_client().get_object(Bucket=settings.ACCESS_BUCKET, Key=copy, VersionId=copies[copy])["Body"]
        yield from read_heads(body.iter_lines())
    day, last = _moment_in(copy).date() - CLOCKS_DIFFER, timezone.now().astimezone(UTC).date() + CLOCKS_DIFFER
    while day <= last:
        yield from _heads_below(f"{start}{day}/{shard}/")
        day += timedelta(days=1)


def _heads_below(folder: str) -> Iterator[tuple[UUID, Head]]:
    for name, _version in names_in(settings.ACCESS_BUCKET, folder):
        yield from read_heads([" ".join(name.split("/")[-3:]).encode()])


def compact(proven: dict[UUID, set[Head]], *, now: datetime | None = None) -> None:
    """Of each shard with proven lines, copies each client's newest, and those that are not proven. Raises OSError."""
    newest, moment = newest_of(proven), now or timezone.now()
    for shard in sorted({shard_of(client_id) for client_id in proven}):
        _keep_copy(compacted(heads(shard), newest, proven), _beginning(), shard, moment)


def begin_anew(lines: Iterable[tuple[UUID, Head]], *, now: datetime) -> str:
    """From here on these lines hold alone; gives the SHA-256 of those of before, "" where there were none."""
    earlier = sorted(line_of(key, head) for key, known in by_client(heads()).items() for head in known)
    start = f"{HEADS}{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}/"
    shards: dict[str, list[bytes]] = {shard: [] for shard in SHARDS}
    for client_id, head in lines:
        shards[shard_of(client_id)].append(line_of(client_id, head))
    for shard, its_lines in shards.items():
        _keep_copy(its_lines, start, shard, now)
    _beginning.cache_clear()
    return sha256(b"".join(earlier)).hexdigest() if earlier else ""


def keep_ending(line: str) -> None:
    """`moment what key detail`; raises OSError."""
    _put(ENDINGS + "/".join(part or NOTHING for part in line.split(" ")))


def endings() -> list[str]:
    """All that was ever ended, oldest first; raises OSError."""
    names = dict(names_in(settings.ACCESS_BUCKET, ENDINGS))
    return [name.removeprefix(ENDINGS).removesuffix(f"/{NOTHING}").replace("/", " ") for name in names]


def is_locked() -> bool:
    """Whether the bucket is there, and keeps what is written for a time in which nobody can remove it."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        lock = s3_client().get_object_lock_configuration(Bucket=settings.ACCESS_BUCKET)["ObjectLockConfiguration"]
    except (BotoCoreError, ClientError) as error:
        logger.error("The bucket of the access log can't be asked: %s", error)  # noqa: TRY400 -- boto's words, no row's
        return False
    return bool(lock.get("Rule", {}).get("DefaultRetention"))


def _put(key: str) -> None:
    with as_os_errors():
        s3_client().put_object(Bucket=settings.ACCESS_BUCKET, Key=key, Body=b"")


def _keep_copy(lines: Iterable[bytes], start: str, shard: str, now: datetime) -> None:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        file.writelines(lines)
        file.seek(0)
        with as_os_errors():
            name = f"{start}{COPIES}{shard}/{now.astimezone(UTC).isoformat()}"
            s3_client().upload_fileobj(file, settings.ACCESS_BUCKET, name)


def _moment_in(copy: str) -> datetime:
    return datetime.fromisoformat(copy.rpartition("/")[2])


@cache
def _beginning() -> str:
    """Where the lines of now lie: a restore, for which all processes are stopped, begins another place."""
    return max(folders_in(settings.ACCESS_BUCKET, HEADS), key=_age, default=f"{HEADS}{FIRST}/")


def _age(folder: str) -> str:
    name = folder.removeprefix(HEADS)
    return "" if name == f"{FIRST}/" else name
