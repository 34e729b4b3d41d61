"""Claims that are proposed, to be confirmed: visits that took place and of which no claim is written down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from benefits.models import BenefitLine, Claim
from careplan.models import Visit
from clients.models import Client
from practitioners.models import Practitioner

MOST_PROPOSED = 10


@dataclass(frozen=True)
class Proposal:
    """Something that took place: a visit of the care team, or what an app above knows of."""

    on: date
    known_as: str
    discipline_id: UUID | None
    practitioner: Practitioner | None = None
    visit_id: UUID | None = None

    @property
    def query(self) -> str:
        """What the form of a claim is asked for with, to be filled in."""
        if self.visit_id:
            return f"?visit={self.visit_id}"
        return f"?on={self.on}&with={self.practitioner.pk}" if self.practitioner else f"?on={self.on}"


# Gives what took place between two days with somebody of the client's who has one of these disciplines.
Source = Callable[[Client, set[UUID], date, date], list[Proposal]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """For an app above whose appointments are no visits of the care team; called when that app is ready."""
    _sources.append(source)


def proposed_claims(client: Client, lines: Iterable[BenefitLine], *, since: date, today: date) -> list[Proposal]:
    """The newest first, each day with somebody once (two queries, and those of the sources)."""
    disciplines = {discipline.pk for line in lines for discipline in line.disciplines.all()}
    if not disciplines:
        return []
    proposals = [*_visits(client, disciplines, since, today)]
    for source in _sources:
        proposals += source(client, disciplines, since, today)
    claimed = Claim.objects.filter(line__plan__client=client, removed_at=None, date_of_service__gte=since)
    done = set(claimed.values_list("line__disciplines", "date_of_service"))
    by_day: dict[tuple[str, date], Proposal] = {}
    for proposal in proposals:
        if (proposal.discipline_id, proposal.on) not in done:
            by_day.setdefault((proposal.known_as, proposal.on), proposal)
    return sorted(by_day.values(), key=lambda proposal: proposal.on, reverse=True)[:MOST_PROPOSED]


def _visits(client: Client, disciplines: set[UUID], since: date, today: date) -> list[Proposal]:
    """Attended visits of which no claim is written down (one query)."""
    visits = Visit.objects.filter(
        member__client=client,
        state=Visit.State.ATTENDED,
        on__range=(since, today),
    ).filter(Q(member__practitioner__discipline__in=disciplines) | Q(member__discipline__in=disciplines))
    visits = visits.exclude(Exists(Claim.objects.filter(visit=OuterRef("pk"), removed_at=None)))
    newest = visits.select_related("member__practitioner").order_by("-on", "pk")[:MOST_PROPOSED]
    return [
        Proposal(visit.on, member.known_as, member.discipline_key, member.practitioner, visit.pk)
        for visit in newest
        if (member := visit.member)
    ]
