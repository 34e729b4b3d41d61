"""How one exercise went, time after time: what a chart draws and a table says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from careplan.models import Side
from clients.models import Client
from exercises.amounts import in_unit, load_is_help
from exercises.models import Exercise
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from web.numbers import number_words
from web.time_chart import TimeChart, axis
from web.words import data_words
from web.zones import today_in


@dataclass(frozen=True)
class Done:
    """An exercise that the client has done."""

    exercise_id: UUID
    name: str
    times: int  # sessions
    last: date  # where the client lives


@dataclass(frozen=True)
class SideChart:
    """One line: the best set of each day on one side, by its load or by its amount."""

    side: Side
    by_load: bool
    in_what: str  # the unit of the load, or what the exercise is measured in
    is_help: bool  # the load takes weight off: the least is the best
    points: list[tuple[date, float]]

    @property
    def label(self) -> str:
        """ "Best, kg", "Left, kg"."""
        name = _("Best") if self.side == Side.BOTH else str(self.side.label).capitalize()
        return f"{name}, {self.in_what}"

    @property
    def best(self) -> float:
        values = [value for _on, value in self.points]
        return min(values) if self.is_help else max(values)

    @property
    def chart(self) -> TimeChart:
        low, high = axis(value for _on, value in self.points)
        words = {
            "count": len(self.points),
            "first": _words(self.points[0][1]),
            "best": _words(self.best),
            "last": _words(self.points[-1][1]),
            "in_what": self.in_what,
        }
        sentence = _("%(count)s days: first %(first)s, best %(best)s, last %(last)s %(in_what)s") % words
        if self.is_help:
            sentence = f"{sentence}; {_('less help is better')}"
        return TimeChart(self.points, low, high, self.label, sentence)


@dataclass(frozen=True)
class Time:
    """One time that it was done."""

    entry: ExerciseEntry
    sets: list[SetEntry]
    best: list[tuple[SideChart, float | None]]  # for each chart, in their order
    pain: int | None  # the worst of its sets


@dataclass(frozen=True)
class Progress:
    sides: list[SideChart]
    times: list[Time]  # in the order of the entries

    @property
    def by_load(self) -> bool:
        """Whether any line is of loads."""
        return any(side.by_load for side in self.sides)

    @property
    def by_amount(self) -> bool:
        return any(not side.by_load for side in self.sides)

    @property
    def is_help(self) -> bool:
        return any(side.is_help for side in self.sides)


def _words(value: float) -> str:
    return number_words(Decimal(str(value)))


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
        .values_list("exercise", "exercise__source_name")
        .annotate(times=Count("session", distinct=True), last=Max("session__started_at"))
        .order_by("-last", "exercise__source_name")
    )
    return [Done(key, data_words(name), times, today_in(client.time_zone, last)) for key, name, times, last in rows]


@dataclass(frozen=True)
class Exercised:
    """What is drawn of an exercise, and how."""

    exercise: Exercise
    unit: str
    time_zone: str

    def charts(self, done: Sequence[tuple[ExerciseEntry, list[SetEntry]]]) -> list[SideChart]:
        """By load where anything was loaded; by amount where nothing was, or on some day nothing was."""
        all_sets = [one for _entry, sets in done for one in sets]
        loaded_days = {self._day(entry) for entry, sets in done if any(one.load_kg for one in sets)}
        has_unloaded_day = any(self._day(entry) not in loaded_days for entry, _sets in done)
        ways = [by_load for by_load, is_drawn in ((True, loaded_days), (False, has_unloaded_day)) if is_drawn]
        return [
            chart
            for side in Side
            for by_load in ways
            if any(one.side == side for one in all_sets) and (chart := self._chart(side, done, by_load=by_load))
        ]

    def _chart(
        self, side: Side, done: Sequence[tuple[ExerciseEntry, list[SetEntry]]], *, by_load: bool
    ) -> SideChart | None:
        is_help = by_load and load_is_help(self.exercise.name)
        in_what = self.unit if by_load else str(self.exercise.get_measured_in_display())
        chart = SideChart(side, by_load, in_what, is_help, [])
        best_of_day: dict[date, float] = {}
        for entry, sets in done:
            value = self.best(sets, chart)
            if value is not None:
                day = self._day(entry)
                values = (value, best_of_day.get(day, value))
                best_of_day[day] = min(values) if is_help else max(values)
        chart.points.extend(sorted(best_of_day.items()))
        return chart if chart.points else None

    def best(self, sets: Iterable[SetEntry], chart: SideChart) -> float | None:
        """The best of these sets as `chart` has it; None where none is of its side, or has a load."""
        of_side = [one for one in sets if one.side == chart.side]
        if chart.by_load:
            values = [float(in_unit(one.load_kg, self.unit)) for one in of_side if one.load_kg is not None]
        else:
            values = [float(one.amount) for one in of_side]
        if not values:
            return None
        return min(values) if chart.is_help else max(values)

    def _day(self, entry: ExerciseEntry) -> date:
        return today_in(self.time_zone, entry.session.started_at)


def progress_of(entries: Iterable[ExerciseEntry], exercise: Exercise, *, unit: str, time_zone: str) -> Progress:
    """What `entries`, all of this exercise, with session and sets at hand, show; loads in `unit` (no query).

    Sides are told apart as soon as one was logged.
    """
    drawn = Exercised(exercise, unit, time_zone)
    done = [(entry, list(entry.sets.all())) for entry in entries]
    charts = drawn.charts(done)
    times = [
        Time(
            entry,
            sets,
            [(chart, drawn.best(sets, chart)) for chart in charts],
            max((one.pain for one in sets if one.pain is not None), default=None),
        )
        for entry, sets in done
    ]
    return Progress(charts, times)
