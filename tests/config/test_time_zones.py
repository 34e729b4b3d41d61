"""Time zones are those of the tzdata package, whatever the operating system has."""

import zoneinfo
from datetime import UTC, datetime

import pytest

from web.zones import TIME_ZONES


@pytest.mark.parametrize(
    ("zone", "in_utc"),
    [
        ("America/Vancouver", 17),  # stays on summer time from 2026 on
        ("America/Edmonton", 16),
        ("America/Winnipeg", 15),
        ("America/Toronto", 15),
    ],
)
def test_ten_in_the_morning_in_december_2026(zone, in_utc):
    local = datetime(2026, 12, 15, 10, tzinfo=zoneinfo.ZoneInfo(zone))
    assert local.astimezone(UTC) == datetime(2026, 12, 15, in_utc, tzinfo=UTC)


def test_nothing_is_read_from_the_operating_system():
    assert zoneinfo.TZPATH == ()
    assert {zone for zone, _name in TIME_ZONES} <= zoneinfo.available_timezones()
