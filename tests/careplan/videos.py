"""Small videos as telephones write them."""

PLACE = b"+48.4284-123.3656/"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4) + kind + content


def a_video(*, seconds: int = 20, brand: bytes = b"qt  ") -> bytes:
    """With the place where it was taken, in a box of its own."""
    header = bytes(12) + (600).to_bytes(4) + (600 * seconds).to_bytes(4) + bytes(80)
    place = box(b"udta", box(b"\xa9xyz", PLACE)) + box(b"meta", b"com.apple.quicktime.location" + PLACE)
    movie = box(b"moov", box(b"mvhd", header) + box(b"trak", box(b"tkhd", bytes(84)) + place) + place)
    return box(b"ftyp", brand + bytes(4)) + movie + box(b"mdat", b"moving pictures" * 20)
