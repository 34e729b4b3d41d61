"""A client's record in short, to take along: what they want, what is asked for, how it went, who looks after them."""

from dataclasses import dataclass
from datetime import date, datetime

from careplan.models import CareTeamMember, Goal, Guidance, Prescription
from clients.models import Client
from measures.catalogue import series
from measures.models import Reading
from reports.measured import changes_in_words
from web.zones import today_in

DONTS_FIRST: list[str] = [Guidance.Kind.DONT, Guidance.Kind.CAUTION, Guidance.Kind.DO]


@dataclass(frozen=True)
class InShort:
    goals: list[Goal]
    guidance: list[Guidance]
    exercises: list[Prescription]
    changes: list[str]
    team: list[CareTeamMember]


def in_short(client: Client, *, now: datetime) -> InShort:
    """What stands at this moment (five queries)."""
    today = today_in(client.time_zone, now)
    prescribed = Prescription.objects.filter(client=client).select_related("exercise", "practitioner", "client")
    readings = Reading.objects.current().filter(client=client)
    return InShort(
        goals=list(Goal.objects.filter(client=client, status=Goal.Status.ACTIVE)),
        guidance=sorted(
            Guidance.objects.in_force(today).filter(client=client),
            key=lambda guidance: DONTS_FIRST.index(guidance.kind),
        ),
        exercises=[one for one in prescribed if one.is_in_force(today)],
        changes=changes_in_words(series(readings), date.min),
        team=list(CareTeamMember.objects.current().filter(client=client)),
    )
