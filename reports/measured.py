"""Measures as a report tells them: since the start and within its days, against target and smallest change."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.catalogue import Series, is_measured_by
from measures.progress import activities_of
from reports.progress import MeasureLine, RatedActivity
from sharing.record import SharedGoal, SharedReading
from web.numbers import number_words
from web.words import labelled

IN_WORDS = {"nprs", "psfs"}  # whose change is a sentence


def changes_in_words(lines: Iterable[Series], start: date) -> list[str]:
    """What changed of pain and function, a sentence each."""
    return [_in_words(line, start) for line in lines if line.measure.code in IN_WORDS and line.verdict is not None]


def _in_words(line: Series, start: date) -> str:
    words = _("%(measure)s: %(first)s to %(last)s since %(day)s (%(verdict)s).")
    within = line.since(start)
    if line.points[-1][0] < start:
        words = _("%(measure)s: %(first)s to %(last)s since %(day)s (%(verdict)s); not asked this period.")
    elif within and _is_part(within, line):
        words = _(
            "%(measure)s: %(first)s to %(last)s since %(day)s (%(verdict)s);"
            " this period %(before)s to %(last_within)s: likewise."
        )
        if within.verdict != line.verdict:
            words = _(
                "%(measure)s: %(first)s to %(last)s since %(day)s (%(verdict)s);"
                " this period %(before)s to %(last_within)s: %(verdict_within)s."
            )
    return words % {
        "measure": line.measure.name,
        "first": number_words(line.first),
        "before": number_words(within.first) if within else "",
        "last": number_words(line.last),
        "last_within": number_words(within.last) if within else "",
        "day": date_format(line.points[0][0]),
        "verdict": line.verdict_words,
        "verdict_within": within.verdict_words if within else "",
    }


def _is_part(within: Series, line: Series) -> bool:
    """Whether the report's days have a change of their own to tell."""
    return 1 < len(within.points) < len(line.points)


def measure_line(
    line: Series, *, start: date, goals: Iterable[SharedGoal], new: Iterable[tuple[str, str]]
) -> MeasureLine:
    """One measure, with the value that held when the days from `start` began, and where its change begins to count."""
    measure = line.measure
    smallest = measure.smallest_change(line.first)
    within = line.since(start)
    targets = [goal.target for goal in goals if goal.target is not None and is_measured_by(measure, goal.measure)]
    return MeasureLine(
        is_new=(measure.code, line.item) in new,
        name=str(measure.name),
        item=line.item,
        unit=str(measure.unit),
        better=str(measure.better_words),
        low=float(measure.low),
        high=float(measure.high),
        first=float(line.first),
        last=float(line.last),
        best=float(line.best),
        verdict=line.verdict_words,
        smallest_change="" if smallest is None else number_words(smallest),
        source=str(measure.source),
        points=[[on.isoformat(), float(value)] for on, value in line.points],
        before=float(within.first) if within and _is_part(within, line) else None,
        target=float(targets[0]) if targets else None,
        counts_from=_counts_from(line, smallest),
    )


def with_activities(line: MeasureLine, readings: Iterable[SharedReading]) -> MeasureLine:
    """The line of the functional scale with each activity that it was asked about."""
    rated = [
        RatedActivity(
            activity.name,
            first=float(activity.first),
            first_on=activity.first_on.isoformat(),
            last=float(activity.last),
            last_on=activity.last_on.isoformat(),
            is_rated_again=activity.is_rated_again,
            is_in_mean=activity.is_in_mean,
        )
        for activity in activities_of(readings)
        if activity.name
    ]
    return replace(line, activities=rated)


def sources_of(lines: Iterable[Series]) -> list[str]:
    """Where the measurement errors of these lines are from, a measure once, without what the source says besides."""
    told = {
        str(line.measure.name): str(line.measure.source).partition(": ")[0].rstrip()
        for line in lines
        if line.measure.source and line.verdict and line.measure.smallest_change(line.first) is not None
    }
    return [labelled(name, source) for name, source in told.items()]


def _counts_from(line: Series, smallest: Decimal | None) -> float | None:
    """The value from which on a change for the better is more than measurement error; None where it can't be drawn."""
    if smallest is None or not line.measure.better or line.measure.is_change:
        return None
    value = line.first - smallest if line.measure.better == "lower" else line.first + smallest
    return float(value) if line.measure.low <= value <= line.measure.high else None
