"""Lines drawn by the server: numbers in, coordinates out. The template draws the SVG and the table."""

from collections.abc import Sequence
from dataclasses import dataclass
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


def sparkline(points: Sequence[tuple[date, int]], *, first: date, last: date, high: float) -> Sparkline:
    """A line from the day `first` to `last` on a scale from 0 to `high`, never flipped (points in order of time)."""
    if not points:
        return Sparkline("", [])
    days = max((last - first).days, 1)
    inner_width, inner_height = SPARK_WIDTH - 2 * SPARK_EDGE, SPARK_HEIGHT - 2 * SPARK_EDGE
    dots = [
        (
            round(SPARK_EDGE + inner_width * (on - first).days / days, 1),
            round(SPARK_EDGE + inner_height * (high - value) / high, 1),
        )
        for on, value in points
    ]
    path = " ".join(f"{x},{y}" for x, y in dots) if len(dots) > 1 else ""
    return Sparkline(path, list(points), *dots[-1], high=high)
