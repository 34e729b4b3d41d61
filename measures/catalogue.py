"""The measures that Carelane keeps, and what a change in one of them means.

The scales keep their own direction: pain falls and function rises as people improve. A change is
held against the smallest one that is both more than measurement error and worth something to
people; it is never called a cause, and a treatment is never said to work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext, gettext_lazy as _, override

from web.words import StrOrPromise


class Verdict(TextChoices):
    """What a change amounts to; the label is what people read."""

    IMPROVED = "improved", _("improved, more than measurement error")
    WITHIN = "within", _("within measurement error")
    WORSE = "worse", _("worse")
    # For measures where neither way is better, or without a known measurement error.
    HIGHER = "higher", _("higher")
    LOWER = "lower", _("lower")
    SAME = "same", _("unchanged")


@dataclass(frozen=True)
class Measure:
    """One measure: `low` to `high` in steps of `step`, and the smallest change that matters.

    `thresholds` are (baseline up to and including, smallest change), in order; empty where none is known.
    """

    code: str
    name: StrOrPromise
    low: Decimal
    high: Decimal
    step: Decimal
    better: Literal["lower", "higher", ""]
    thresholds: tuple[tuple[Decimal, Decimal], ...] = ()
    source: StrOrPromise = ""
    unit: StrOrPromise = ""
    low_words: StrOrPromise = ""  # what the lowest value means
    high_words: StrOrPromise = ""
    question: StrOrPromise = ""
    item_label: StrOrPromise = ""  # what a reading has to name besides its value: an activity, a side, a joint
    item_choices: tuple[tuple[str, StrOrPromise], ...] = ()
    is_change: bool = False  # the value is itself a change since the start: its baseline is 0
    is_typed: bool = True  # else it is worked out from others, or kept with a session
    mark: Decimal | None = None  # a figure worth reaching, and why
    mark_words: StrOrPromise = ""

    @property
    def better_words(self) -> StrOrPromise:
        """ "lower is better", "higher is better", or "" where neither way is."""
        words: dict[str, StrOrPromise] = {"lower": _("lower is better"), "higher": _("higher is better"), "": ""}
        return words[self.better]

    def smallest_change(self, baseline: Decimal) -> Decimal | None:
        """The smallest change that matters from this baseline, in the measure's unit; None where none is known."""
        return next((change for up_to, change in self.thresholds if baseline <= up_to), None)


SCORE = "score"  # of a questionnaire or test with a scale of its own (measures.models.NamedScore), named by the item
WEEKLY = "evs"  # days times minutes of the exercise vital sign


def _always(high: str, change: str) -> tuple[tuple[Decimal, Decimal], ...]:
    return ((Decimal(high), Decimal(change)),)


# Where sources give a range, the larger figure stands: better to miss a change than to claim one.
_ALL = [
    Measure(
        "nprs",
        _("Pain, numeric rating"),
        Decimal(0),
        Decimal(10),
        Decimal(1),
        "lower",
        # The larger of what matters to people by baseline (1, 2, 3) and of measurement error (1.77).
        ((Decimal(7), Decimal(2)), (Decimal(10), Decimal(3))),
        "Thieme a-1304-3677 (n = 1,232)",
        low_words=_("no pain"),
        high_words=_("worst pain imaginable"),
        question=_("How strong was your pain on average over the last 24 hours?"),
    ),
    Measure(
        "psfs",
        _("Patient-Specific Functional Scale"),
        Decimal(0),
        Decimal(10),
        Decimal(1),
        "higher",
        _always("10", "2"),
        _("JOSPT 2014;44:560 (n = 1,708): 1.3 small, 2.3 medium, 2.7 large on the mean"),
        low_words=_("can't do it at all"),
        high_words=_("as well as before"),
        question=_("How well can you do this activity today?"),
        item_label=_("Activity, in the client's words"),
    ),
    Measure(
        "groc",
        _("Change since the start"),
        Decimal(-7),
        Decimal(7),
        Decimal(1),
        "higher",
        _always("7", "3"),
        "Three steps of fifteen",
        low_words=_("a very great deal worse"),
        high_words=_("a very great deal better"),
        question=_("All in all, how are you now, compared with when you started here?"),
        is_change=True,
    ),
    Measure(
        "grip",
        _("Grip strength"),
        Decimal(0),
        Decimal(120),
        Decimal("0.1"),
        "higher",
        _always("120", "6.5"),
        "5 to 6.5 kg; the larger",
        unit=_("kg"),
        item_label=_("Side"),
        item_choices=(("left", _("left")), ("right", _("right"))),
    ),
    Measure(
        "sit-to-stand",
        _("30-second chair stand"),
        Decimal(0),
        Decimal(60),
        Decimal(1),
        "higher",
        _always("60", "2"),
        "Two repetitions",
        unit=_("repetitions"),
    ),
    Measure(
        "rom",
        _("Range of motion"),
        Decimal(0),
        Decimal(360),
        Decimal(1),
        "higher",
        _always("360", "10"),
        "5 to 10 degrees; the larger",
        unit=_("degrees"),
        item_label=_("Joint, movement and side"),
    ),
    Measure(
        "evs-days",
        _("Days a week with exercise"),
        Decimal(0),
        Decimal(7),
        Decimal(1),
        "higher",
        source="LOINC 89555-7",
        unit=_("days"),
        question=_("On how many days of the last week did you do moderate to strenuous exercise?"),
    ),
    Measure(
        "evs-minutes",
        _("Minutes of exercise on such a day"),
        Decimal(0),
        Decimal(600),
        Decimal(1),
        "higher",
        source="LOINC 68516-4",
        unit=_("minutes"),
        question=_("On those days, for how many minutes on average?"),
    ),
    Measure(
        WEEKLY,
        _("Exercise in a week"),
        Decimal(0),
        Decimal(4200),
        Decimal(1),
        "higher",
        unit=_("minutes"),
        is_typed=False,
        mark=Decimal(150),
        mark_words=_("150 minutes a week, as guidelines advise"),
    ),
    Measure("body-mass", _("Body mass"), Decimal(20), Decimal(400), Decimal("0.1"), "", unit=_("kg")),
    Measure(
        "effort",
        _("Effort in sessions"),
        Decimal(0),
        Decimal(10),
        Decimal(1),
        "",
        low_words=_("rest"),
        high_words=_("all I had"),
        is_typed=False,
    ),
]
MEASURES: dict[str, Measure] = {measure.code: measure for measure in _ALL}


def verdict(measure: Measure | str, baseline: Decimal | float, latest: Decimal | float) -> Verdict:
    """What the change from `baseline` to `latest` amounts to; `.label` is the words.

    Raises KeyError for a code that is no measure.
    """
    what = MEASURES[measure] if isinstance(measure, str) else measure
    start = Decimal(0) if what.is_change else Decimal(str(baseline))
    change = Decimal(str(latest)) - start
    smallest = what.smallest_change(start)
    if smallest is None or not what.better:
        return Verdict.SAME if not change else Verdict.HIGHER if change > 0 else Verdict.LOWER
    gain = change if what.better == "higher" else -change
    if gain >= smallest:
        return Verdict.IMPROVED
    return Verdict.WORSE if -gain >= smallest else Verdict.WITHIN


def is_measured_by(measure: Measure, words: str) -> bool:
    """Whether a goal that names its measure in these words means this one: by its code, or its name in any language."""
    wanted = " ".join(words.split()).casefold()
    return bool(wanted) and wanted in _names(measure)


def _names(measure: Measure) -> set[str]:
    names = {measure.code.casefold()} if measure.code in MEASURES else set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            names.add(str(measure.name).casefold())
    return names


class MeasuredValue(Protocol):
    """What a series needs of a reading (measures.models.Reading has it)."""

    @property
    def measure(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def taken_on(self) -> date: ...


@dataclass(frozen=True)
class Series:
    """One line over time: of one measure, or of one joint or side of it."""

    measure: Measure
    item: str
    points: Sequence[tuple[date, Decimal]]  # in order of time, one a day; never empty
    # Of a mean: by day, the parts that were rated on it. First and last day are compared over what both have.
    parts: Mapping[date, Mapping[str, Decimal]] = field(default_factory=dict)

    @property
    def first(self) -> Decimal:
        """The value that the last one is compared with."""
        return self._value(0)

    @property
    def last(self) -> Decimal:
        return self._value(-1)

    def _value(self, place: int) -> Decimal:
        on, value = self.points[place]
        both = self._in_both(self.points[0][0], self.points[-1][0])
        return _mean(self.parts[on][part] for part in both) if both else value

    def _in_both(self, day: date, other: date) -> set[str]:
        return set(self.parts.get(day, ())) & set(self.parts.get(other, ()))

    @property
    def rated_words(self) -> str:
        """ "2 of 3 activities rated"; "" where all of the first day were."""
        return self.rated_on(self.points[-1][0])

    def rated_on(self, day: date) -> str:
        """The same of another day."""
        start = self.points[0][0]
        number, total = len(self._in_both(start, day)), len(self.parts.get(start, ()))
        if number == total:
            return ""
        return gettext("%(number)d of %(total)d activities rated") % {"number": number, "total": total}

    @property
    def best(self) -> Decimal:
        """The best value so far; the last one where neither way is better."""
        values = [value for _day, value in self.points]
        return {"lower": min(values), "higher": max(values), "": values[-1]}[self.measure.better]

    def since(self, day: date) -> "Series | None":
        """The part from a day on, after the value that held when it began; None where nothing was measured since."""
        earlier = [point for point in self.points if point[0] < day]
        later = [point for point in self.points if point[0] >= day]
        if not later:
            return None
        last = later[-1][0]
        if self.parts:  # of a mean, the latest value before that has something in common with the last one
            earlier = [point for point in earlier if self._in_both(point[0], last)]
            later = later if earlier else [point for point in later if self._in_both(point[0], last)]
        return replace(self, points=[*earlier[-1:], *later])

    @property
    def verdict(self) -> Verdict | None:
        """None while there is nothing to compare: one point of a measure that has a baseline."""
        if len(self.points) < 2 and not self.measure.is_change:
            return None
        return verdict(self.measure, self.first, self.last)

    @property
    def verdict_words(self) -> str:
        """The verdict's words, with how much of a mean it rests on; "" without a verdict."""
        label = str(self.verdict.label) if self.verdict else ""
        return ", ".join(filter(None, [label, label and self.rated_words]))


def series(readings: Iterable[MeasuredValue], own: Iterable[Measure] = ()) -> list[Series]:
    """The readings as lines, in the order of MEASURES, then those of `own` scales; unknown measures are left out.

    The last reading of a day stands for the day. The functional scale is one line: the mean of those of the
    activities named on the first day that were rated on the day. Nothing is carried over from another day.
    """
    scales = {str(measure.name).casefold(): measure for measure in own}
    by_line: dict[tuple[str, str], dict[date, Decimal]] = {}
    function: dict[date, dict[str, Decimal]] = {}
    for reading in sorted(readings, key=lambda reading: reading.taken_on):
        if reading.measure == "psfs":
            function.setdefault(reading.taken_on, {})[reading.item.casefold()] = reading.value
        elif reading.measure in MEASURES or (reading.measure == SCORE and reading.item.casefold() in scales):
            by_line.setdefault((reading.measure, reading.item), {})[reading.taken_on] = reading.value
    lines = [
        Series(scales[item.casefold()] if code == SCORE else MEASURES[code], item, list(days.items()))
        for (code, item), days in by_line.items()
    ]
    if weekly := _weekly(by_line):
        lines.append(Series(MEASURES[WEEKLY], "", weekly))
    if function:
        lines.append(_function(function))
    order = [*MEASURES, SCORE]
    return sorted(lines, key=lambda line: (order.index(line.measure.code), line.item))


def _weekly(by_line: dict[tuple[str, str], dict[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """Minutes a week, of the days on which both parts of the exercise vital sign were told."""
    days, minutes = by_line.get(("evs-days", ""), {}), by_line.get(("evs-minutes", ""), {})
    return [(on, days[on] * minutes[on]) for on in days if on in minutes]


def _function(scores: dict[date, dict[str, Decimal]]) -> Series:
    named = next(iter(scores.values()))
    parts = {
        day: known
        for day, activities in scores.items()
        if (known := {activity: value for activity, value in activities.items() if activity in named})
    }
    return Series(MEASURES["psfs"], "", [(day, _mean(known.values())) for day, known in parts.items()], parts)


def _mean(values: Iterable[Decimal]) -> Decimal:
    given = list(values)
    return round(sum(given, Decimal(0)) / len(given), 1)
