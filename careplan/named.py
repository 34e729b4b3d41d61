"""Somebody is named as looking after the client: on the care team once, however the name is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from careplan.care_team import add_member
from careplan.models import CareTeamMember
from clients.models import Client
from practitioners.models import Discipline, Practitioner
from web.search_text import searchable

MOST_NAMED = 5  # at once


@dataclass(frozen=True)
class Named:
    """A person as somebody has written them down: a name, or one of the network."""

    name: str
    discipline: Discipline | None = None
    clinic_name: str = ""
    for_what: str = ""
    since: date | None = None
    practitioner: Practitioner | None = None


def same_name(name: str) -> str:
    """What two ways to write one name have in common: accents, case, dots and hyphens are ignored."""
    return searchable(name.replace(".", " "))


def put_on_team(client: Client, people: Iterable[Named], *, by_client: bool = False) -> None:
    """Each of them once: who is on the team under this name stays as they are.

    A name alone becomes the practitioner of the network who is now chosen under the same name.
    """
    team = {same_name(member.known_as): member for member in CareTeamMember.objects.current().filter(client=client)}
    for person in people:
        if person.practitioner is not None:
            _put_practitioner(client, person.practitioner, person, team)
        elif same_name(person.name) not in team:
            team[same_name(person.name)] = CareTeamMember.objects.create(
                client=client,
                name=person.name,
                discipline=person.discipline,
                clinic_name=person.clinic_name,
                for_what=person.for_what,
                since=person.since,
                named_by_client=by_client,
            )


def _put_practitioner(
    client: Client, practitioner: Practitioner, person: Named, team: dict[str, CareTeamMember]
) -> None:
    known = team.get(same_name(practitioner.name))
    if known is None or known.practitioner_id is not None:
        known = add_member(client, practitioner, for_what=person.for_what)
    elif not any(member.practitioner_id == practitioner.pk for member in team.values()):
        known.practitioner, known.name, known.discipline, known.clinic_name = practitioner, "", None, ""
        known.save(update_fields=["practitioner", "name", "discipline", "clinic_name"])
    if person.since and known.since is None:
        known.since = person.since
        known.save(update_fields=["since"])
    team[same_name(practitioner.name)] = known
