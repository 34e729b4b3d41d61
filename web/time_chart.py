"""A line over time as an SVG with title, description and dates on its axis, readable without colour.

Numbers in, markup out: a template takes ten times as long for what comes by the hundred. The table that says the same
is the page's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import count, pairwise
from math import ceil, floor

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from web.dates import day_words
from web.numbers import number_words
from web.words import StrOrPromise

WIDTH, HEIGHT = 360, 200
LEFT, RIGHT, TOP, BOTTOM = 38, 34, 16, 26  # room for the labels
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # of an axis
LETTER = 5.5  # how wide one is, about
ROOM = 9  # that words need above and below their middle
WHOLE_UP_TO = 20  # a scale of no more is drawn whole
_numbers = count()


@dataclass(frozen=True)
class Mark:
    """A level across the chart: `kind` is "target" (long dashes) or "change" (dots)."""

    value: float
    words: str
    kind: str


@dataclass(frozen=True)
class TimeChart:
    """What is drawn: points in order of time, one a day, on an axis from `low` to `high`, never flipped."""

    points: Sequence[tuple[date, float]]
    low: float
    high: float
    title: StrOrPromise
    description: str = ""
    marks: Sequence[Mark] = ()
    longest_gap: timedelta | None = None  # the line breaks where nothing was read for longer

    def svg(self) -> SafeString:
        """The whole picture; "" without points."""
        if not self.points:
            return mark_safe("")
        name = f"chart-{next(_numbers)}"
        parts = [
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMinYMid" role="img" aria-labelledby="{name}-t {name}-d">',
            f'<title id="{name}-t">{escape(self.title)}</title><desc id="{name}-d">{escape(self.description)}</desc>',
            *self._grid(),
            *self._dates(),
            *self._marks(),
            *(f'<polyline class="chart-line" fill="none" points="{path}"/>' for path in self._paths()),
            *(f'<circle class="chart-dot" cx="{x}" cy="{y}" r="3"/>' for x, y in map(self._place, self.points)),
            self._last(),
            "</svg>",
        ]
        return mark_safe("".join(parts))  # noqa: S308 -- words are escaped, the rest is numbers

    def _across(self, on: date) -> float:
        first, last = self.points[0][0], self.points[-1][0]
        days = (last - first).days
        share = (on - first).days / days if days else 0.5
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    def _up(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)

    def _place(self, point: tuple[date, float]) -> tuple[float, float]:
        return self._across(point[0]), self._up(point[1])

    def _grid(self) -> Iterator[str]:
        for value in (self.low, (self.low + self.high) / 2, self.high):
            y = self._up(value)
            yield f'<line class="chart-grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
            yield _text(LEFT - 5, y + 3.5, number_words(Decimal(str(value))), "end")

    def _dates(self) -> Iterator[str]:
        first, last = self.points[0][0], self.points[-1][0]
        below = HEIGHT - 8
        if first == last:
            yield _text(self._across(first), below, _day(first), "middle")
            return
        yield _text(LEFT, below, _day(first), "start")
        yield _text(WIDTH - RIGHT, below, _day(last), "end")
        if last - first > timedelta(days=60):
            middle = first + (last - first) / 2
            x = self._across(middle)
            yield f'<line class="chart-grid" x1="{x}" y1="{HEIGHT - BOTTOM}" x2="{x}" y2="{HEIGHT - BOTTOM + 4}"/>'
            yield _text(x, below, day_words(middle, "j M"), "middle")

    def _marks(self) -> Iterator[str]:
        for mark in self.marks:
            y = self._up(min(max(mark.value, self.low), self.high))
            yield f'<line class="chart-mark chart-{mark.kind}" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
            yield self._words_at(mark, y)

    def _words_at(self, mark: Mark, y: float) -> str:
        """The words of a level beside it: where its kind has them, else where the line leaves most room."""
        length = LETTER * len(mark.words)
        starts = [(LEFT + 4, "start", LEFT + 4), (WIDTH - RIGHT - 4, "end", WIDTH - RIGHT - 4 - length)]
        if mark.kind != "target":
            starts.reverse()
        places = [(x, y + down, anchor, first) for down in (-4, 12) for x, anchor, first in starts]
        room = {place: self._room(place[3], place[3] + length, place[1] - 4) for place in places}
        x, below, anchor, _first = next((one for one in places if room[one] > ROOM), max(places, key=room.__getitem__))
        return _text(x, below, mark.words, anchor)

    def _room(self, first: float, last: float, y: float) -> float:
        """How far the line stays from a height, between two places across."""
        corners = [self._place(point) for point in self.points]
        near = [abs(up - y) for across, up in corners if first <= across <= last]
        for (x1, y1), (x2, y2) in pairwise(corners):
            steps = (first + (last - first) * part / 8 for part in range(9))
            near += [abs(y1 + (y2 - y1) * (x - x1) / (x2 - x1) - y) for x in steps if x1 < x < x2]
        return min(near, default=HEIGHT)

    def _paths(self) -> list[str]:
        runs: list[list[tuple[date, float]]] = []
        for point in self.points:
            if runs and (self.longest_gap is None or point[0] - runs[-1][-1][0] <= self.longest_gap):
                runs[-1].append(point)
            else:
                runs.append([point])
        return [" ".join("{},{}".format(*self._place(point)) for point in run) for run in runs if len(run) > 1]

    def _last(self) -> str:
        x, y = self._place(self.points[-1])
        words = escape(number_words(Decimal(str(self.points[-1][1]))))
        return f'<text class="chart-label chart-figure" x="{x + 6}" y="{y + 4}">{words}</text>'


_day = partial(day_words, style="j M Y")


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text class="chart-label" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def axis(values: Iterable[float]) -> tuple[float, float]:
    """From where to where an axis goes: round numbers around the values, never below 0 unless a value is."""
    shown = list(values)
    least, most = min(shown), max(shown)
    step = next((one for one in STEPS if one * 4 >= most - least), STEPS[-1])
    low, high = floor(least / step) * step, ceil(most / step) * step
    return (max(low - step, 0) if low >= 0 else low - step, high + step) if low == high else (low, high)


def ends_of(low: float, high: float, values: Iterable[float]) -> tuple[float, float]:
    """The axis of a scale from `low` to `high`: whole where it is short, else round numbers around the values."""
    return (low, high) if high - low <= WHOLE_UP_TO else axis(values)
