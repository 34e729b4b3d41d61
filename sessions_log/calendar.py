"""A trainer's week: what is planned with their clients, by whomever, and what was held without a plan.

It shows names, times and states alone, so it owes no line in the access log.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from clients.models import Client, ClientQuerySet
from sessions_log.models import PlannedSession, TrainingSession
from sessions_log.series import WRITTEN_AHEAD
from web.zones import today_in

A_WEEK = timedelta(days=7)
MOST = 400  # of a week
FIRST_HOUR, LAST_HOUR = 6, 21
Attendance = PlannedSession.Attendance


@dataclass(frozen=True)
class Slot:
    """A session in the calendar: planned, or held without a plan (then `planned` is None)."""

    client: Client
    trainer: User
    starts_at: datetime
    minutes: int
    planned: PlannedSession | None
    session: TrainingSession | None  # what was logged, or is being logged
    is_own: bool  # the trainer's who looks
    can_start: bool

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_off(self) -> bool:
        """Whether nobody comes, or came."""
        return self.planned is not None and self.planned.attendance in {Attendance.CANCELLED, Attendance.NO_SHOW}


@dataclass
class Day:
    on: date
    is_today: bool
    is_chosen: bool
    slots: list[Slot] = field(default_factory=list)
    free: list[datetime] = field(default_factory=list)  # full hours, in the trainer's zone


@dataclass(frozen=True)
class Week:
    days: list[Day]
    has_more: bool  # more than are shown
    is_past_written: bool  # sessions that repeat are not written down so far ahead

    @property
    def chosen(self) -> Day:
        return next(day for day in self.days if day.is_chosen)


def week_of(trainer: User, on: date, *, now: datetime) -> Week:
    """The week, Monday first, that `on` lies in, by the trainer's clock (two queries)."""
    zone, today = ZoneInfo(trainer.time_zone), today_in(trainer.time_zone, now)
    monday = on - timedelta(days=on.weekday())
    between = (_midnight(monday, zone), _midnight(monday + A_WEEK, zone))
    slots = sorted([*_planned(trainer, between, now), *_held(trainer, between)], key=lambda slot: slot.starts_at)
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots[:MOST]:
        by_day[slot.starts_at.astimezone(zone).date()].append(slot)
    days = [
        Day(day, is_today=day == today, is_chosen=day == on, slots=by_day[day])
        for day in (monday + timedelta(days=number) for number in range(7))
    ]
    for day in days:
        if day.on >= today:
            day.free = list(_free_hours(day, zone, now))
    return Week(days, has_more=len(slots) > MOST, is_past_written=monday + A_WEEK > today + WRITTEN_AHEAD)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _clients(trainer: User) -> ClientQuerySet:
    return Client.objects.visible_to(trainer).exclude(status=Client.Status.ARCHIVED)


def _planned(trainer: User, between: tuple[datetime, datetime], now: datetime) -> Iterator[Slot]:
    rows = PlannedSession.objects.filter(
        client__in=_clients(trainer).values("pk"), starts_at__gte=between[0], starts_at__lt=between[1]
    )
    for planned in rows.select_related("client", "trainer", "session").order_by("starts_at")[: MOST + 1]:
        yield Slot(
            client=planned.client,
            trainer=planned.trainer,
            starts_at=planned.starts_at,
            minutes=planned.minutes,
            planned=planned,
            session=planned.session,
            is_own=planned.trainer_id == trainer.pk,
            can_start=planned.trainer_id == trainer.pk and _can_start(planned, now),
        )


def _can_start(planned: PlannedSession, now: datetime) -> bool:
    """Whether it waits to be started on the day that it is planned for, where the client is."""
    client = planned.client
    if planned.session_id is not None or planned.attendance != Attendance.PLANNED:
        return False
    if client.confirmed_at is None or client.status != Client.Status.ACTIVE:
        return False
    return today_in(client.time_zone, planned.starts_at) == today_in(client.time_zone, now)


def _held(trainer: User, between: tuple[datetime, datetime]) -> Iterator[Slot]:
    """Sessions that were logged without a plan."""
    rows = TrainingSession.objects.filter(
        client__in=_clients(trainer).values("pk"),
        planned=None,
        started_at__gte=between[0],
        started_at__lt=between[1],
    )
    for session in rows.select_related("client", "trainer").order_by("started_at")[: MOST + 1]:
        lasted = (session.ended_at or session.started_at) - session.started_at
        yield Slot(
            client=session.client,
            trainer=session.trainer,
            starts_at=session.started_at,
            minutes=round(lasted.total_seconds() / 60),
            planned=None,
            session=session,
            is_own=session.trainer_id == trainer.pk,
            can_start=False,
        )


def _free_hours(day: Day, zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """The full hours ahead at which the trainer has nothing planned."""
    busy = [slot for slot in day.slots if slot.is_own and not slot.is_off]
    for hour in range(FIRST_HOUR, LAST_HOUR + 1):
        start = datetime.combine(day.on, time(hour), tzinfo=zone)
        end = start + timedelta(hours=1)
        if start >= now and not any(slot.starts_at < end and slot.ends_at > start for slot in busy):
            yield start
