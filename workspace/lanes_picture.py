"""The lanes picture: who asked for what and when, as coordinates. Plain values in; the template draws.

One lane for each person, twelve weeks back and four ahead. All lengths are in the picture's own units: a day is
DAY wide, and a lane is a whole number of UNITs high, so that the names beside it can be set in rows of the same
height (`data-units` in lanes.css).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from web.words import labelled

DAYS_BACK, DAYS_AHEAD = 84, 28
DAY = 7
UNIT = 32
HEAD = 28  # room for the dates
WIDTH = (DAYS_BACK + DAYS_AHEAD + 1) * DAY
MOST_TRACKS = 4  # of bars in one lane; what finds no room is counted, and stands in the table
LEAST_BAR = 26  # room for the sign alone
CHARACTER = 8.2  # about how wide one is
REPEATED_AFTER = 16 * DAY  # a bar that begins longer before says its words once more, beside today
BEFORE_TODAY = 14 * DAY
PAIN_UNITS = 2
MOST_PAIN = 10

URGENT_FIRST = ["dont", "caution", "do"]
SIGNS = {"do": "✓", "dont": "✕", "caution": "!"}
CELL_HEIGHTS = {"done": 16, "partly": 8, "skipped": 16, "no-answer": 3}


@dataclass(frozen=True)
class Asked:
    """A do, don't or caution, from the first to the last day on which it holds (None: until further notice)."""

    kind: str  # do / dont / caution
    word: str  # the kind in words
    text: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Person:
    """Somebody of the care team: what they asked for, and when the client saw them."""

    name: str
    mark: str
    lane: int
    guidance: Sequence[Asked] = ()
    visits: Sequence[tuple[date, str]] = ()  # (day, state of careplan.models.Visit)


@dataclass(frozen=True)
class Label:
    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    kind: str
    title: str
    labels: list[Label]


@dataclass(frozen=True)
class Mark:
    """A visit or a session, by its middle."""

    x: float
    y: float
    state: str  # booked / attended / missed / cancelled / held
    on: date


@dataclass(frozen=True)
class Cell:
    """One day of homework; its height tells the answer without colour."""

    x: float
    y: float
    height: int
    state: str  # done / partly / skipped / no-answer
    on: date


@dataclass(frozen=True)
class Lane:
    name: str
    mark: str
    lane: int
    y: float
    units: int
    bars: list[Bar]
    marks: list[Mark]
    left_out: int = 0  # bars for which there is no room

    @property
    def height(self) -> int:
        return self.units * UNIT


@dataclass(frozen=True)
class PainLine:
    """The highest pain of each day, 0 at the bottom and 10 at the top."""

    path: str  # the points of a polyline; "" for fewer than two
    dots: list[tuple[float, float, date, int]]  # x, y, day, 0-10
    top: float
    middle: float
    bottom: float


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    today_x: float
    weeks: list[tuple[float, date, bool]]  # where each Monday stands, and whether its date is written there
    lanes: list[Lane]
    trainer: Lane
    client_y: float
    client_units: int
    homework: list[Cell]
    pain: PainLine
    first: date
    last: date

    @property
    def client_height(self) -> int:
        return self.client_units * UNIT


def first_day(today: date) -> date:
    return today - timedelta(days=DAYS_BACK)


def last_day(today: date) -> date:
    return today + timedelta(days=DAYS_AHEAD)


def draw(
    people: Iterable[Person],
    *,
    trainer: str,
    sessions: Iterable[date],
    homework: Mapping[date, str],
    pain: Mapping[date, int],
    today: date,
) -> Picture:
    """The picture of sixteen weeks around `today`; what lies outside of them is left out.

    `homework` is what each day came to (done / partly / skipped / no-answer), `pain` the highest of each day, 0 to 10.
    """
    first, last = first_day(today), last_day(today)
    y: float = HEAD
    lanes = []
    for person in people:
        lane = _lane_of(person, y, today)
        lanes.append(lane)
        y += lane.height
    marks = [_mark(on, "completed", y, today) for on in sorted(sessions) if first <= on <= last]
    trainers = Lane(trainer, "TR", 1, y, 1, [], marks)
    y += trainers.height
    return Picture(
        width=WIDTH,
        height=round(y + (1 + PAIN_UNITS) * UNIT),
        today_x=_middle(today, today),
        weeks=_weeks(first, last, today),
        lanes=lanes,
        trainer=trainers,
        client_y=y,
        client_units=1 + PAIN_UNITS,
        homework=[_cell(on, homework[on], y, today) for on in sorted(homework) if first <= on <= last],
        pain=_pain_line({on: value for on, value in pain.items() if first <= on <= last}, y + UNIT, today),
        first=first,
        last=last,
    )


def _left(on: date, today: date) -> float:
    """Where a day begins."""
    return (on - first_day(today)).days * DAY


def _middle(on: date, today: date) -> float:
    return _left(on, today) + DAY / 2


def _weeks(first: date, last: date, today: date) -> list[tuple[float, date, bool]]:
    """The date of every other Monday, where the word "today" leaves room."""
    monday = first + timedelta(days=-first.weekday() % 7)
    mondays = [monday + timedelta(weeks=number) for number in range((last - monday).days // 7 + 1)]
    return [
        (_left(on, today), on, number % 2 == 0 and not timedelta(days=-8) < on - today < timedelta(days=9))
        for number, on in enumerate(mondays)
    ]


def _lane_of(person: Person, y: float, today: date) -> Lane:
    """Visits on a track of their own, above the bars."""
    first, last = first_day(today), last_day(today)
    visits = [_mark(on, state, y, today) for on, state in person.visits if first <= on <= last]
    under = 1 if visits else 0
    shown = [one for one in person.guidance if one.starts_on <= last and (one.ends_on is None or one.ends_on >= first)]
    bars, tracks = _bars(shown, y + under * UNIT, today)
    return Lane(
        person.name, person.mark, person.lane, y, max(1, under + tracks), bars, visits, left_out=len(shown) - len(bars)
    )


def _bars(requests: Iterable[Asked], y: float, today: date) -> tuple[list[Bar], int]:
    """Each on the first track that is free there, the most urgent first; and how many tracks that takes."""
    taken: list[list[tuple[float, float]]] = []
    bars = []
    for request in sorted(requests, key=lambda request: (URGENT_FIRST.index(request.kind), request.starts_on)):
        x, end = _extent(request, today)
        room = (x, max(end, x + LEAST_BAR))
        track = next((n for n, spans in enumerate(taken) if _is_free(room, spans)), len(taken))
        if track == MOST_TRACKS:
            continue
        if track == len(taken):
            taken.append([])
        taken[track].append(room)
        title = labelled(f"{SIGNS[request.kind]} {request.word}", request.text)
        bars.append(Bar(x, y + track * UNIT, end - x, request.kind, title, _labels(request, *room, today)))
    return bars, len(taken)


def _extent(request: Asked, today: date) -> tuple[float, float]:
    """From where to where it is drawn, within the picture."""
    end = min(request.ends_on or last_day(today), last_day(today))
    return max(0.0, _left(request.starts_on, today)), _left(end, today) + DAY


def _is_free(room: tuple[float, float], spans: Iterable[tuple[float, float]]) -> bool:
    return all(room[1] <= start or end <= room[0] for start, end in spans)


def _labels(request: Asked, x: float, end: float, today: date) -> list[Label]:
    """Sign and word at the bar's beginning, and once more beside today on a bar that began long before.

    On a phone the beginning of a long bar lies out of sight.
    """
    again = _left(today, today) - BEFORE_TODAY
    starts = [x, again] if again - x > REPEATED_AFTER and end > again else [x]
    ends = [*starts[1:], end]
    return [
        Label(start + 8, until - start - 10, words)
        for start, until in zip(starts, ends, strict=True)
        if (words := _words(request, until - start - 14))
    ]


def _words(request: Asked, width: float) -> str:
    """As much as fits: sign, word and text; sign and word; the sign alone."""
    sign = SIGNS[request.kind]
    short = f"{sign} {request.word}"
    whole = labelled(short, request.text)
    room = int(width / CHARACTER)
    if len(whole) <= room:
        return whole
    if room >= len(short) + 8:
        return whole[: room - 1].rstrip() + "…"
    return short if len(short) <= room else sign


def _mark(on: date, state: str, y: float, today: date) -> Mark:
    return Mark(_middle(on, today), y + UNIT / 2, state, on)


def _cell(on: date, state: str, y: float, today: date) -> Cell:
    """It stands on the strip's ground line."""
    height = CELL_HEIGHTS[state]
    return Cell(_left(on, today) + 0.5, y + UNIT - 6 - height, height, state, on)


def _pain_line(pain: Mapping[date, int], y: float, today: date) -> PainLine:
    top, bottom = y + 8, y + PAIN_UNITS * UNIT - 10
    dots = [
        (_middle(on, today), round(bottom - (bottom - top) * pain[on] / MOST_PAIN, 1), on, pain[on])
        for on in sorted(pain)
    ]
    path = " ".join(f"{x},{height}" for x, height, _on, _value in dots) if len(dots) > 1 else ""
    return PainLine(path, dots, top, (top + bottom) / 2, bottom)
