"""The client, and who looks after them."""

from typing import Any

from careplan.models import CareTeamMember
from clients.models import Client
from fhir.values import (
    HL7,
    OWN,
    Resource,
    coding,
    concept,
    derived_key,
    filled,
    named,
    patient,
    reference,
    resource,
)
from web.practice import practice

Status = Client.Status


def patients(client: Client) -> list[Resource]:
    names = [{"use": "official", "text": client.name}]
    names += [{"use": "usual", "text": client.preferred_name}] if client.preferred_name else []
    return [
        resource(
            "Patient",
            client.pk,
            identifier=[{"system": f"{OWN}client", "value": str(client.pk)}],
            active=client.status == Status.ACTIVE,
            name=names,
            telecom=_ways(email=client.email, phone=client.phone),
            birthDate=client.birth_date and client.birth_date.isoformat(),
            deceasedBoolean=client.has_died or None,
            contact=_contacts(client),
            communication=[{"language": concept(coding("urn:ietf:bcp:47", client.language)), "preferred": True}],
            managingOrganization={"type": "Organization", "display": practice().name},
        )
    ]


def _contacts(client: Client) -> list[dict[str, Any]]:
    """Who answers for a minor, and whom to call in an emergency."""
    guardian = coding(f"{HL7}v3-RoleCode", "GUARD", "guardian")
    emergency = coding(f"{HL7}v2-0131", "C", "Emergency Contact")
    people = [
        (guardian, client.guardian_name, _ways(email=client.guardian_email)),
        (emergency, client.emergency_name, _ways(phone=client.emergency_phone)),
    ]
    return [
        filled(relationship=[concept(relation)], name={"text": name}, telecom=ways)
        for relation, name, ways in people
        if name
    ]


def _ways(*, email: str = "", phone: str = "") -> list[dict[str, str]]:
    return [{"system": system, "value": value} for system, value in (("email", email), ("phone", phone)) if value]


def care_teams(client: Client) -> list[Resource]:
    """One: the lead trainer, and all who look after the client today."""
    lead = {"role": [own_role("trainer")], "member": named(client.lead_trainer.name)}
    members = CareTeamMember.objects.current().filter(client=client)
    return [
        resource(
            "CareTeam",
            team_key(client),
            status="active",
            subject=patient(client),
            participant=[lead, *(_member(member) for member in members)],
            managingOrganization=[{"type": "Organization", "display": practice().name}],
        )
    ]


def team_key(client: Client) -> Any:
    return derived_key(client.pk, "care-team")


def team_of(client: Client) -> dict[str, Any]:
    return reference("CareTeam", team_key(client))


def own_role(code: str, words: str = "") -> dict[str, Any]:
    return concept(coding(f"{OWN}discipline", code), text=words or code)


def _member(member: CareTeamMember) -> dict[str, Any]:
    discipline = member.works_as
    clinic = member.practitioner.clinic.name if member.practitioner and member.practitioner.clinic else ""
    clinic = clinic or member.clinic_name
    return filled(
        role=[own_role(discipline.code, discipline.name)] if discipline else [],
        member=named(member.known_as),
        onBehalfOf={"type": "Organization", "display": clinic} if clinic else {},
        period=filled(start=member.since and member.since.isoformat()),
    )
