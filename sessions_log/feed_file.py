"""The calendar files of trainers and clients (RFC 5545), for programs that fetch them again and again.

A series is one event with its rule; a session of it that was cancelled is an EXDATE, one that was changed alone an
event with a RECURRENCE-ID. Titles have a client's initials, or nobody's in their own file: it lies with whoever runs the
calendar. What apps above have in it (visits), they register.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vRecur

from accounts.models import User
from clients.models import Client, ClientUserObjectPermission
from sessions_log.models import PlannedSession, SessionSeries
from sessions_log.series import weekdays_of
from web.pages import page_url

BACK = timedelta(days=60)
MOST = 3000  # sessions that do not repeat
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FETCH_EVERY = timedelta(hours=1)
YEARS_AHEAD = timedelta(days=6 * 366)  # for which the file tells when clocks are set
UTC = ZoneInfo("UTC")
Attendance = PlannedSession.Attendance


# Events of the clients of one file since a day, whose titles `title_of` makes: of each app that registered them.
Title = Callable[[str, Client], str]
MoreEvents = Callable[[QuerySet[Client], datetime, Title], Iterable[Event]]
_more_events: list[MoreEvents] = []


def register_events(events: MoreEvents) -> None:
    """Called by an app above when it is ready."""
    _more_events.append(events)


def calendar_of(trainer: User, *, now: datetime) -> bytes:
    """The trainer's sessions of the last two months and all that are planned, and their clients' visits (seven queries)."""
    clients = Client.objects.visible_to(trainer).active()
    series = list(_series(now).filter(trainer=trainer, client__in=clients.values("pk")))
    single = _single(now).filter(trainer=trainer, client__in=clients.values("pk"))
    sessions = (*_repeating(series, now, with_initials), *_planned(single, now, with_initials), *_covered(trainer, now))
    return _file(series, [*sessions, *_more(clients, now, with_initials)], now)


def calendar_of_client(client: Client, *, now: datetime) -> bytes:
    """The client's own sessions and visits, in their own file, which names nobody (five queries)."""
    series = list(_series(now).filter(client=client))
    single = _single(now).filter(client=client)
    sessions = (*_repeating(series, now, without_initials), *_planned(single, now, without_initials))
    mine = Client.objects.filter(pk=client.pk)
    return _file(series, [*sessions, *_more(mine, now, without_initials)], now)


def with_initials(title: str, client: Client) -> str:
    return f"{title} {initials(client.name)}"


def without_initials(title: str, client: Client) -> str:
    return title


def _file(series: Iterable[SessionSeries], events: Iterable[Event], now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Carelane//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "Carelane")
    calendar.add("x-wr-calname", "Carelane")
    calendar.add("refresh-interval", FETCH_EVERY, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    first = min((row.starts_on for row in series), default=now.date())
    first = min(first, (now - BACK).date())
    calendar.add_missing_timezones(first_date=date(first.year - 1, 1, 1), last_date=now.date() + YEARS_AHEAD)
    return calendar.to_ical()


# --- what is in it ------------------------------------------------------------------------


def _series(now: datetime) -> QuerySet[SessionSeries]:
    ends_late = Q(ends_on=None) | Q(ends_on__gte=(now - BACK).date())
    return SessionSeries.objects.filter(ends_late).select_related("client")


def _single(now: datetime) -> QuerySet[PlannedSession]:
    return PlannedSession.objects.filter(series=None, starts_at__gt=now - BACK).select_related("client")


def _more(clients: QuerySet[Client], now: datetime, title_of: Title) -> Iterator[Event]:
    for events in _more_events:
        yield from events(clients, now - BACK, title_of)


def _repeating(series: list[SessionSeries], now: datetime, title_of: Title) -> Iterator[Event]:
    changed: dict[UUID, list[PlannedSession]] = defaultdict(list)
    odd = Q(differs=True) | Q(attendance=Attendance.CANCELLED)
    for planned in PlannedSession.objects.filter(odd, series__in=series).order_by("series_day"):
        if planned.series_id:
            changed[planned.series_id].append(planned)
    for row in series:
        alone = changed[row.pk]
        yield _rule_event(row, [one for one in alone if one.attendance == Attendance.CANCELLED], now, title_of)
        for planned in alone:
            if planned.attendance != Attendance.CANCELLED and planned.series_day:
                yield _changed_alone(row, planned, planned.series_day, now, title_of)


def _planned(rows: QuerySet[PlannedSession], now: datetime, title_of: Title) -> Iterator[Event]:
    for planned in rows.order_by("-starts_at")[:MOST]:
        yield _planned_event(planned, now, title_of)


def _covered(trainer: User, now: datetime) -> Iterator[Event]:
    """What others have planned with the clients whom the trainer covers, for as long as they do."""
    covers = Client.objects.visible_to(trainer, now=now).active()
    covers = covers.filter(Q(held_as=ClientUserObjectPermission.Kind.COVER))
    until = dict(covers.values_list("pk", "permissions__ends_at"))
    rows = PlannedSession.objects.filter(client__in=until, starts_at__gt=now - FETCH_EVERY).exclude(trainer=trainer)
    for planned in rows.select_related("client").order_by("starts_at")[:MOST]:
        ends_at = until[planned.client_id]
        if ends_at is not None and planned.starts_at < ends_at:
            yield _planned_event(planned, now, with_initials)


# --- its events ---------------------------------------------------------------------------


def _rule_event(row: SessionSeries, cancelled: Iterable[PlannedSession], now: datetime, title_of: Title) -> Event:
    event = _event(row.pk, row.client, version=row.version, now=now, title_of=title_of)
    event.start = _on_the_wall(row, row.starts_on)
    event.add("duration", timedelta(minutes=row.minutes))
    rule = {"FREQ": "WEEKLY", "INTERVAL": row.every, "WKST": "MO"}
    rule["BYDAY"] = [WEEKDAYS[day] for day in sorted(weekdays_of(row))]
    if row.ends_on is not None:  # in UTC, as a rule with a zone has to; the last day's session is still of it
        rule["UNTIL"] = _on_the_wall(row, row.ends_on).astimezone(UTC)
    event.add("rrule", vRecur(rule))
    days = [planned.series_day for planned in cancelled if planned.series_day]
    if days:
        event.add("exdate", [_on_the_wall(row, day) for day in days])
    return event


def _changed_alone(row: SessionSeries, planned: PlannedSession, day: date, now: datetime, title_of: Title) -> Event:
    event = _event(row.pk, row.client, version=row.version, now=now, title_of=title_of)
    event.add("recurrence-id", _on_the_wall(row, day))
    event.start = planned.starts_at.astimezone(ZoneInfo(row.time_zone))
    event.add("duration", timedelta(minutes=planned.minutes))
    return event


def _planned_event(planned: PlannedSession, now: datetime, title_of: Title) -> Event:
    event = _event(planned.pk, planned.client, version=planned.version, now=now, title_of=title_of)
    event.start = planned.starts_at.astimezone(UTC)
    event.add("duration", timedelta(minutes=planned.minutes))
    if planned.attendance == Attendance.CANCELLED:
        event["status"] = "CANCELLED"
    return event


def _event(key: UUID, client: Client, *, version: int, now: datetime, title_of: Title) -> Event:
    event = Event()
    event.add("uid", f"{key}@carelane")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", version)
    event.add("summary", title_of(_("Session"), client))
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("url", settings.BASE_URL + page_url("today"))
    return event


def _on_the_wall(row: SessionSeries, day: date) -> datetime:
    return datetime.combine(day, row.at, tzinfo=ZoneInfo(row.time_zone))


def initials(name: str) -> str:
    """Of the first and the last word: "Zoé de la Tour" is "Z. T."."""
    words = name.split()
    return " ".join(f"{word[0].upper()}." for word in dict.fromkeys([words[0], words[-1]])) if words else ""
