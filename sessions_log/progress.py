"""How one exercise went, time after time: what a chart draws and a table says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from careplan.models import Side
from clients.models import Client
from exercises.amounts import in_unit
from exercises.models import Exercise
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from web.charts import LineChart, line_chart
from web.zones import today_in

ROOM = 36  # for "17.5", in the chart's units
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # of an axis


@dataclass(frozen=True)
class Done:
    """An exercise that the client has done."""

    exercise_id: UUID
    name: str
    times: int  # sessions
    last: date  # where the client lives


@dataclass(frozen=True)
class SideChart:
    """One line: the best set of each day on one side."""

    side: Side
    chart: LineChart
    first: float
    best: float
    last: float


@dataclass(frozen=True)
class Time:
    """One time that it was done."""

    entry: ExerciseEntry
    sets: list[SetEntry]
    best: list[tuple[Side, float | None]]  # for each side that there is a chart of, in their order
    pain: int | None  # the worst of its sets


@dataclass(frozen=True)
class Progress:
    by_load: bool  # the heaviest set of each time; else the one with most repetitions, seconds or metres
    sides: list[SideChart]
    times: list[Time]  # in the order of the entries


def held_entries(client: Client) -> QuerySet[ExerciseEntry]:
    """The exercises of the client's held sessions with at least one set."""
    has_sets = Exists(SetEntry.objects.filter(entry=OuterRef("pk")))
    return ExerciseEntry.objects.filter(
        has_sets, session__client=client, session__state=TrainingSession.State.COMPLETED
    ).order_by()


def exercises_done(client: Client) -> list[Done]:
    """Every exercise that the client has done, the latest first (one query)."""
    rows = (
        held_entries(client)
        .values_list("exercise", "exercise__name")
        .annotate(times=Count("session", distinct=True), last=Max("session__started_at"))
        .order_by("-last", "exercise__name")
    )
    return [Done(key, name, times, today_in(client.time_zone, last)) for key, name, times, last in rows]


def progress_of(entries: Iterable[ExerciseEntry], exercise: Exercise, *, unit: str, time_zone: str) -> Progress:
    """What `entries`, all of this exercise, with session and sets at hand, show; loads in `unit` (no query).

    With any load it is about the load, else about the amount. Sides are told apart as soon as one was logged.
    """
    done = [(entry, list(entry.sets.all())) for entry in entries]
    all_sets = [one for _entry, sets in done for one in sets]
    by_load = any(one.load_kg for one in all_sets)
    sides = [side for side in Side if any(one.side == side for one in all_sets)]

    def best(sets: list[SetEntry], side: Side) -> float | None:
        values = [_value(one, by_load=by_load, unit=unit) for one in sets if one.side == side]
        return max((value for value in values if value is not None), default=None)

    charts = [
        chart
        for side in sides
        if (
            chart := _chart(
                side, [(today_in(time_zone, entry.session.started_at), best(sets, side)) for entry, sets in done]
            )
        )
        is not None
    ]
    times = [
        Time(
            entry,
            sets,
            [(chart.side, best(sets, chart.side)) for chart in charts],
            max((one.pain for one in sets if one.pain is not None), default=None),
        )
        for entry, sets in done
    ]
    return Progress(by_load, charts, times)


def _value(logged: SetEntry, *, by_load: bool, unit: str) -> float | None:
    if not by_load:
        return float(logged.amount)
    return None if logged.load_kg is None else float(in_unit(logged.load_kg, unit))


def _chart(side: Side, values: list[tuple[date, float | None]]) -> SideChart | None:
    best_of_day: dict[date, float] = {}
    for on, value in values:
        if value is not None:
            best_of_day[on] = max(value, best_of_day.get(on, value))
    points = sorted(best_of_day.items())
    if not points:
        return None
    low, high = axis([value for _on, value in points])
    figures = [value for _on, value in points]
    return SideChart(side, line_chart(points, low=low, high=high, left=ROOM), figures[0], max(figures), figures[-1])


def axis(values: list[float]) -> tuple[float, float]:
    """From where to where an axis goes: round numbers around the values, never below 0."""
    least, most = min(values), max(values)
    step = next((one for one in STEPS if one * 4 >= most - least), STEPS[-1])
    low, high = floor(least / step) * step, ceil(most / step) * step
    return (max(low - step, 0), high + step) if low == high else (low, high)
