"""What is known of an event of the access log outside the database, as a line: `client_id sequence hash`."""

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

Head = tuple[int, str]  # (sequence, hash)
# At the line's end: what stands before it is a line that was torn when a disk was full or the power went.
LINE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([1-9]\d{0,9}) ([0-9a-f]{64})$")


# By the last digit of the client's key, which is random: each shard is proven by itself, on whichever machine is free.
SHARDS = "0123456789abcdef"


def shard_of(client_id: UUID) -> str:
    return SHARDS[client_id.int % len(SHARDS)]


def line_of(client_id: UUID, head: Head) -> bytes:
    return f"{client_id} {head[0]} {head[1]}\n".encode()


def read_heads(lines: Iterable[bytes], *, shard: str = "") -> Iterator[tuple[UUID, Head]]:
    """All of them, or one shard's. A line that can't be read is passed over: one that was torn must not stop all proving."""
    for line in of_shard(lines, shard) if shard else lines:
        if match := LINE.search(line.decode("ascii", errors="replace").removesuffix("\n")):
            yield UUID(match[1]), (int(match[2]), match[3])


def of_shard(lines: Iterable[bytes], shard: str) -> Iterator[bytes]:
    """Told apart without reading them whole: of a night's lines fifteen sixteenths are others'."""
    digit = shard.encode()
    return (line for line in lines if line.rsplit(b" ", 2)[0][-1:] == digit)


def by_client(heads: Iterable[tuple[UUID, Head]]) -> dict[UUID, set[Head]]:
    gathered: dict[UUID, set[Head]] = {}
    for client_id, head in heads:
        gathered.setdefault(client_id, set()).add(head)
    return gathered


def newest_of(heads: dict[UUID, set[Head]]) -> dict[UUID, Head]:
    return {client_id: max(of_client) for client_id, of_client in heads.items()}


def compacted(
    heads: Iterable[tuple[UUID, Head]], newest: dict[UUID, Head], proven: dict[UUID, set[Head]]
) -> Iterator[bytes]:
    """The lines that are to stay: those that are not proven, and each client's newest (once; `newest` is used up)."""
    for client_id, head in heads:
        if newest.get(client_id) == head:
            del newest[client_id]
        elif head in proven.get(client_id, ()):
            continue
        yield line_of(client_id, head)
