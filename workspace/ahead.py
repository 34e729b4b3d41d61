"""What is agreed on with one client, in one query: the next session and visit, referrals, the last report, coverage."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from benefits.as_rows import coverage_rows, forecasts_of
from benefits.forecast import LineForecast
from benefits.models import CoveragePlan
from careplan.correspondence import literal
from careplan.models import Visit
from careplan.visits import noon_of_its_day
from clients.models import Client
from referrals.models import Attempt, ReferralMessage, Side
from reports.models import ProgressReport
from sessions_log.models import PlannedSession

_READ = Value(False, output_field=BooleanField())
PLANNED_LATELY = timedelta(hours=12)  # a session that was to begin a while ago is still the next
SESSIONS_AHEAD, VISITS_AHEAD, REPORTS_BACK = timedelta(weeks=6), timedelta(weeks=26), timedelta(weeks=26)
SESSION, VISIT, REFERRAL, REPORT, PLAN = "session", "visit", "referral", "report", "plan"


@dataclass(frozen=True)
class AheadRow:
    id: UUID
    who: str  # the practitioner, or the insurer
    detail: str  # a referral's status, a plan's terms; else ""
    has_unread: bool  # a message of the practitioner's about a referral
    at: datetime

    @property
    def status(self) -> Any:
        """The status of a referral in words."""
        return Attempt.Status(self.detail).label


@dataclass(frozen=True)
class Ahead:
    session: AheadRow | None = None
    visit: AheadRow | None = None  # at noon of its day
    referrals: list[AheadRow] = field(default_factory=list)  # the newest first
    report: AheadRow | None = None
    coverage: list[LineForecast] = field(default_factory=list)  # what may be lost first
    insurers: list[str] = field(default_factory=list)  # of all plans


def ahead_of(client: Client, *, now: datetime, today: date) -> Ahead:
    """What is planned, booked, asked for, sent and covered (one query), of the months around today."""
    rows = _sessions(client, now).union(
        _visits(client, today), _open_referrals(client), _reports(client, now), _plans(client), all=True
    )
    by_kind: dict[str, list[AheadRow]] = {}
    for kind, *columns in sorted(rows, key=lambda row: row[-1]):
        by_kind.setdefault(kind, []).append(AheadRow(*columns))
    return Ahead(
        session=next(iter(by_kind.get(SESSION, [])), None),
        visit=next(iter(by_kind.get(VISIT, [])), None),
        referrals=by_kind.get(REFERRAL, [])[::-1],
        report=next(iter(by_kind.get(REPORT, [])[::-1]), None),
        coverage=forecasts_of([row.detail for row in by_kind.get(PLAN, [])], on=today),
        insurers=list(dict.fromkeys(row.who for row in by_kind.get(PLAN, []))),
    )


def _sessions(client: Client, now: datetime) -> QuerySet[PlannedSession, tuple[Any, ...]]:
    planned = PlannedSession.objects.filter(
        client=client,
        attendance=PlannedSession.Attendance.PLANNED,
        session=None,
        starts_at__range=(now - PLANNED_LATELY, now + SESSIONS_AHEAD),
    )
    return planned.order_by().values_list(literal(SESSION), "pk", literal(""), literal(""), _READ, "starts_at")


def _visits(client: Client, today: date) -> QuerySet[Visit, tuple[Any, ...]]:
    weeks = (today, today + VISITS_AHEAD)
    booked = Visit.objects.filter(member__client=client, state=Visit.State.BOOKED, on__range=weeks).order_by()
    who = Coalesce("member__practitioner__name", "member__name")
    return booked.values_list(literal(VISIT), "member_id", who, literal(""), _READ, noon_of_its_day())


def _open_referrals(client: Client) -> QuerySet[Attempt, tuple[Any, ...]]:
    attempts = Attempt.objects.open().filter(referral__client=client).order_by()
    unread = Exists(ReferralMessage.objects.unread_by(Side.REQUESTER).filter(attempt=OuterRef("pk")))
    return attempts.values_list(literal(REFERRAL), "pk", "practitioner__name", "status", unread, "status_since")


def _reports(client: Client, now: datetime) -> QuerySet[ProgressReport, tuple[Any, ...]]:
    lately = ProgressReport.objects.filter(client=client, sent_at__gt=now - REPORTS_BACK).order_by()
    return lately.values_list(literal(REPORT), "pk", "grant__practitioner__name", literal(""), _READ, "sent_at")


def _plans(client: Client) -> QuerySet[CoveragePlan, tuple[Any, ...]]:
    rows = coverage_rows(client).order_by()
    return rows.values_list(literal(PLAN), "pk", "insurer", "terms", _READ, "created_at")
