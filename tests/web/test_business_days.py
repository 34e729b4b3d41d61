"""A business day is one of the province of whose turn it is."""

from datetime import date

import pytest

from web.business_days import after_business_days, is_business_day
from web.provinces import PROVINCES, ZONES

WINTER = date(2026, 12, 23)  # the Wednesday before Christmas


@pytest.mark.parametrize(
    ("province", "count", "day"),
    [
        ("ON", 3, date(2026, 12, 30)),
        ("ON", 7, date(2027, 1, 6)),
        ("ON", 14, date(2027, 1, 15)),
        ("BC", 3, date(2026, 12, 29)),
        ("BC", 7, date(2027, 1, 5)),
        ("BC", 14, date(2027, 1, 14)),
    ],
)
def test_days_over_christmas(province, count, day):
    assert after_business_days(WINTER, count, province) == day


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 2, 16), {"AB", "BC", "MB", "NB", "NS", "ON", "PE", "SK"}),  # Family Day and its like
        (date(2026, 5, 18), {"AB", "BC", "MB", "NT", "NU", "ON", "QC", "SK", "YT"}),  # Victoria Day, Patriotes
        (date(2026, 6, 24), {"QC"}),
        (date(2026, 7, 1), {code for code, _ in PROVINCES}),
        (date(2026, 9, 30), {"BC", "MB", "NT", "NU", "PE", "YT"}),
        (date(2026, 12, 28), {"ON"}),  # Boxing Day, a Saturday, is kept on Monday
    ],
)
def test_holidays_by_province(day, off):
    assert {code for code, _ in PROVINCES if not is_business_day(day, code)} == off


def test_a_weekend_is_none_and_what_begins_on_one_counts_from_monday():
    saturday = date(2026, 11, 28)
    assert not is_business_day(saturday, "ON")
    assert after_business_days(saturday, 2, "ON") == date(2026, 12, 1)
    assert after_business_days(saturday, 0, "ON") == saturday


def test_each_province_has_a_zone():
    assert {code for code, _ in PROVINCES} == ZONES.keys()
