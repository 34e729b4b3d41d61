from datetime import date
from decimal import Decimal

import pytest

from measures.catalogue import MEASURES, Verdict, series, verdict
from tests.factories.sessions_log import ReadingFactory


@pytest.mark.parametrize(
    ("baseline", "latest", "expected"),
    [
        (1, 0, "within"),  # one point is less than measurement error, whatever matters to people
        (1, 2, "within"),
        (1, 3, "worse"),
        (4, 3, "within"),
        (4, 2, "improved"),
        (4, 6, "worse"),
        (5, 4, "within"),
        (5, 3, "improved"),
        (7, 5, "improved"),
        (7, 6, "within"),
        (8, 6, "within"),
        (8, 5, "improved"),
        (8, 10, "within"),
        (10, 8, "within"),
        (10, 7, "improved"),
        (10, 10, "within"),
    ],
)
def test_pain_is_judged_by_its_baseline(baseline, latest, expected):
    assert verdict("nprs", baseline, latest) == expected


@pytest.mark.parametrize(
    ("code", "baseline", "latest", "expected"),
    [
        ("psfs", Decimal("3.7"), Decimal("5.7"), "improved"),
        ("psfs", Decimal("3.7"), Decimal("5.6"), "within"),
        ("psfs", Decimal("5.7"), Decimal("3.7"), "worse"),
        ("groc", 5, 3, "improved"),  # itself a change since the start: the first answer is no baseline
        ("groc", 0, 2, "within"),
        ("groc", 0, -3, "worse"),
        ("grip", Decimal("30.0"), Decimal("36.4"), "within"),
        ("grip", Decimal("30.0"), Decimal("36.5"), "improved"),
        ("sit-to-stand", 11, 13, "improved"),
        ("body-mass", Decimal("82.5"), Decimal("80.0"), "lower"),
        ("body-mass", Decimal("82.5"), Decimal("82.5"), "same"),
        ("evs-days", 2, 5, "higher"),
    ],
)
def test_each_measure_has_its_own_smallest_change(code, baseline, latest, expected):
    assert verdict(code, baseline, latest) == expected


def test_a_verdict_says_it_in_words():
    assert str(verdict("nprs", 6, 3).label) == "improved, more than measurement error"
    assert str(verdict("nprs", 6, 5).label) == "within measurement error"
    assert str(verdict("nprs", 3, 6).label) == "worse"


def test_every_measure_with_a_direction_and_an_error_covers_its_whole_range():
    for measure in MEASURES.values():
        if measure.thresholds:
            assert measure.better
            assert measure.smallest_change(measure.high) is not None
            assert measure.smallest_change(measure.low) is not None


def reading(measure, value, day, item=""):
    return ReadingFactory.build(
        measure=measure, value=Decimal(value), taken_on=date(2026, 11, day), item=item, client=None
    )


def test_the_last_reading_of_a_day_stands_for_it():
    [line] = series([reading("nprs", 6, 2), reading("nprs", 5, 2), reading("nprs", 2, 9)])
    assert line.points == [(date(2026, 11, 2), Decimal(5)), (date(2026, 11, 9), Decimal(2))]
    assert (line.first, line.last, line.best, line.verdict) == (5, 2, 2, Verdict.IMPROVED)


def test_one_reading_is_no_change():
    [line] = series([reading("nprs", 6, 2)])
    assert line.verdict is None


def test_left_and_right_are_two_lines():
    lines = series([reading("grip", 30, 2, "right"), reading("grip", 28, 2, "left")])
    assert [(line.item, line.last) for line in lines] == [("left", 28), ("right", 30)]


def test_function_is_the_mean_of_what_was_rated_on_the_day_of_the_activities_named_first():
    [line] = series(
        [
            reading("psfs", 3, 2, "Stairs"),
            reading("psfs", 1, 2, "Running"),
            reading("psfs", 5, 2, "Sitting"),
            reading("psfs", 8, 9, "stairs"),  # asked alone: nothing of the others is carried over
            reading("psfs", 9, 9, "Swimming"),  # named later: no part of the comparison
            reading("psfs", 6, 16, "Stairs"),
            reading("psfs", 7, 16, "Sitting"),
            reading("psfs", 10, 23, "Swimming"),
        ]
    )
    assert [(on.day, value) for on, value in line.points] == [(2, 3), (9, 8), (16, Decimal("6.5"))]
    assert (line.first, line.last) == (4, Decimal("6.5")), "compared over what both days have"
    assert line.verdict == Verdict.IMPROVED
    assert line.verdict_words == "improved, more than measurement error, 2 of 3 activities rated"


def test_a_mean_of_less_is_no_change_by_itself():
    [line] = series(
        [reading("psfs", 2, 2, "Stairs"), reading("psfs", 8, 2, "Sitting"), reading("psfs", 8, 9, "Sitting")]
    )
    assert (line.points[-1][1], line.first, line.last, line.verdict) == (8, 8, 8, Verdict.WITHIN)


def test_the_days_of_a_report_begin_with_a_day_that_rated_the_same():
    [line] = series(
        [
            reading("psfs", 2, 2, "Stairs"),
            reading("psfs", 4, 2, "Sitting"),
            reading("psfs", 9, 9, "Sitting"),
            reading("psfs", 5, 16, "Stairs"),
        ]
    )
    within = line.since(date(2026, 11, 16))
    assert within is not None
    assert [on.day for on, _value in within.points] == [2, 16]
    assert (within.first, within.last) == (2, 5)
    longer = line.since(date(2026, 11, 9))
    assert longer is not None
    assert [on.day for on, _value in longer.points] == [2, 9, 16]
    newly = series(
        [reading("psfs", 9, 9, "Sitting"), reading("psfs", 4, 9, "Stairs"), reading("psfs", 5, 16, "Stairs")]
    )
    assert newly[0].since(date(2026, 11, 1)) == newly[0]


def test_a_measure_that_is_not_kept_is_left_out():
    assert series([reading("charm", 6, 2)]) == []
