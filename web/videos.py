"""Short videos that people send, read by their content: MP4, or QuickTime as telephones write it.

They are rows of boxes (ISO/IEC 14496-12): four bytes of size, four of type. What a video needs to play is kept, and
nothing else: all boxes that are not known here, tracks of anything but pictures and sound, names and times in the others,
and whatever lies between the samples are emptied in place, so that nothing moves.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

MOST_SECONDS = 60
MOST_BOXES = 1_000
MOST_CHUNKS = 20_000  # of all tracks together: more than 300 a second
MOST_ENTRIES = 100  # in one description of samples or of where data lie
DEEPEST = 8  # boxes within boxes; a track's tables lie four deep
HOLDERS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl", b"mvex", b"moof", b"traf", b"mfra", b"tapt"}
TABLES = {b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stps", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sdtp"}
TABLES |= {b"sbgp", b"sgpd", b"subs", b"saiz", b"saio"}
OF_PARTS = {b"styp", b"sidx", b"mfhd", b"tfhd", b"tfdt", b"trun", b"mehd", b"trex", b"tfra", b"mfro"}
KNOWN = {
    b"ftyp",
    b"mdat",
    b"mvhd",
    b"tkhd",
    b"elst",
    b"mdhd",
    b"hdlr",
    b"vmhd",
    b"smhd",
    b"dref",
    b"clef",
    b"prof",
    b"enof",
}
KNOWN |= HOLDERS | TABLES | OF_PARTS
PLAYED = {b"vide", b"soun"}  # the tracks that are kept
TIMES = {b"mvhd", b"tkhd", b"mdhd"}  # say first when it was taken
SHORTEST_TIMES = 24  # bytes of content of the shortest of them, mdhd
PICTURES = {b"avc1", b"avc3", b"hvc1", b"hev1", b"mp4v", b"vp09", b"av01", b"jpeg", b"apcn", b"apch"}


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
    tracks = {box: _inside(boxes, box) for box in boxes if box.kind == b"trak"}
    played = {track: inside for track, inside in tracks.items() if _handler(content, inside) in PLAYED}
    if not played or (len(played) < len(tracks) and b"moof" in kinds):  # in parts, it can't be told whose a sample is
        raise UnreadableVideoError
    if b"moof" not in kinds:
        media = [box for box in boxes if box.kind == b"mdat"]
        _empty_between(stripped, media, _samples_of(content, list(played.values())))
    emptied_to = 0
    for box in boxes:
        if box.start < emptied_to:
            continue  # gone with the one around it
        if box.kind not in KNOWN or (box in tracks and box not in played):
            _empty(stripped, box)
            emptied_to = box.end
        else:
            _forget_names(stripped, box)
    return bytes(stripped)


def _inside(boxes: list[Box], holder: Box) -> list[Box]:
    """They stand in the order in which they begin."""
    first, after = (bisect_left(boxes, place, key=lambda box: box.start) for place in (holder.content, holder.end))
    return boxes[first:after]


def _handler(content: bytes, boxes: list[Box]) -> bytes:
    """What a track is of, as its media says: b"vide", b"soun", b"meta" and so on."""
    media = next((box for box in boxes if box.kind == b"mdia"), None)
    inner = [box for box in boxes if media and box.kind == b"hdlr" and media.content <= box.start < media.end]
    return content[inner[0].content + 8 : inner[0].content + 12] if inner else b""


def _empty(stripped: bytearray, box: Box) -> None:
    stripped[box.start + 4 : box.start + 8] = b"free"
    stripped[box.content : box.end] = bytes(box.end - box.content)


def _forget_names(stripped: bytearray, box: Box) -> None:
    """When it was taken, and what devices and programs call themselves, in boxes that are needed."""
    if box.kind in TIMES:
        _blank(stripped, box.content + 4, min(box.content + (20 if stripped[box.content] == 1 else 12), box.end))
    elif box.kind == b"hdlr":
        _blank(stripped, box.content + 12, box.end)
    elif box.kind == b"dref":
        for entry in _entries(stripped, box):
            _blank(stripped, entry.content + 4, entry.end)  # where the file lay on somebody's disk
    elif box.kind == b"stsd":
        for entry in _entries(stripped, box):
            if entry.kind in PICTURES:
                _blank(stripped, entry.start + 20, min(entry.start + 32, entry.end))  # vendor, quality
                _blank(stripped, entry.start + 50, min(entry.start + 82, entry.end))  # the compressor's name


def _blank(stripped: bytearray, start: int, end: int) -> None:
    stripped[start:end] = bytes(max(0, end - start))


def _entries(content: bytes | bytearray, box: Box) -> Iterator[Box]:
    """Of a box that begins with a version and a count."""
    start, left = box.content + 8, MOST_ENTRIES
    while start + 8 <= box.end:
        size, left = int.from_bytes(content[start : start + 4]), left - 1
        if size < 8 or start + size > box.end or left < 0:
            raise UnreadableVideoError
        yield Box(bytes(content[start + 4 : start + 8]), start, start + 8, start + size)
        start += size


# --- samples ------------------------------------------------------------------------------

Span = tuple[int, int]  # in the file


def _empty_between(stripped: bytearray, media: list[Box], samples: list[Span]) -> None:
    """All that lies in the boxes of media and is no sample of a kept track; both are walked through once."""
    spans, at = sorted(samples), 0
    for box in media:
        place = box.content
        while at < len(spans) and spans[at][0] < box.end:
            start, end = spans[at]
            at += 1
            if box.content <= start and end <= box.end:
                _blank(stripped, place, start)
                place = max(place, end)
        _blank(stripped, place, box.end)


def _samples_of(content: bytes, tracks: list[list[Box]]) -> list[Span]:
    """Raises UnreadableVideoError for more than MOST_CHUNKS."""
    spans: list[Span] = []
    for boxes in tracks:
        spans += _chunks(content, {box.kind: box for box in boxes}, most=MOST_CHUNKS - len(spans))
    return spans


def _chunks(content: bytes, boxes: dict[bytes, Box], *, most: int) -> Iterator[Span]:
    """Where each chunk of a track lies: how many samples it has, how large they are, where it begins."""
    if not {b"stsc", b"stsz"} <= boxes.keys() or not {b"stco", b"co64"} & boxes.keys():
        raise UnreadableVideoError
    wide = b"co64" in boxes
    places = _numbers(content, boxes[b"co64" if wide else b"stco"], 8 if wide else 4, skip=4)
    if len(places) > most:
        raise UnreadableVideoError
    runs = _numbers(content, boxes[b"stsc"], 4, skip=4, each=3)
    same = int.from_bytes(content[boxes[b"stsz"].content + 4 : boxes[b"stsz"].content + 8])
    sizes = array("I") if same else _numbers(content, boxes[b"stsz"], 4, skip=8)
    firsts, numbers = runs[0::3], runs[1::3]
    sample, run = 0, 0
    for chunk, place in enumerate(places, start=1):
        while run + 1 < len(firsts) and firsts[run + 1] <= chunk:
            run += 1
        number = numbers[run] if numbers else 0
        size = same * number if same else sum(sizes[sample : sample + number])
        sample += number
        yield place, place + size


def _numbers(content: bytes, box: Box, length: int, *, skip: int, each: int = 1) -> "array[int]":
    """Those of a table: a version, perhaps more to skip, how many, and they. Raises where the box is too short."""
    begin = box.content + skip + 4
    number = int.from_bytes(content[begin - 4 : begin]) * each
    if begin + number * length > box.end:
        raise UnreadableVideoError
    numbers = array("Q" if length == 8 else "I", content[begin : begin + number * length])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


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
        if kind in TIMES and box.end - box.content < SHORTEST_TIMES:
            raise UnreadableVideoError
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
