"""A client's record to read, for the client and in an emergency: what is asked of them, and what was done."""

from dataclasses import dataclass
from datetime import datetime

from careplan.guidance import most_urgent_first
from careplan.models import CareTeamMember, Goal, Guidance, Prescription, Visit
from clients.models import Client
from sessions_log.models import TrainingSession
from web.zones import today_in

LAST_SESSIONS = 5
LAST_VISITS = 10


@dataclass(frozen=True)
class Record:
    guidance: list[Guidance]
    prescriptions: list[Prescription]
    goals: list[Goal]
    sessions: list[TrainingSession]  # without the trainer's private notes on any page
    team: list[CareTeamMember]  # with when they were last seen, and are next
    visits: list[Visit]  # the latest, and those that are booked


def record_of(client: Client, *, now: datetime) -> Record:
    """Six queries."""
    today = today_in(client.time_zone, now)
    completed = TrainingSession.objects.filter(client=client, state=TrainingSession.State.COMPLETED)
    return Record(
        guidance=most_urgent_first(Guidance.objects.in_force(today).filter(client=client)),
        prescriptions=list(Prescription.objects.in_force(today).filter(client=client)),
        goals=list(Goal.objects.filter(client=client, status=Goal.Status.ACTIVE)),
        sessions=list(completed.order_by("-started_at")[:LAST_SESSIONS]),
        team=list(CareTeamMember.objects.current().filter(client=client).with_visits(today)),
        visits=list(
            Visit.objects.filter(member__client=client).select_related(
                "member__practitioner__discipline", "member__discipline"
            )[:LAST_VISITS]
        ),
    )
