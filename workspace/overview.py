"""The client's page for the trainer: what is to be done, what holds, who looks after them, and how it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from careplan.alignment import grave_contradictions
from careplan.correspondence import Unread, literal, unread
from careplan.guidance import most_urgent_first
from careplan.intake import intake_and_readiness
from careplan.models import CareTeamMember, Goal, Guidance, Intake, OwnIntake, Prescription
from careplan.readiness import Standing
from careplan.replies import HOLDS, holding_rows
from careplan.visits import visits_without_word
from clients.corrections import open_corrections
from clients.models import Client, Correction
from consent.models import ConsentGrant, Purpose
from consent.states import GrantState
from homework.answers import asked_and_answered
from homework.check_ins import Adherence, adherence
from homework.plans import paused_in_words
from measures.pain import pain_of
from sessions_log.flags import FLAG, OpenFlag, open_flag_rows
from sessions_log.models import TrainingSession
from web.charts import Sparkline
from web.zones import today_in
from workspace.ahead import Ahead, ahead_of
from workspace.client_steps import client_steps
from workspace.first_steps import FirstStep
from workspace.lanes_picture import first_day
from workspace.pain import first_day_of_pain, sparkline_of
from workspace.todo import Todo, todos_of

WEEK = timedelta(days=6)  # before today: seven days with it
LAST_SESSIONS = 5


@dataclass(frozen=True)
class TeamRow:
    """Somebody of the care team, and how consent to share with them stands."""

    member: CareTeamMember
    grant: ConsentGrant | None

    @property
    def state(self) -> str:
        """not-asked, or a state of ConsentGrant."""
        return self.grant.state if self.grant else "not-asked"

    @property
    def is_asked(self) -> bool:
        """Whether sharing with them stands or waits for an answer."""
        return bool(self.grant and (self.grant.is_in_force or self.state == GrantState.REQUESTED))


@dataclass(frozen=True)
class GuidanceRow:
    guidance: Guidance
    sharing_ended: bool  # it stays in force for the trainer all the same


@dataclass(frozen=True)
class Overview:
    open_flags: list[OpenFlag]
    todos: list[Todo]  # the most pressing first
    steps: list[FirstStep]  # while nothing was logged yet
    holding: list[Unread]  # replies that ask for another load: read, and neither guidance nor over
    guidance: list[GuidanceRow]
    prescriptions: list[Prescription]
    goals: list[Goal]
    team: list[TeamRow]
    ahead: Ahead
    open_session: TrainingSession | None
    sessions: list[TrainingSession]
    pain: Sparkline
    homework: Adherence  # of the last seven days
    paused: str  # "Paused until …", where nothing is asked at home today
    intake: Intake | None
    own_intake: OwnIntake | None  # the same in the client's own words
    readiness: Standing
    consents: list[ConsentGrant]  # those that can be ended, whatever for

    @property
    def has_anything_now(self) -> bool:
        return bool(self.pain.points or self.ahead.session or self.ahead.visit or self.homework.due or self.paused)

    @property
    def first_todos(self) -> list[Todo]:
        """What stands before "more": all that says stop, and two things at least with the open flags."""
        stops = sum(todo.level == "stop" for todo in self.todos)
        return self.todos[: max(2 - len(self.open_flags), stops)]

    @property
    def more_todos(self) -> list[Todo]:
        return self.todos[len(self.first_todos) :]


def overview_of(client: Client, *, now: datetime, with_letters: bool = False) -> Overview:
    """All that the client's page shows, in ten queries; of what grows, only the weeks of the pain.

    `with_letters` for the whole plan: guidance comes with the letter that it was read from.
    """
    today = today_in(client.time_zone, now)
    told = _told(client, today)
    grants = list(grants_of(client))
    guidance = list(_guidance(client, today, with_letters=with_letters))
    of_week, check_ins = asked_and_answered(client, today - WEEK, today)
    prescriptions = [one for one in of_week if one.is_in_force(today)]
    team = consent_with(_team(client), grants)
    sessions = list(_sessions(client))
    completed = [session for session in sessions if session.state == TrainingSession.State.COMPLETED]
    intake, own_intake, readiness = intake_and_readiness(client, on=today)
    unread_rows = [row for row in told if row.kind not in {FLAG, HOLDS}]
    is_at_odds = bool(grave_contradictions(guidance, prescriptions))
    return Overview(
        open_flags=OpenFlag.of(told),
        todos=todos_of(client, unread_rows, readiness=readiness, is_at_odds=is_at_odds),
        steps=client_steps(
            client, is_screened=readiness.state != "never", has_team=bool(team), has_trained=bool(completed)
        ),
        holding=[row for row in told if row.kind == HOLDS],
        guidance=_guidance_rows(guidance, grants),
        prescriptions=prescriptions,
        goals=list(Goal.objects.filter(client=client, status=Goal.Status.ACTIVE)),
        team=team,
        ahead=ahead_of(client, now=now, today=today),
        open_session=next((one for one in sessions if one.state == TrainingSession.State.OPEN), None),
        sessions=completed[:LAST_SESSIONS],
        pain=sparkline_of(pain_of(client, since=first_day_of_pain(today), until=today), today=today),
        homework=adherence(of_week, check_ins, today - WEEK, today, today=today),
        paused=paused_in_words(prescriptions[0].home_plan, today) if prescriptions else "",
        intake=intake,
        own_intake=own_intake,
        readiness=readiness,
        consents=[grant for grant in grants if grant.is_in_force],
    )


# --- what is asked of the database --------------------------------------------------------


def _told(client: Client, today: date) -> list[Unread]:
    """What was said to the trainer and waits for them (one query)."""
    return unread(
        [client.pk],
        correction_rows([client.pk]),
        visits_without_word([client.pk], before=today),
        open_flag_rows([client.pk]),
        holding_rows([client.pk]),
    )


def grants_of(client: Client) -> Iterable[ConsentGrant]:
    """All that was ever asked, the oldest first (one query)."""
    return client.grants.select_related("practitioner__discipline").order_by("requested_at")


def sessions_of(client: Client, today: date) -> QuerySet[TrainingSession]:
    """The one that is open, those of the picture's weeks, and the last few however long ago: the newest first."""
    beginning = datetime.combine(first_day(today), time.min, tzinfo=client.zone)
    return _sessions(client, Q(started_at__gte=beginning))


def _sessions(client: Client, more: Q | None = None) -> QuerySet[TrainingSession]:
    """The one that is open and the last few, with `more` of them: the newest first."""
    ours = TrainingSession.objects.filter(client=client)
    last = ours.completed().order_by("-started_at").values("pk")[:LAST_SESSIONS]
    wanted = Q(state=TrainingSession.State.OPEN) | Q(pk__in=last)
    return ours.filter(wanted | more if more else wanted).defer("team_note", "private_note").order_by("-started_at")


def _guidance(client: Client, today: date, *, with_letters: bool) -> QuerySet[Guidance]:
    """What holds on the day; without letters it joins no more than is shown."""
    in_force = Guidance.objects.in_force(today).filter(client=client)
    return in_force if with_letters else in_force.select_related(None).select_related("practitioner__discipline")


def _team(client: Client) -> QuerySet[CareTeamMember]:
    current = CareTeamMember.objects.filter(client=client, left_on=None)
    return current.select_related("practitioner__discipline", "discipline").order_by("added_at", "pk")


# --- what is made of it -------------------------------------------------------------------


def _guidance_rows(guidance: Iterable[Guidance], grants: Sequence[ConsentGrant]) -> list[GuidanceRow]:
    given_once = {grant.practitioner_id for grant in grants if grant.given_at}
    current = {grant.practitioner_id for grant in grants if grant.is_in_force}
    return [GuidanceRow(one, one.practitioner_id in given_once - current) for one in most_urgent_first(guidance)]


def consent_with(members: Iterable[CareTeamMember], grants: Iterable[ConsentGrant]) -> list[TeamRow]:
    """Each with how consent to share with them stands (no query)."""
    # A question whether it goes on leaves what stands as it is.
    for_care = [grant for grant in grants if grant.purpose == Purpose.CARE and not grant.is_record_request]
    newest = {one.practitioner_id: one for one in for_care if not (one.renews_id and one.state == GrantState.REQUESTED)}
    return [TeamRow(one, newest.get(one.practitioner_id) if one.practitioner_id else None) for one in members]


def correction_rows(clients: Iterable[UUID]) -> QuerySet[Correction, tuple[Any, ...]]:
    """Clients' notes that wait for an answer, as rows of careplan.correspondence.unread."""
    rows = open_corrections(clients).order_by()
    return rows.values_list(literal("correction"), "pk", "client_id", "client__name", "text", "written_at")
