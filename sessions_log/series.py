"""Sessions that repeat: on which days, written down some way ahead, moved or ended as a whole.

Each is a PlannedSession of its own, so that Today, the phone and the client's page know no other kind. What is typed
is a time of the wall's clock in a zone; a session's moment follows from it, and again where the zone's law changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from sessions_log.models import PlannedSession, SessionSeries, SessionTemplate
from web.once import get_or_create_by_key
from web.zones import today_in

WRITTEN_AHEAD = timedelta(weeks=26)
EXTENDED_EVERY = timedelta(days=7)
A_DAY = timedelta(days=1)
Attendance = PlannedSession.Attendance
# Those that nobody came to yet, and which nobody missed.
WAITING = Q(session=None, attendance__in=[Attendance.PLANNED, Attendance.CANCELLED])


class NoDayError(Exception):
    """No day of the rule lies between its first and its last day."""


@dataclass(frozen=True)
class Rule:
    """What is typed of a series. `weekdays` count from 0, Monday; `ends_on` is the last day that may have one."""

    weekdays: frozenset[int]
    every: int  # weeks
    starts_on: date
    ends_on: date | None
    at: time
    time_zone: str
    minutes: int
    template: SessionTemplate | None

    @classmethod
    def of(cls, series: SessionSeries) -> "Rule":
        names = ("every", "starts_on", "ends_on", "at", "time_zone", "minutes", "template")
        return cls(weekdays=weekdays_of(series), **{name: getattr(series, name) for name in names})

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last` that have a session."""
        day, end = max(first, self.starts_on), min(last, self.ends_on or last)
        while day <= end:
            weeks = (_monday(day) - _monday(self.starts_on)).days // 7
            if day.weekday() in self.weekdays and weeks % self.every == 0:
                yield day
            day += A_DAY

    def moment(self, day: date) -> datetime:
        """When a day's session is. A time that the clock skips is as much later as the clock jumps."""
        return moment_of(day, self.at, self.time_zone)

    def skipped_by_the_clock(self, days: Iterable[date]) -> list[datetime]:
        """The local times of those days' sessions whose own time the clock skips."""
        local = (self.moment(day).astimezone(ZoneInfo(self.time_zone)) for day in days)
        return [moment for moment in local if moment.time() != self.at]

    def columns(self) -> dict[str, Any]:
        """Its values as SessionSeries has them; the first day is the first that has a session.

        Raises NoDayError where none has one.
        """
        horizon = self.starts_on + timedelta(weeks=self.every)
        first = next(self.days(self.starts_on, horizon), None)
        if first is None:
            raise NoDayError
        typed = {field.name: getattr(self, field.name) for field in fields(self)}
        return typed | {"weekdays": sum(1 << day for day in self.weekdays), "starts_on": first}


def moment_of(day: date, at: time, time_zone: str) -> datetime:
    """A time of the wall's clock as a moment in UTC."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(time_zone)).astimezone(ZoneInfo("UTC"))


def weekdays_of(series: SessionSeries) -> frozenset[int]:
    return frozenset(day for day in range(7) if series.weekdays & 1 << day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@transaction.atomic
def plan_series(client: Client, *, trainer: User, rule: Rule, key: UUID, now: datetime | None = None) -> SessionSeries:
    """Keeps that sessions repeat, and writes down those of the next half year; the same key is one series.

    Raises NoDayError where the rule has no day.
    """
    values = rule.columns() | {"trainer": trainer}
    series, is_new = get_or_create_by_key(SessionSeries, key, owner={"client": client}, values=values)
    if is_new:
        write_down(series, now=now or timezone.now())
    return series


def write_down(series: SessionSeries, *, now: datetime, since: date | None = None) -> None:
    """Writes down the sessions from the last that is written (or `since`) to half a year from now."""
    rule, today = Rule.of(series), today_in(series.time_zone, now)
    first = since or (max(series.written_until + A_DAY, today) if series.written_until else series.starts_on)
    last = today + WRITTEN_AHEAD
    rows = [
        PlannedSession(
            client_id=series.client_id,
            trainer_id=series.trainer_id,
            series=series,
            series_day=day,
            starts_at=rule.moment(day),
            minutes=series.minutes,
            template_id=series.template_id,
        )
        for day in rule.days(first, last)
    ]
    PlannedSession.objects.bulk_create(rows, ignore_conflicts=True)
    is_whole = series.ends_on is not None and series.ends_on <= last
    series.written_until, series.extend_on = last, None if is_whole else today + EXTENDED_EVERY
    series.save(update_fields=["written_until", "extend_on"])


@transaction.atomic
def end_series(series: SessionSeries, ends_on: date | None, *, now: datetime | None = None) -> SessionSeries | None:
    """Sets the last day: what lies after it goes, what lies before it comes back. What was held stays, and so its day.

    None where nothing of the series is left, which then is gone.
    """
    moment = now or timezone.now()
    row = SessionSeries.objects.select_for_update().get(pk=series.pk)
    if ends_on is not None:
        ends_on = max(ends_on, last_held_day(row) or ends_on)
        row.sessions.filter(WAITING, series_day__gt=ends_on).delete()
        if ends_on < row.starts_on:
            row.delete()
            return None
    row.ends_on = ends_on
    row.version += 1
    row.save(update_fields=["ends_on", "version"])
    write_down(row, now=moment, since=today_in(row.time_zone, moment))
    return row


def last_held_day(series: SessionSeries) -> date | None:
    """The day of its last session that was held, or to which the client did not come."""
    day: date | None = series.sessions.exclude(WAITING).aggregate(last=Max("series_day"))["last"]
    return day


@transaction.atomic
def change_series(
    series: SessionSeries, *, rule: Rule, trainer: User, key: UUID, now: datetime | None = None
) -> SessionSeries:
    """Ends a series the day before the rule's first, and begins one by the rule. Raises NoDayError.

    The rule begins after what was held. Sessions that were moved or cancelled alone go by the rule again.
    """
    changed = plan_series(series.client, trainer=trainer, rule=rule, key=key, now=now)
    if changed.pk != series.pk:
        end_series(series, rule.starts_on - A_DAY, now=now)
    return changed


# --- the sweep ----------------------------------------------------------------------------


def extend_due(*, now: datetime) -> None:
    """Writes more down of each series that is due; of a client who is not in training it waits another week."""
    while series := SessionSeries.objects.filter(extend_on__lte=now.date()).order_by("extend_on").first():
        _extend(series.pk, now=now)


@transaction.atomic
def _extend(key: UUID, *, now: datetime) -> None:
    row = SessionSeries.objects.select_for_update(of=("self",)).select_related("client").get(pk=key)
    today = today_in(row.time_zone, now)
    if row.client.status != Client.Status.ACTIVE:
        row.extend_on = today + EXTENDED_EVERY
        row.save(update_fields=["extend_on"])
        return
    _keep_to_the_clock(row, now=now)
    write_down(row, now=now)


def _keep_to_the_clock(series: SessionSeries, *, now: datetime) -> None:
    """Moves what is written down where the zone's law has changed since: the time on the wall stays."""
    rule, moved = Rule.of(series), []
    for planned in series.sessions.filter(differs=False, attendance=Attendance.PLANNED, starts_at__gt=now):
        if planned.series_day and planned.starts_at != rule.moment(planned.series_day):
            planned.starts_at = rule.moment(planned.series_day)
            moved.append(planned)
    PlannedSession.objects.bulk_update(moved, ["starts_at"], batch_size=200)


# --- one of them --------------------------------------------------------------------------


@transaction.atomic
def count_change(planned: PlannedSession) -> None:
    """That a planned session was moved, cancelled or taken back: calendars go by these numbers."""
    PlannedSession.objects.filter(pk=planned.pk).update(version=F("version") + 1)
    if planned.series_id is not None:
        SessionSeries.objects.filter(pk=planned.series_id).update(version=F("version") + 1)
