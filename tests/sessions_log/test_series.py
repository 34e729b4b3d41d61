"""Sessions that repeat: their days, the wall's clock, the half year that is written down, and their end."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from sessions_log.models import PlannedSession, SessionSeries
from sessions_log.planning import change_planned, mark_attendance
from sessions_log.series import (
    WRITTEN_AHEAD,
    NoDayError,
    Rule,
    change_series,
    end_series,
    extend_due,
    plan_series,
)
from tests.factories.sessions_log import SessionSeriesFactory, TrainingSessionFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)  # a Thursday
MONDAY, TUESDAY, THURSDAY = 0, 1, 3


def rule(**changed) -> Rule:
    """Every Tuesday at 17:00 in Toronto from 6 October 2026, without an end."""
    usual = {
        "weekdays": frozenset({TUESDAY}),
        "every": 1,
        "starts_on": date(2026, 10, 6),
        "ends_on": None,
        "at": time(17),
        "time_zone": "America/Toronto",
        "minutes": 60,
        "template": None,
    }
    return Rule(**usual | changed)


@pytest.fixture
def weekly(trainer, care_client) -> SessionSeries:
    return plan_series(care_client, trainer=trainer, rule=rule(), key=uuid7(), now=NOW)


def days_of(series: SessionSeries) -> list[date]:
    return list(series.sessions.order_by("series_day").values_list("series_day", flat=True))


def on(series: SessionSeries, day: date) -> PlannedSession:
    return series.sessions.get(series_day=day)


def test_days_of_two_weekdays_every_second_week_count_from_the_first_week():
    every_second = rule(weekdays=frozenset({MONDAY, THURSDAY}), every=2, starts_on=date(2026, 10, 8))
    days = list(every_second.days(date(2026, 10, 1), date(2026, 11, 6)))
    assert days == [date(2026, 10, 8), date(2026, 10, 19), date(2026, 10, 22), date(2026, 11, 2), date(2026, 11, 5)]


@pytest.mark.parametrize(
    ("zone", "in_october", "in_december"),
    [
        ("America/Toronto", 21, 22),
        ("America/Vancouver", 24, 24),  # does not change its clocks any more
        ("America/St_Johns", 19.5, 20.5),
    ],
)
def test_the_time_on_the_wall_stays_where_the_clock_is_set(zone, in_october, in_december):
    there = rule(time_zone=zone)
    for day, hours in ((date(2026, 10, 6), in_october), (date(2026, 12, 1), in_december)):
        assert there.moment(day) == datetime.combine(day, time.min, tzinfo=UTC) + timedelta(hours=hours)
        assert there.moment(day).astimezone(ZoneInfo(zone)).time() == time(17)


def test_a_time_that_the_clock_skips_is_as_much_later_as_it_jumps():
    night = rule(weekdays=frozenset({6}), at=time(2, 30), starts_on=date(2027, 3, 7))
    days = list(night.days(date(2027, 3, 1), date(2027, 3, 31)))
    assert [moment.isoformat() for moment in night.skipped_by_the_clock(days)] == ["2027-03-14T03:30:00-04:00"]


def test_half_a_year_is_written_down_once(weekly, trainer, care_client):
    days = days_of(weekly)
    assert (days[0], len(days)) == (date(2026, 10, 6), 26)
    assert days[-1] <= NOW.date() + WRITTEN_AHEAD
    again = plan_series(care_client, trainer=trainer, rule=rule(), key=weekly.pk, now=NOW)
    assert (again, PlannedSession.objects.count()) == (weekly, 26)


def test_the_first_day_is_the_first_that_has_a_session(trainer, care_client):
    series = plan_series(care_client, trainer=trainer, rule=rule(starts_on=date(2026, 10, 2)), key=uuid7(), now=NOW)
    assert series.starts_on == date(2026, 10, 6)


def test_a_rule_without_a_day_is_refused_and_nothing_is_saved(trainer, care_client):
    empty = rule(starts_on=date(2026, 10, 2), ends_on=date(2026, 10, 5))
    with pytest.raises(NoDayError):
        plan_series(care_client, trainer=trainer, rule=empty, key=uuid7(), now=NOW)
    assert not SessionSeries.objects.exists()


def test_the_sweep_writes_down_what_is_due_and_no_more(weekly, django_assert_num_queries):
    extend_due(now=NOW + timedelta(days=6))
    assert len(days_of(weekly)) == 26
    extend_due(now=NOW + timedelta(days=8))
    assert len(days_of(weekly)) == 27
    with django_assert_num_queries(1):
        extend_due(now=NOW + timedelta(days=8))


def test_an_ended_series_is_never_due(weekly):
    end_series(weekly, date(2026, 12, 1), now=NOW)
    weekly.refresh_from_db()
    assert weekly.extend_on is None
    assert days_of(weekly)[-1] == date(2026, 12, 1)


def test_while_a_client_is_archived_nothing_is_written_down_and_afterwards_it_goes_on(weekly):
    client = weekly.client
    client.status = "archived"
    client.save()
    extend_due(now=NOW + timedelta(days=8))
    assert len(days_of(weekly)) == 26
    client.status = "active"
    client.save()
    extend_due(now=NOW + timedelta(days=22))
    assert len(days_of(weekly)) == 29


def test_where_the_law_of_a_zone_changes_the_time_on_the_wall_stays(weekly):
    day = date(2026, 12, 1)
    as_it_was = on(weekly, day).starts_at + timedelta(hours=1)
    weekly.sessions.filter(series_day=day).update(starts_at=as_it_was)
    moved = on(weekly, date(2026, 12, 8))
    change_planned(moved, {"starts_at": moved.starts_at + timedelta(hours=2)})
    extend_due(now=NOW + timedelta(days=8))
    assert on(weekly, day).starts_at == as_it_was - timedelta(hours=1)
    assert on(weekly, moved.series_day).starts_at == moved.starts_at + timedelta(hours=2)  # moved on purpose


def test_one_that_is_moved_stays_of_its_series_and_is_not_written_down_twice(weekly):
    single = on(weekly, date(2026, 10, 13))
    change_planned(single, {"starts_at": single.starts_at + timedelta(days=1), "minutes": 60})
    extend_due(now=NOW + timedelta(days=8))
    moved = on(weekly, date(2026, 10, 13))
    assert (moved.differs, moved.version, moved.starts_at.day) == (True, 1, 14)
    assert len(days_of(weekly)) == len(set(days_of(weekly)))


def test_a_save_that_changes_nothing_counts_as_no_change(weekly):
    single = on(weekly, date(2026, 10, 13))
    change_planned(single, {"starts_at": single.starts_at, "minutes": 60, "template": None})
    single.refresh_from_db()
    assert (single.differs, single.version) == (False, 0)


def test_a_skipped_one_stays_skipped_and_comes_back(weekly):
    single = on(weekly, date(2026, 10, 13))
    mark_attendance(single, "cancelled")
    extend_due(now=NOW + timedelta(days=8))
    single.refresh_from_db()
    assert (single.attendance, single.version) == ("cancelled", 1)
    mark_attendance(single, "planned")
    single.refresh_from_db()
    weekly.refresh_from_db()
    assert (single.attendance, single.version, weekly.version) == ("planned", 2, 2)


def test_ending_takes_out_what_is_after_and_a_later_last_day_brings_it_back(weekly):
    left = end_series(weekly, date(2026, 10, 20), now=NOW)
    assert days_of(left) == [date(2026, 10, 6), date(2026, 10, 13), date(2026, 10, 20)]
    back = end_series(left, None, now=NOW)
    assert len(days_of(back)) == 26
    assert back.version == 2


def test_what_was_held_stays_and_its_day_with_it(weekly):
    past = on(weekly, date(2026, 10, 13))
    past.session = TrainingSessionFactory(client=weekly.client, trainer=weekly.trainer)
    past.attendance = "attended"
    past.save()
    left = end_series(weekly, date(2026, 10, 6), now=NOW)
    assert left.ends_on == date(2026, 10, 13)
    assert days_of(left) == [date(2026, 10, 6), date(2026, 10, 13)]


def test_a_series_that_ends_before_it_begins_is_gone(weekly):
    assert end_series(weekly, date(2026, 10, 5), now=NOW) is None
    assert not SessionSeries.objects.exists()
    assert not PlannedSession.objects.exists()


def test_a_change_from_a_day_on_leaves_what_is_before(weekly, trainer):
    later = rule(weekdays=frozenset({THURSDAY}), at=time(18, 30), starts_on=date(2026, 11, 1))
    changed = change_series(weekly, rule=later, trainer=trainer, key=uuid7(), now=NOW)
    weekly.refresh_from_db()
    assert days_of(weekly)[-1] == date(2026, 10, 27)
    assert weekly.ends_on == date(2026, 10, 31)
    assert days_of(changed)[:2] == [date(2026, 11, 5), date(2026, 11, 12)]
    assert on(changed, date(2026, 11, 5)).starts_at == datetime(2026, 11, 5, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken",
    [{"weekdays": 0}, {"weekdays": 128}, {"every": 0}, {"minutes": 4}, {"ends_on": date(2026, 1, 1)}],
)
def test_the_database_refuses_what_is_no_rule(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionSeriesFactory(**broken)


def test_the_database_holds_one_session_a_day_of_a_series(weekly):
    copy = on(weekly, date(2026, 10, 13))
    copy.pk = uuid7()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
