"""What is known of an event of the access log outside the database, as a line: `client_id sequence hash`."""

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

Head = tuple[int, str]  # (sequence, hash)
# At the line's end: what stands before it is a line that was torn when a disk was full or the power went.
LINE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([1-9]\d{0,9}) ([0-9a-f]{64})$")


def line_of(client_id: UUID, head: Head) -> bytes:
    return f"{client_id} {head[0]} {head[1]}\n".encode()


def read_heads(lines: Iterable[bytes]) -> Iterator[tuple[UUID, Head]]:
    """A line that can't be read is passed over: one that was torn must not stop all proving."""
    for line in lines:
        if match := LINE.search(line.decode("ascii", errors="replace").removesuffix("\n")):
            yield UUID(match[1]), (int(match[2]), match[3])


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
