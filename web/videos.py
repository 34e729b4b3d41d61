"""Short videos that people send, read by their content: MP4, or QuickTime as telephones write it.

They are rows of boxes (ISO/IEC 14496-12): four bytes of size, four of type. What a camera adds about place, device and
owner stands in boxes of its own, which are emptied in place, so that nothing else moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

MOST_SECONDS = 60
MOST_BOXES = 10_000
DEEPEST = 8  # boxes within boxes; a track's tables lie four deep
HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"}
TOLD_BESIDE = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}  # not needed to play


class UnreadableVideoError(Exception):
    """It is no MP4 or QuickTime video, or it is damaged."""


class TooLongVideoError(Exception):
    """It plays for more than MOST_SECONDS."""


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    content: int  # where what it holds begins
    end: int


def is_video(start: bytes) -> bool:
    """By its first twelve bytes."""
    return start[4:8] == b"ftyp"


def stripped_video(content: bytes) -> bytes:
    """The video without what was told beside it. Raises UnreadableVideoError and TooLongVideoError."""
    boxes = list(_boxes(content, 0, len(content), count(1)))
    kinds = {box.kind for box in boxes}
    if not boxes or boxes[0].kind != b"ftyp" or not {b"moov", b"mdat", b"mvhd", b"trak"} <= kinds:
        raise UnreadableVideoError
    header = next(box for box in boxes if box.kind == b"mvhd")
    if _seconds(content[header.content : header.end]) > MOST_SECONDS:
        raise TooLongVideoError
    stripped = bytearray(content)
    for box in boxes:
        if box.kind in TOLD_BESIDE:
            stripped[box.start + 4 : box.start + 8] = b"free"
            stripped[box.content : box.end] = bytes(box.end - box.content)
    return bytes(stripped)


def _boxes(content: bytes, start: int, end: int, number: Iterator[int], depth: int = 0) -> Iterator[Box]:
    """All boxes between two places, those within others after them; `number` counts them all together."""
    while start < end:
        if end - start < 8 or next(number) > MOST_BOXES or depth > DEEPEST:
            raise UnreadableVideoError
        size, kind, head = int.from_bytes(content[start : start + 4]), content[start + 4 : start + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[start + 8 : start + 16]), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise UnreadableVideoError
        box = Box(kind, start, start + head, start + size)
        yield box
        if kind in HOLDERS:
            yield from _boxes(content, box.content, box.end, number, depth + 1)
        start = box.end


def _seconds(header: bytes) -> float:
    """How long it plays, by the movie's header."""
    is_long = header[:1] == b"\x01"
    scale_at, length = (20, 8) if is_long else (12, 4)
    scale = int.from_bytes(header[scale_at : scale_at + 4])
    if len(header) < scale_at + 4 + length or not scale:
        raise UnreadableVideoError
    return int.from_bytes(header[scale_at + 4 : scale_at + 4 + length]) / scale
