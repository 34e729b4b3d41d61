"""What sessions have to tell on Today (clients/today.py): red flags, the day's sessions, guidance since the last one."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from careplan.models import Guidance, HowItCame
from clients.models import Client
from clients.timeline import Page
from clients.today import END_OF_DAY, SHOWN_FOR, TRAINER, Act, AtReading, Group, Line, Reading, Section, Source, ago
from clients.today_query import CARE_KEYS, IsAmong, Statement, moment_of, reckoned_keys
from practitioners.models import RedFlag
from sessions_log.models import PlannedSession, RedFlagReport, SyncConflict, TrainingSession
from sessions_log.pain_concerns import in_words, see_to, see_to_anew
from web.words import data_words
from web.zones import today_in

PLANNED_LATELY = timedelta(hours=12)
# A session is to be prepared for who has trained on this weekday in at least two of the last four weeks.
USUAL_WEEKS, USUALLY = 4, 2
MOST_SESSIONS = 2000  # that are looked at for what is usual

_PREPARE = Page(name="prepare")
_held = TrainingSession.objects.completed().filter(client=OuterRef("client"))
_mine_or_covered = Q(trainer=TRAINER) | ~Q(client__lead_trainer=TRAINER)

_planned_today = PlannedSession.objects.filter(
    client=OuterRef("pk"), starts_at__gte=ago(PLANNED_LATELY), starts_at__lt=END_OF_DAY
)
_open_session = TrainingSession.objects.filter(client=OuterRef("pk"), state=TrainingSession.State.OPEN)


def _sign(sign: str, _reading: Reading) -> str:
    return data_words(sign)


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
        words="red_flag__sign_en",
        words_in_full=_sign,
        remark="done",
        lines={
            "flag": Line(
                _("A red flag is open"), _("Close the red flag"), Page("sessions_log:close_flag", has_key=True)
            )
        },
    ),
    Source(
        group=Group.TOLD,
        section=Section.NOW,
        urgency=4,
        rows=TrainingSession.objects.completed().filter(pain_seen_at=None).exclude(pain_concern=""),
        topic="session-pain",
        since="ended_at",
        words="pain_concern",
        words_in_full=in_words,
        lines={
            "session-pain": Line(
                _("Pain in a session was over the limit"),
                _("I have seen to it"),
                Page("sessions_log:detail", has_key=True),
                Act(see_to, see_to_anew),
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
    # Those of `usually_today`, without who has one agreed on, open or done.
    Source(
        group=Group.SESSIONS,
        section=Section.SESSIONS,
        urgency=3,
        rows=Client.objects.active().filter(
            ~Exists(_planned_today), ~Exists(_open_session), IsAmong("pk", reckoned_keys("usual"))
        ),
        client="pk",
        topic="usual",
        lines={"usual": Line(_("Usually trains on this weekday"), _("Prepare the session"), _PREPARE)},
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


def usually_today(reading: Reading) -> list[UUID]:
    """Who in care has trained on this weekday in two of the last four weeks, and not today (one query).

    The weekday is the client's own; the database leaves out all other weekdays, whatever the zone.
    """
    days: dict[UUID, set[date]] = defaultdict(set)
    today: dict[UUID, date] = {}
    for key, zone, started_at in _sessions_of_this_weekday().rows(reading):
        client_id = UUID(str(key))
        days[client_id].add(today_in(zone, moment_of(started_at)))
        today[client_id] = reading.days[zone]
    return [key for key, held_on in days.items() if _is_usual(held_on, today[key])]


def _is_usual(held_on: set[date], today: date) -> bool:
    weeks_before = {today - timedelta(weeks=week) for week in range(1, USUAL_WEEKS + 1)}
    return today not in held_on and len(held_on & weeks_before) >= USUALLY


@cache
def _sessions_of_this_weekday() -> Statement:
    """Client, time zone and start of each session of this weekday in the last weeks."""
    about = Q()
    for week in range(USUAL_WEEKS + 1):
        about |= Q(started_at__gte=_edge(week, first=True), started_at__lt=_edge(week, first=False))
    sessions = TrainingSession.objects.completed().filter(about, IsAmong("client", CARE_KEYS))
    rows = sessions.order_by("-started_at").values_list("client_id", "client__time_zone", "started_at")
    return Statement.of_rows(rows[:MOST_SESSIONS])


def _edge(week: int, *, first: bool) -> AtReading:
    """When the day begins, or has ended, so many weeks ago: in any zone."""

    def edge(reading: Reading) -> datetime:
        edges = _edges(frozenset(reading.days.items()))
        return edges[week][0] if first else edges[week][1]

    return AtReading(edge, DateTimeField())


@lru_cache(maxsize=16)
def _edges(days: frozenset[tuple[str, date]]) -> list[tuple[datetime, datetime]]:
    """By weeks ago: where it begins first and ends last, where `days` are the days in each zone."""
    edges = []
    for week in range(USUAL_WEEKS + 1):
        midnights = [
            datetime.combine(today - timedelta(weeks=week, days=-more), time.min, tzinfo=ZoneInfo(zone))
            for zone, today in days
            for more in (0, 1)
        ]
        edges.append((min(midnights), max(midnights)))
    return edges
