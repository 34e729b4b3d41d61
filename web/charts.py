"""Lines drawn by the server: numbers in, coordinates out. The template draws the SVG and the table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WIDTH, HEIGHT = 320, 120
LEFT, RIGHT, TOP, BOTTOM = 24, 8, 8, 20  # room for the labels


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    on: date
    value: float


@dataclass(frozen=True)
class GridLine:
    y: float
    label: str


@dataclass(frozen=True)
class LineChart:
    """What a template needs to draw one line: all in the SVG's own units."""

    width: int
    height: int
    dots: list[Dot]
    path: str  # the points of a polyline; "" for fewer than two
    grid: list[GridLine]
    left: int
    right: int
    baseline: int
    mark: float | None = None  # how high a figure worth telling lies

    @property
    def ends(self) -> list[tuple[Dot, float]]:
        """The first and the last dot, each with how high its figure stands: above it, or below where a line would cross."""
        ends = [self.dots[0], self.dots[-1]] if len(self.dots) > 1 else []
        levels = [line.y for line in self.grid] + ([] if self.mark is None else [self.mark])
        return [(dot, self._beside(dot.y, levels)) for dot in ends]

    def _beside(self, y: float, levels: list[float]) -> float:
        is_crossed = any(y - 18 < level < y - 5 for level in levels)
        has_room = y + 17 < self.baseline
        return y + 15 if y < TOP + 14 or (is_crossed and has_room) else y - 7


def line_chart(
    points: Sequence[tuple[date, float]], *, low: float, high: float, left: int = LEFT, mark: float | None = None
) -> LineChart:
    """A line over time on an axis from `low` to `high`, whole and never flipped (points in order of time).

    `left` is the room for the axis' labels, `mark` a figure to draw a line at.
    """
    right, baseline = WIDTH - RIGHT, HEIGHT - BOTTOM
    first = points[0][0] if points else date.min
    days = max((points[-1][0] - first) // timedelta(days=1), 1) if points else 1

    def across(on: date) -> float:
        return round(left + (right - left) * ((on - first) // timedelta(days=1)) / days, 1)

    def up(value: float) -> float:
        return round(baseline - (baseline - TOP) * (value - low) / (high - low), 1)

    dots = [Dot(across(on), up(value), on, value) for on, value in points]
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        dots=dots,
        path=" ".join(f"{dot.x},{dot.y}" for dot in dots) if len(dots) > 1 else "",
        grid=[GridLine(up(value), f"{value:g}") for value in (low, (low + high) / 2, high)],
        left=left,
        right=right,
        baseline=baseline,
        mark=None if mark is None else up(mark),
    )


SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 28, 3


@dataclass(frozen=True)
class Sparkline:
    """A small line without axes, for a row; the template writes its last figure beside it."""

    path: str  # the points of a polyline; "" for fewer than two
    points: list[tuple[date, int]]
    dots: list[tuple[float, float]] = field(default_factory=list)  # where each of them is
    x: float = 0  # of the last point
    y: float = 0
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT
    high: float = 0  # what its top stands for

    @property
    def first(self) -> int | None:
        return self.points[0][1] if self.points else None

    @property
    def last(self) -> int | None:
        return self.points[-1][1] if self.points else None


def sparkline(
    points: Sequence[tuple[date, int]], *, first: date, last: date, high: float, height: int = SPARK_HEIGHT
) -> Sparkline:
    """A line from the day `first` to `last` on a scale from 0 to `high`, never flipped (points in order of time)."""
    if not points:
        return Sparkline("", [])
    days = max((last - first).days, 1)
    inner_width, inner_height = SPARK_WIDTH - 2 * SPARK_EDGE, height - 2 * SPARK_EDGE
    dots = [
        (
            round(SPARK_EDGE + inner_width * (on - first).days / days, 1),
            round(SPARK_EDGE + inner_height * (high - value) / high, 1),
        )
        for on, value in points
    ]
    path = " ".join(f"{x},{y}" for x, y in dots) if len(dots) > 1 else ""
    return Sparkline(path, list(points), dots, *dots[-1], height=height, high=high)


BARS_WIDTH, BARS_HEIGHT = 320, 96


@dataclass(frozen=True)
class Bar:
    on: date
    value: int
    x: float
    y: float
    middle: float
    height: float


@dataclass(frozen=True)
class BarChart:
    """Bars side by side from 0, in order of time: all in the SVG's own units."""

    bars: list[Bar]
    bar_width: float
    width: int = BARS_WIDTH
    height: int = BARS_HEIGHT
    baseline: int = BARS_HEIGHT - BOTTOM


def bar_chart(points: Sequence[tuple[date, int]]) -> BarChart:
    """A bar a point; the highest leaves room for its figure above it."""
    room = BARS_WIDTH / max(len(points), 1)
    bar_width = round(min(room * 0.7, 36), 1)
    baseline, top = BARS_HEIGHT - BOTTOM, BOTTOM
    most = max((value for _on, value in points), default=0) or 1
    bars = []
    for number, (on, value) in enumerate(points):
        height = round((baseline - top) * value / most, 1)
        x = round(number * (BARS_WIDTH - bar_width) / max(len(points) - 1, 1), 1)
        bars.append(Bar(on, value, x, baseline - height, x + bar_width / 2, height))
    return BarChart(bars, bar_width)
