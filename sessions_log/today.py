"""What sessions have to tell on Today (clients/today.py): red flags, the day's sessions, guidance since the last one."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from careplan.models import Guidance, HowItCame
from clients.models import Client
from clients.timeline import Page
from clients.today import END_OF_DAY, SHOWN_FOR, TRAINER, Group, Line, Reading, Section, Source, ago
from practitioners.models import RedFlag
from sessions_log.models import PlannedSession, RedFlagReport, SyncConflict, TrainingSession
from web.zones import today_in

PLANNED_LATELY = timedelta(hours=12)
# A session is to be prepared for who has trained on this weekday in at least two of the last four weeks.
USUAL_WEEKS, USUALLY = 4, 2
MOST_SESSIONS = 2000  # that are looked at for what is usual

_PREPARE = Page(name="prepare")
_held = TrainingSession.objects.completed().filter(client=OuterRef("client"))
_mine_or_covered = Q(trainer=TRAINER) | ~Q(client__lead_trainer=TRAINER)

SOURCES = [
    Source(
        group=Group.TOLD,
        section=Section.NOW,
        urgency=Case(
            When(red_flag__urgency=RedFlag.Urgency.EMERGENCY, then=1),
            When(red_flag__urgency=RedFlag.Urgency.SAME_DAY, then=2),
            default=3,
        ),
        rows=RedFlagReport.objects.still_open(),
        topic="flag",
        subject="client_id",
        since="raised_at",
        words="red_flag__sign",
        remark="done",
        lines={
            "flag": Line(
                _("A red flag is open"), _("Close the red flag"), Page("sessions_log:close_flag", has_key=True)
            )
        },
    ),
    Source(
        group=Group.SESSIONS,
        section=Section.SESSIONS,
        urgency=1,
        rows=TrainingSession.objects.filter(state=TrainingSession.State.OPEN),
        topic="open-session",
        since="started_at",
        lines={
            "open-session": Line(
                _("A session is still open"), _("Continue the session"), Page("sessions_log:log", has_key=True)
            )
        },
    ),
    Source(
        group=Group.SESSIONS,
        section=Section.SESSIONS,
        urgency=2,
        rows=PlannedSession.objects.filter(
            _mine_or_covered,
            attendance=PlannedSession.Attendance.PLANNED,
            starts_at__gte=ago(PLANNED_LATELY),
            starts_at__lt=END_OF_DAY,
        ),
        topic="planned",
        since="starts_at",
        lines={"planned": Line(_("Session at %(time)s"), _("Prepare the session"), _PREPARE)},
    ),
    Source(
        group=Group.TOLD,
        section=Section.ANSWERS,
        urgency=2,
        rows=Guidance.objects.filter(
            ~Exists(_held.filter(started_at__gte=OuterRef("created_at"))),
            how_it_came=HowItCame.LINK,
            state=Guidance.State.ACTIVE,
            created_at__gt=ago(SHOWN_FOR),
        ),
        topic="told",
        subject="practitioner_id",
        practitioner="practitioner_id",
        since="created_at",
        words="text",
        lines={"guidance": Line(_("New guidance from %(who)s"), _("Read the guidance"), Page(name="overview"))},
    ),
    Source(
        group=Group.SESSIONS,
        section=Section.YOU,
        urgency=3,
        rows=SyncConflict.objects.filter(resolved_at=None),
        client="session__client",
        topic="sync-conflict",
        subject="session_id",
        key="session_id",
        since="received_at",
        lines={
            "sync-conflict": Line(
                _("Two changes of a session met"),
                _("Choose between the changes"),
                Page("sessions_log:sync_conflicts", has_key=True),
            )
        },
    ),
]


def usual_source(keys: Collection[UUID]) -> Source:
    """Those who usually train on this day, of `usually_today`, without who has one agreed on, open or done."""
    planned = PlannedSession.objects.filter(
        client=OuterRef("pk"), starts_at__gte=ago(PLANNED_LATELY), starts_at__lt=END_OF_DAY
    )
    open_ones = TrainingSession.objects.filter(client=OuterRef("pk"), state=TrainingSession.State.OPEN)
    return Source(
        group=Group.SESSIONS,
        section=Section.SESSIONS,
        urgency=3,
        rows=Client.objects.active().filter(~Exists(planned), ~Exists(open_ones), pk__in=keys),
        client="pk",
        topic="usual",
        lines={"usual": Line(_("Usually trains on this weekday"), _("Prepare the session"), _PREPARE)},
    )


def usually_today(care: Collection[UUID], reading: Reading) -> list[UUID]:
    """Who has trained on this weekday in two of the last four weeks, and not today (one query).

    The weekday is the client's own; the database leaves out all other weekdays, whatever the zone.
    """
    sessions = TrainingSession.objects.completed().filter(
        _about_this_weekday(frozenset(reading.days.items())), client__in=care
    )
    rows = sessions.order_by("-started_at").values_list("client_id", "client__time_zone", "started_at")
    days: dict[UUID, set[date]] = defaultdict(set)
    today: dict[UUID, date] = {}
    for client_id, zone, started_at in rows[:MOST_SESSIONS]:
        days[client_id].add(today_in(zone, started_at))
        today[client_id] = reading.days[zone]
    return [key for key, held_on in days.items() if _is_usual(held_on, today[key])]


def _is_usual(held_on: set[date], today: date) -> bool:
    weeks_before = {today - timedelta(weeks=week) for week in range(1, USUAL_WEEKS + 1)}
    return today not in held_on and len(held_on & weeks_before) >= USUALLY


@lru_cache(maxsize=16)
def _about_this_weekday(days: frozenset[tuple[str, date]]) -> Q:
    """Sessions of this weekday in the last weeks, where `days` are the days in each zone."""
    about = Q()
    for week in range(USUAL_WEEKS + 1):
        moments = list(_edges(days, week))
        about |= Q(started_at__gte=min(moments), started_at__lt=max(moments))
    return about


def _edges(days: frozenset[tuple[str, date]], weeks_ago: int) -> Iterator[datetime]:
    """When the day begins and ends so many weeks ago, in each zone."""
    for zone, today in days:
        day = today - timedelta(weeks=weeks_ago)
        for midnight in (day, day + timedelta(days=1)):
            yield datetime.combine(midnight, time.min, tzinfo=ZoneInfo(zone))
