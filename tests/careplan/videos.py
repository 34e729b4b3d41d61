"""Small videos as telephones write them."""

PLACE = b"+48.4284-123.3656/"
PICTURES, SOUND = b"moving pictures" * 20, b"la la la" * 10


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4) + kind + content


def table(kind: bytes, *numbers: int, count: int, before: bytes = b"") -> bytes:
    return box(kind, bytes(4) + before + count.to_bytes(4) + b"".join(number.to_bytes(4) for number in numbers))


def track(handler: bytes, *, at: int, size: int, name: bytes = b"", entry: bytes = b"") -> bytes:
    """Of one sample, `size` bytes from `at` on."""
    tables = [
        box(b"stsd", bytes(4) + (1).to_bytes(4) + (entry or box(b"mp4a", bytes(28)))),
        table(b"stsc", 1, 1, 1, count=1),
        table(b"stsz", size, count=1, before=bytes(4)),
        table(b"stco", at, count=1),
    ]
    header = box(b"hdlr", bytes(8) + handler + bytes(12) + name)
    media = box(b"mdia", box(b"mdhd", bytes(24)) + header + box(b"minf", box(b"stbl", b"".join(tables))))
    return box(b"trak", box(b"tkhd", bytes(84)) + media)


def a_video(
    *, seconds: int = 20, brand: bytes = b"qt  ", more: bytes = b"", within: bytes = b"", tracks: tuple[bytes, ...] = ()
) -> bytes:
    """With the place where it was taken, in a box of its own; `more` beside the others, `within` the movie.

    `tracks` are handlers of further tracks, whose one sample is the place.
    """
    header = (
        bytes(4) + (3_800_000_000).to_bytes(4) + bytes(4) + (600).to_bytes(4) + (600 * seconds).to_bytes(4) + bytes(80)
    )
    place = box(b"udta", box(b"\xa9xyz", PLACE)) + box(b"meta", b"com.apple.quicktime.location" + PLACE)
    camera = box(b"avc1", bytes(42) + b"\x10HERO9 Camera 1234".ljust(32, b"\0") + bytes(4))
    media = PICTURES + SOUND + PLACE * len(tracks)

    def movie(start: int) -> bytes:
        played = track(b"vide", at=start, size=len(PICTURES), name=b"Xiomara's phone", entry=camera)
        played += track(b"soun", at=start + len(PICTURES), size=len(SOUND))
        begins = start + len(PICTURES) + len(SOUND)
        others = b"".join(
            track(handler, at=begins + number * len(PLACE), size=len(PLACE)) for number, handler in enumerate(tracks)
        )
        return box(b"moov", box(b"mvhd", header) + played + others + place + within)

    first = box(b"ftyp", brand + bytes(4)) + more
    start = len(first) + len(movie(0)) + 8
    return first + movie(start) + box(b"mdat", media)
