"""The client's page for the trainer: what to spare, who looks after them, how it goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from careplan.models import CareTeamMember, Goal, Guidance, Intake, Prescription
from careplan.told import Unread, literal, unread
from clients.corrections import open_corrections
from clients.models import Client, Correction
from consent.models import ConsentGrant, Purpose
from referrals.models import Attempt
from reports.models import ProgressReport
from sessions_log.homework import Adherence, adherence
from sessions_log.models import HomeworkCheckIn, TrainingSession
from web.zones import today_in

LAST_SESSIONS = 5
LAST_REPORTS = 3


@dataclass(frozen=True)
class TeamRow:
    """Somebody of the care team, and how consent to share with them stands."""

    member: CareTeamMember
    grant: ConsentGrant | None

    @property
    def state(self) -> str:
        """not-asked, or a state of ConsentGrant."""
        return self.grant.state if self.grant else "not-asked"


@dataclass(frozen=True)
class GuidanceRow:
    guidance: Guidance
    sharing_ended: bool  # it stays in force for the trainer all the same


@dataclass(frozen=True)
class Overview:
    guidance: list[GuidanceRow]
    team: list[TeamRow]
    goals: list[Goal]
    prescriptions: list[Prescription]
    open_session: TrainingSession | None
    sessions: list[TrainingSession]
    homework: Adherence  # of the last seven days
    attempts: list[Attempt]
    reported: list[ConsentGrant]  # with `report_id` and `report_at` of the last report through each, newest first
    told: list[Unread]  # what practitioners told and nobody has read
    intake: Intake | None


def overview_of(client: Client, *, now: datetime) -> Overview:
    """All that the client's page shows, in ten queries."""
    today = today_in(client.time_zone, now)
    grants = list(_grants(client))
    # A question whether it goes on leaves what stands as it is.
    asked = [grant for grant in grants if grant.purpose == Purpose.CARE and not grant.obtains]
    newest = {one.practitioner_id: one for one in asked if not (one.renews_id and one.state == "requested")}
    given_once = {grant.practitioner_id for grant in grants if grant.given_at}
    live = {grant.practitioner_id for grant in grants if grant.is_live}
    members = CareTeamMember.objects.current().filter(client=client)
    prescriptions = list(Prescription.objects.in_force(today).filter(client=client))
    sessions = list(
        TrainingSession.objects.filter(client=client).order_by("-state", "-started_at")[: LAST_SESSIONS + 1]
    )
    held = [session for session in sessions if session.state == TrainingSession.State.HELD]
    week_ago = today - timedelta(days=6)
    check_ins = HomeworkCheckIn.objects.filter(prescription__client=client, on__range=(week_ago, today))
    return Overview(
        guidance=[
            GuidanceRow(one, one.practitioner_id in given_once - live)
            for one in most_urgent_first(Guidance.objects.in_force(today).filter(client=client))
        ],
        team=[TeamRow(one, newest.get(one.practitioner_id) if one.practitioner_id else None) for one in members],
        goals=list(Goal.objects.filter(client=client, status=Goal.Status.ACTIVE)),
        prescriptions=prescriptions,
        open_session=next((one for one in sessions if one.state == TrainingSession.State.OPEN), None),
        sessions=held[:LAST_SESSIONS],
        homework=adherence(
            [one for one in prescriptions if one.where != Prescription.Where.SESSION],
            check_ins,
            week_ago,
            today,
            today=today,
        ),
        attempts=list(
            Attempt.objects.open()
            .filter(referral__client=client)
            .select_related("practitioner__discipline", "referral")
        ),
        reported=_last_reported(grants),
        told=unread([client.pk], correction_rows([client.pk])),
        intake=Intake.objects.filter(client=client).first(),
    )


def _grants(client: Client) -> Iterable[ConsentGrant]:
    last = ProgressReport.objects.filter(grant=OuterRef("pk")).order_by("-sent_at")
    found = client.grants.select_related("client", "practitioner").order_by("requested_at")
    return found.annotate(report_id=Subquery(last.values("pk")[:1]), report_at=Subquery(last.values("sent_at")[:1]))


def _last_reported(grants: list[ConsentGrant]) -> list[ConsentGrant]:
    reported = [grant for grant in grants if grant.report_at]  # type: ignore[attr-defined]
    return sorted(reported, key=lambda grant: grant.report_at, reverse=True)[:LAST_REPORTS]  # type: ignore[attr-defined]


def correction_rows(clients: Iterable[UUID]) -> QuerySet[Correction, tuple[Any, ...]]:
    """Clients' notes that wait for an answer, as rows of careplan.told.unread."""
    rows = open_corrections(clients).order_by()
    return rows.values_list(literal("correction"), "pk", "client_id", "client__name", "text", "written_at")


def most_urgent_first(guidance: Iterable[Guidance]) -> list[Guidance]:
    order = [Guidance.Kind.DONT, Guidance.Kind.CAUTION, Guidance.Kind.DO]
    return sorted(guidance, key=lambda one: order.index(Guidance.Kind(one.kind)))
