"""What nobody means to send, for each kind of field, and for addresses."""

from uuid import UUID

DEEP = "[" * 10_000  # ten thousand letters, and JSON that no reader of it may follow down
LINE_BREAK = "a\r\nb"
NUL = "a\0b"
HALF = "\ud800 \u202e a\x1bb"  # half a character, a turned direction, a control character
EMOJI = "👩🏽‍🦽 ٣ <script>alert('1')</script> {{ 1 }} %s"
JSON = '{"id": [1e400], "response": {"userHandle": "\\ud800"}}'
NOWHERE = str(UUID(int=0))

TEXTS = [DEEP, LINE_BREAK, NUL, HALF, EMOJI]
HIDDEN = [DEEP, NUL, JSON, NOWHERE]
DAYS = ["0001-01-01", "9999-12-31", "1900-01-01", "2099-12-31", "2024-02-29", NUL]
MOMENTS = ["0001-01-01T00:00", "9999-12-31T23:59", "1900-01-01T00:00", "2099-12-31T23:59", "2024-02-29T02:30", NUL]
TIMES = ["24:00", "23:59:59.999999", NUL]
NUMBERS = ["-1", "1e400", "NaN", "9" * 30, "9" * 5_000, "٣", NUL]
IDS = [NOWHERE, NUL]
OF_A_QUERY = [DEEP, NUL, HALF, EMOJI, "9999-12-31", "0001-01-01", "-1", "9" * 30, NOWHERE]
OF_A_PATH = ["a\0b", DEEP[:2_000], "٣", EMOJI, "..", "%"]


def group_of(kind: str, value: str) -> str:
    """The kind of extremes that go into a field of this type, in which a form has put `value`."""
    if kind in {"date", "datetime-local", "time", "file"}:
        return kind
    if kind == "hidden" and not value:
        return "hidden"
    if is_id(value) or kind in {"select", "radio", "checkbox"}:
        return "id"
    return "number" if value.replace(".", "", 1).isdigit() else "text"


EXTREMES = {
    "text": TEXTS,
    "hidden": HIDDEN,
    "date": DAYS,
    "datetime-local": MOMENTS,
    "time": TIMES,
    "number": NUMBERS,
    "id": IDS,
    "file": [EMOJI],
}


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
