"""The rows of the list of clients: what is next and last, whose lanes, the pain of six weeks, and what waits.

They hold health details, so each client who is shown has a line in the access log before this is read.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from careplan.correspondence import literal
from careplan.models import CareTeamMember, Document, OwnIntake, Question, Reply
from careplan.readiness import READINESS_WANTING, standing_of
from clients.corrections import open_corrections
from clients.models import Client
from measures.pain import pain_of_all
from practitioners.lane_records import name_column
from sessions_log.flags import FLAG
from sessions_log.models import PlannedSession, RedFlagReport, TrainingSession
from web.charts import Sparkline
from web.words import StrOrPromise
from web.zones import today_in
from workspace.ahead import PLANNED_LATELY
from workspace.client_list import without_consent
from workspace.pain import PAIN_WEEKS, sparkline_of

# What waits, the most pressing first: its level and its words. A row shows one of them.
CHIPS: dict[str, tuple[str, StrOrPromise]] = {
    FLAG: ("stop", _("Red flag")),
    Reply.Kind.STOP: ("stop", _("Says stop")),
    "not-me": ("stop", _("Wrong address")),
    Reply.Kind.CALL_ME: ("care", _("Asks for a call")),
    Reply.Kind.CHANGE_LOAD: ("care", _("Change the load")),
    "unconfirmed": ("care", _("Has not confirmed yet")),
    "correction": ("care", _("Would correct the record")),
    "readiness": ("care", READINESS_WANTING),
    "answer": ("info", _("Answer to read")),
    "document": ("info", _("Letter to read")),
    "intake": ("info", _("Answers to read")),
    Reply.Kind.NOTED: ("info", _("Reply to read")),
    "consent": ("care", _("Consent missing")),
}


@dataclass(frozen=True)
class Chip:
    level: str  # stop, care or info
    words: StrOrPromise

    @property
    def sign(self) -> str:
        return {"stop": "✕", "care": "!", "info": "i"}[self.level]


@dataclass(frozen=True)
class Mark:
    """Whose lane it is: of the care team, each discipline once."""

    mark: str
    lane: int
    name: str


@dataclass(frozen=True)
class ClientRow:
    client: Client
    next_session: datetime | None = None
    last_session: datetime | None = None
    marks: Sequence[Mark] = ()
    pain: Sparkline = field(default_factory=lambda: Sparkline("", []))
    chip: Chip | None = None


def client_rows(page: Sequence[Client], opened: Collection[UUID], *, now: datetime) -> list[ClientRow]:
    """The rows of one page, in six queries however many there are; of who is not among the `opened` the name alone."""
    clients = [client for client in page if client.pk in opened]
    keys = [client.pk for client in clients]
    sessions = _sessions_around(keys, now)
    today = now.date()  # of no place: a day either way is in time
    pain = pain_of_all(clients, since=today - timedelta(weeks=PAIN_WEEKS, days=1), until=today + timedelta(days=1))
    marks, waiting = _marks(keys), _waiting(clients, now)
    return [
        ClientRow(
            client,
            *sessions[client.pk],
            marks=marks.get(client.pk, []),
            pain=sparkline_of(pain.get(client.pk, []), today=today_in(client.time_zone, now)),
            chip=_chip(waiting[client.pk]),
        )
        if client.pk in opened
        else ClientRow(client)
        for client in page
    ]


def _chip(kinds: Collection[str]) -> Chip | None:
    return next((Chip(*CHIPS[kind]) for kind in CHIPS if kind in kinds), None)


def _sessions_around(keys: Collection[UUID], now: datetime) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    """By client, when the next session is planned and when the last one was (one query)."""
    theirs = Q(client=OuterRef("pk"))
    ahead = PlannedSession.objects.filter(
        theirs,
        attendance=PlannedSession.Attendance.PLANNED,
        session=None,
        starts_at__gte=now - PLANNED_LATELY,
    ).order_by("starts_at")
    completed = TrainingSession.objects.completed().filter(theirs).order_by("-started_at")
    rows = Client.objects.filter(pk__in=keys).values_list(
        "pk", Subquery(ahead.values("starts_at")[:1]), Subquery(completed.values("started_at")[:1])
    )
    return {key: (planned, last) for key, planned, last in rows}


def _marks(keys: Collection[UUID]) -> dict[UUID, list[Mark]]:
    """By client, the disciplines of the care team, each once (one query)."""
    rows = (
        CareTeamMember.objects.filter(client__in=keys, left_on=None)
        .annotate(
            mark=Coalesce("practitioner__discipline__mark", "discipline__mark"),
            lane=Coalesce("practitioner__discipline__lane", "discipline__lane"),
            known=Coalesce(f"practitioner__discipline__{name_column()}", f"discipline__{name_column()}"),
        )
        .filter(mark__isnull=False)
        .order_by("lane", "mark")
        .values_list("client_id", "mark", "lane", "known")
        .distinct()
    )
    marks: dict[UUID, list[Mark]] = defaultdict(list)
    for key, *mark in rows:
        marks[key].append(Mark(*mark))
    return marks


def _waiting(clients: Sequence[Client], now: datetime) -> dict[UUID, set[str]]:
    """By client, which of CHIPS wait (two queries, each kind of a client once)."""
    keys = [client.pk for client in clients]
    waiting: dict[UUID, set[str]] = defaultdict(set)
    for key, kind in _told(keys):
        waiting[key].add(kind)
    for key in without_consent(Client.objects.filter(pk__in=keys), now).values_list("client", flat=True):
        waiting[key].add("consent")
    for client in clients:
        if client.status == Client.Status.NOT_ME:
            waiting[client.pk].add("not-me")
        elif client.confirmed_at is None:
            waiting[client.pk].add("unconfirmed")
        elif standing_of(client, today_in(client.time_zone, now)).is_wanting:
            waiting[client.pk].add("readiness")
    return waiting


def _told(keys: Collection[UUID]) -> QuerySet[Reply, tuple[Any, ...]]:
    """(client, kind) of what nobody has read or closed (one query)."""
    replies = Reply.objects.filter(client__in=keys, read_at=None).order_by()
    answers = Question.objects.filter(client__in=keys, answered_at__isnull=False, read_at=None).order_by()
    documents = Document.objects.filter(client__in=keys, read_at=None).order_by()
    intakes = OwnIntake.objects.filter(client__in=keys, read_at=None).order_by()
    flags = RedFlagReport.objects.still_open().filter(client__in=keys).order_by()
    return replies.values_list("client_id", "kind").union(
        answers.values_list("client_id", literal("answer")),
        documents.values_list("client_id", literal("document")),
        intakes.values_list("client_id", literal("intake")),
        open_corrections(keys).order_by().values_list("client_id", literal("correction")),
        flags.values_list("client_id", literal(FLAG)),
    )
