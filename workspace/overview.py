"""The client's page for the trainer: what to spare, who looks after them, how it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from careplan.alignment import contradictions
from careplan.correspondence import Unread, literal, unread
from careplan.guidance import most_urgent_first
from careplan.intake import intake_and_readiness
from careplan.models import CareTeamMember, Goal, Guidance, Intake, OwnIntake, Prescription
from careplan.models.period import touching
from careplan.readiness import Standing
from careplan.visits import visits_without_word
from clients.corrections import open_corrections
from clients.models import Client, Correction
from consent.models import ConsentGrant, Purpose
from consent.states import GrantState
from homework.check_ins import Adherence, adherence
from homework.models import HomeworkCheckIn
from referrals.models import Attempt
from reports.models import ProgressReport
from sessions_log.flags import FLAG, OpenFlag, open_flag_rows
from sessions_log.models import TrainingSession
from web.zones import today_in
from workspace.lanes import Lanes, MemberVisits, lanes_of, member_visits
from workspace.lanes_picture import first_day, last_day

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
    lanes: Lanes
    goals: list[Goal]
    prescriptions: list[Prescription]
    open_session: TrainingSession | None
    sessions: list[TrainingSession]
    homework: Adherence  # of the last seven days
    attempts: list[Attempt]
    reported: list[ConsentGrant]  # with `report_id` and `report_at` of the last report through each, newest first
    open_flags: list[OpenFlag]
    told: list[Unread]  # what practitioners told and nobody has read
    intake: Intake | None
    own_intake: OwnIntake | None  # the same in the client's own words
    readiness: Standing
    consents: list[ConsentGrant]  # those that can be ended, whatever for

    @property
    def is_at_odds(self) -> bool:
        """Whether one practitioner certainly asks for what another says to leave out (no query)."""
        pairs = contradictions([row.guidance for row in self.guidance], self.prescriptions)
        return any(one.is_grave for one in pairs)


def overview_of(client: Client, *, now: datetime) -> Overview:
    """All that the client's page shows, in ten queries; of what grows, only the weeks of the lanes picture."""
    today = today_in(client.time_zone, now)
    grants = list(grants_of(client))
    team = member_visits(_team(client, today))
    guidance = list(_guidance(client, today))
    prescriptions = list(_prescriptions(client, today))
    sessions = list(sessions_of(client, today))
    check_ins = list(HomeworkCheckIn.objects.filter(prescription__client=client, on__range=(first_day(today), today)))
    asked_for = [one for one in prescriptions if one.is_in_force(today)]
    completed = [session for session in sessions if session.state == TrainingSession.State.COMPLETED]
    intake, own_intake, readiness = intake_and_readiness(client, on=today)
    told = unread(
        [client.pk],
        correction_rows([client.pk]),
        visits_without_word([client.pk], before=today),
        open_flag_rows([client.pk]),
    )
    return Overview(
        guidance=_guidance_rows(guidance, grants, today),
        team=_team_rows(team, grants),
        lanes=lanes_of(
            team,
            guidance=guidance,
            sessions=sessions,
            prescriptions=prescriptions,
            check_ins=check_ins,
            zone=client.zone,
            today=today,
        ),
        goals=list(Goal.objects.filter(client=client, status=Goal.Status.ACTIVE)),
        prescriptions=asked_for,
        open_session=next((one for one in sessions if one.state == TrainingSession.State.OPEN), None),
        sessions=completed[:LAST_SESSIONS],
        homework=_homework(asked_for, check_ins, today),
        attempts=list(_open_attempts(client)),
        reported=_last_reported(grants),
        open_flags=OpenFlag.of(told),
        told=[row for row in told if row.kind != FLAG],
        intake=intake,
        own_intake=own_intake,
        readiness=readiness,
        consents=[grant for grant in grants if grant.is_in_force],
    )


# --- what is asked of the database --------------------------------------------------------


def grants_of(client: Client) -> Iterable[ConsentGrant]:
    """All that was ever asked, the oldest first, with the last report through each (one query)."""
    last = ProgressReport.objects.filter(grant=OuterRef("pk")).order_by("-sent_at")
    grants = client.grants.select_related("practitioner__discipline").order_by("requested_at")
    return grants.annotate(report_id=Subquery(last.values("pk")[:1]), report_at=Subquery(last.values("sent_at")[:1]))


def _team(client: Client, today: date) -> QuerySet[CareTeamMember]:
    """The care team and who left it within the picture's weeks: a row for each visit in them."""
    in_picture = Q(visits__on__range=(first_day(today), last_day(today)))
    return (
        CareTeamMember.objects.filter(Q(left_on=None) | Q(left_on__gt=first_day(today)), client=client)
        .select_related("practitioner__discipline", "practitioner__clinic", "discipline")
        .with_visits(today)
        .annotate(seen=FilteredRelation("visits", condition=in_picture))
        .annotate(visit_on=F("seen__on"), visit_state=F("seen__state"))
        .order_by("added_at", "pk")
    )


def _guidance(client: Client, today: date) -> QuerySet[Guidance]:
    """What holds today, and all that did or will within the picture's weeks."""
    return Guidance.objects.filter(
        touching(first_day(today), last_day(today)),
        Q(state=Guidance.State.ACTIVE) | Q(state_changed_at__gte=_beginning(client, today)),
        client=client,
    ).select_related("practitioner__discipline", "document")


def _prescriptions(client: Client, today: date) -> QuerySet[Prescription]:
    """What is asked for today, and what was within the picture's weeks."""
    return Prescription.objects.filter(
        touching(first_day(today), today),
        Q(stopped_at=None) | Q(stopped_at__gte=_beginning(client, today)),
        client=client,
    ).select_related("exercise", "practitioner__discipline")


def sessions_of(client: Client, today: date) -> QuerySet[TrainingSession]:
    """The one that is open, those of the picture's weeks, and the last few however long ago: the newest first."""
    ours = TrainingSession.objects.filter(client=client)
    last = ours.completed().order_by("-started_at").values("pk")[:LAST_SESSIONS]
    wanted = Q(state=TrainingSession.State.OPEN) | Q(started_at__gte=_beginning(client, today)) | Q(pk__in=last)
    return ours.filter(wanted).defer("team_note", "private_note").order_by("-started_at")


def _beginning(client: Client, today: date) -> datetime:
    """The moment at which the picture begins, where the client lives."""
    return datetime.combine(first_day(today), time.min, tzinfo=client.zone)


def _open_attempts(client: Client) -> QuerySet[Attempt]:
    attempts = Attempt.objects.open().filter(referral__client=client)
    return attempts.select_related("practitioner__discipline", "referral")


# --- what is made of it -------------------------------------------------------------------


def _guidance_rows(guidance: Iterable[Guidance], grants: Sequence[ConsentGrant], today: date) -> list[GuidanceRow]:
    given_once = {grant.practitioner_id for grant in grants if grant.given_at}
    current = {grant.practitioner_id for grant in grants if grant.is_in_force}
    in_force = [one for one in guidance if one.is_in_force(today)]
    return [GuidanceRow(one, one.practitioner_id in given_once - current) for one in most_urgent_first(in_force)]


def _homework(prescriptions: Iterable[Prescription], check_ins: Sequence[HomeworkCheckIn], today: date) -> Adherence:
    """Of the last seven days."""
    at_home = [prescription for prescription in prescriptions if prescription.where != Prescription.Where.SESSION]
    return adherence(at_home, check_ins, today - timedelta(days=6), today, today=today)


def _team_rows(team: Iterable[MemberVisits], grants: Iterable[ConsentGrant]) -> list[TeamRow]:
    return consent_with((row.member for row in team if row.member.left_on is None), grants)


def consent_with(members: Iterable[CareTeamMember], grants: Iterable[ConsentGrant]) -> list[TeamRow]:
    """Each with how consent to share with them stands (no query)."""
    # A question whether it goes on leaves what stands as it is.
    for_care = [grant for grant in grants if grant.purpose == Purpose.CARE and not grant.is_record_request]
    newest = {one.practitioner_id: one for one in for_care if not (one.renews_id and one.state == GrantState.REQUESTED)}
    return [TeamRow(one, newest.get(one.practitioner_id) if one.practitioner_id else None) for one in members]


def _last_reported(grants: list[ConsentGrant]) -> list[ConsentGrant]:
    reported = [grant for grant in grants if grant.report_at]  # type: ignore[attr-defined]
    return sorted(reported, key=lambda grant: grant.report_at, reverse=True)[:LAST_REPORTS]  # type: ignore[attr-defined]


def correction_rows(clients: Iterable[UUID]) -> QuerySet[Correction, tuple[Any, ...]]:
    """Clients' notes that wait for an answer, as rows of careplan.correspondence.unread."""
    rows = open_corrections(clients).order_by()
    return rows.values_list(literal("correction"), "pk", "client_id", "client__name", "text", "written_at")
