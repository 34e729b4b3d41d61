"""How one client's measures went: a line each with its baseline, its latest value and what the change amounts to.

Of a line with many readings some are drawn, evenly over its whole time: the first and the last are always among them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Mod, RowNumber
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clients.models import Client
from measures.catalogue import SCORE, Measure, MeasuredValue, Series, series
from measures.items import item_words
from measures.models import NamedScore, Reading
from web.dates import day_words
from web.numbers import number_words, with_unit
from web.time_chart import Mark, TimeChart, ends_of
from web.words import labelled

DRAWN = 40  # points of a line, about
LONGEST_GAP = timedelta(weeks=13)


class ReadingRow(NamedTuple):
    """What a line needs of a reading."""

    measure: str
    item: str
    value: Decimal
    taken_on: date
    number: int  # readings of its line


@dataclass(frozen=True)
class Line:
    """One measure, or one side, joint or activity of it, over time."""

    series: Series
    number: int  # readings, of which `series.points` are drawn; days of the functional scale
    target: Decimal | None = None

    @property
    def measure(self) -> Measure:
        return self.series.measure

    @property
    def name(self) -> str:
        """ "Grip strength, left"."""
        return ", ".join(filter(None, [str(self.measure.name), item_words(self.measure, self.series.item)]))

    @property
    def baseline(self) -> Decimal:
        return Decimal(0) if self.measure.is_change else self.series.first

    @property
    def first_on(self) -> date:
        return self.series.points[0][0]

    @property
    def last_on(self) -> date:
        return self.series.points[-1][0]

    @property
    def is_change_known(self) -> bool:
        return self.series.verdict is not None

    @property
    def smallest_change(self) -> Decimal | None:
        return self.measure.smallest_change(self.baseline)

    @property
    def threshold(self) -> Decimal | None:
        """The value from which on the change since the baseline matters, in the direction that is better."""
        change = self.smallest_change
        if change is None or not self.measure.better:
            return None
        return self.baseline + (change if self.measure.better == "higher" else -change)

    @property
    def sentence(self) -> str:
        """ "From 6 on 3 March to 3 on 20 November 2026: improved, more than measurement error; lower is better"."""
        values = {
            "first": _in_unit(self.measure, self.series.first),
            "first_on": day_words(self.first_on),
            "last": _in_unit(self.measure, self.series.last),
            "last_on": day_words(self.last_on),
        }
        if not self.series.verdict:
            words = _("%(last)s on %(last_on)s: one reading, nothing to compare yet") % values
        elif len(self.series.points) < 2:
            words = labelled(_("%(last)s on %(last_on)s") % values, self.series.verdict.label)
        else:
            words = _("From %(first)s on %(first_on)s to %(last)s on %(last_on)s") % values
            words = labelled(words, self.series.verdict_words)
        return f"{words}; {self.measure.better_words}" if self.measure.better_words else words

    @cached_property
    def marks(self) -> list[Mark]:
        """Target, a figure worth reaching, and the smallest change that matters."""
        marks = []
        if self.target is not None:
            words = _("target %(value)s") % {"value": number_words(self.target)}
            marks.append(Mark(float(self.target), words, "target"))
        if self.measure.mark is not None:
            marks.append(Mark(float(self.measure.mark), str(self.measure.mark_words), "target"))
        if self.threshold is not None:
            words = _("change that matters: %(value)s") % {"value": number_words(self.threshold)}
            marks.append(Mark(float(self.threshold), words, "change"))
        return marks

    @property
    def chart(self) -> TimeChart:
        values = [float(value) for _on, value in self.series.points]
        low, high = ends_of(
            float(self.measure.low), float(self.measure.high), [*values, *(mark.value for mark in self.marks)]
        )
        points = [(on, float(value)) for on, value in self.series.points]
        return TimeChart(points, low, high, self.name, self.sentence, self.marks, LONGEST_GAP)

    @property
    def latest_first(self) -> list[tuple[date, Decimal, str]]:
        """Day, value, and of how many activities the mean is, where some were not rated."""
        return [(on, value, self.series.rated_on(on)) for on, value in reversed(self.series.points)]

    @property
    def is_thinned(self) -> bool:
        return self.number > len(self.series.points)


def _in_unit(measure: Measure, value: Decimal) -> str:
    return with_unit(value, measure.unit)


def own_scales(client: Client) -> list[Measure]:
    """The client's own scales, as measures (one query)."""
    return [scale.as_measure() for scale in NamedScore.objects.filter(client=client)]


def rows_to_draw(client: Client, measure: Measure | None = None) -> list[ReadingRow]:
    """About DRAWN readings of each line, or of each of one measure, the first and the last among them (one query).

    The functional scale comes whole: a day of it is drawn with each activity that was rated on it, or not at all.
    """
    line: dict[str, Any] = {"partition_by": ["measure", "item"]}
    of_measure = {"measure": measure.code} if measure else {}
    if measure and measure.code == SCORE:
        of_measure["item__iexact"] = str(measure.name)
    rows = (
        Reading.objects.current()
        .filter(client=client, **of_measure)
        .annotate(
            place=Window(RowNumber(), order_by=["taken_on", "created_at"], **line),
            number=Window(Count("pk"), **line),
            step=Window(Count("pk"), **line) / DRAWN + 1,
        )
        .annotate(rest=Mod(F("place"), F("step")))
        .filter(Q(place=1) | Q(place=F("number")) | Q(rest=0) | Q(measure="psfs"))
        .order_by("taken_on", "created_at")
    )
    return [ReadingRow(*row) for row in rows.values_list("measure", "item", "value", "taken_on", "number")]


def lines_of(rows: Iterable[ReadingRow], own: Sequence[Measure] = ()) -> list[Line]:
    """Rows as lines, in the order of the catalogue (no query)."""
    given = list(rows)
    numbers = {(row.measure, row.item): row.number for row in given if row.measure != "psfs"}
    days = sorted({row.taken_on for row in given if row.measure == "psfs"})
    numbers["psfs", ""] = len(days)
    drawn = {*days[:: len(days) // DRAWN + 1], *days[-1:]}
    shown = series((row for row in given if row.measure != "psfs" or row.taken_on in drawn), own)
    return [Line(line, numbers.get((line.measure.code, line.item), len(line.points))) for line in shown]


# --- each activity of the functional scale ------------------------------------------------


@dataclass(frozen=True)
class Activity:
    """One activity of the functional scale: its own first rating, and its latest beside it."""

    name: str
    points: Sequence[tuple[date, Decimal]]  # in order of time, one a day; never empty
    is_in_mean: bool  # named on the first day: the mean is of these

    @property
    def first(self) -> Decimal:
        return self.points[0][1]

    @property
    def first_on(self) -> date:
        return self.points[0][0]

    @property
    def last(self) -> Decimal:
        return self.points[-1][1]

    @property
    def last_on(self) -> date:
        return self.points[-1][0]

    @property
    def is_rated_again(self) -> bool:
        return len(self.points) > 1

    @property
    def change(self) -> str:
        """ "+3": higher is better."""
        change = self.last - self.first
        return f"+{number_words(change)}" if change > 0 else number_words(change).replace("-", "−")


def activities_of(rows: Iterable[MeasuredValue]) -> list[Activity]:
    """Each activity of the functional scale, in the order in which they were named; the last rating of a day stands."""
    ratings: dict[str, dict[date, Decimal]] = {}
    names: dict[str, str] = {}
    for row in rows:
        if row.measure == "psfs":
            key = row.item.casefold()
            names.setdefault(key, row.item)
            ratings.setdefault(key, {})[row.taken_on] = row.value
    first_day = min((day for days in ratings.values() for day in days), default=None)
    return [Activity(names[key], sorted(days.items()), first_day in days) for key, days in ratings.items()]
