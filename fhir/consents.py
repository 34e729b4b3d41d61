"""What the client agreed to share, with whom, until when."""

from typing import Any

from clients.models import Client
from consent.models import ConsentGrant, GrantScope
from consent.states import GrantState
from fhir.values import HL7, LOINC, Resource, coding, concept, filled, moment, named, own_code, patient, resource

# A consent that may not be used for now is not active, whoever reads it: it stands as inactive, as one that is over.
STATUS = {GrantState.REQUESTED: "proposed", GrantState.GIVEN: "active", GrantState.DECLINED: "rejected"}
RECIPIENT = coding(f"{HL7}v3-ParticipationType", "IRCP", "information recipient")
SOURCE = coding(f"{HL7}v3-ParticipationType", "AUT", "author (originator)")


def consents(client: Client) -> list[Resource]:
    """All that were ever asked, the oldest first."""
    grants = ConsentGrant.objects.filter(client=client).select_related("client__lead_trainer", "practitioner")
    return [_consent(client, grant) for grant in grants.prefetch_related("scopes").order_by("requested_at", "pk")]


def _consent(client: Client, grant: ConsentGrant) -> Resource:
    return resource(
        "Consent",
        grant.pk,
        status=STATUS.get(grant.state, "inactive"),
        scope=concept(coding(f"{HL7}consentscope", "patient-privacy", "Privacy Consent")),
        category=[concept(coding(LOINC, "59284-0", "Consent Document"))],
        patient=patient(client),
        dateTime=moment(grant.given_at or grant.declined_at or grant.requested_at),
        performer=_performers(client, grant),
        policyRule={"text": grant.wording_version},
        verification=_verification(grant),
        provision=_provision(client, grant),
    )


def _performers(client: Client, grant: ConsentGrant) -> list[dict[str, Any]]:
    """Who answered, once somebody has: the client, or their guardian by name."""
    if grant.given_at is None and grant.declined_at is None:
        return []
    if grant.answered_by_guardian:
        return [filled(type="RelatedPerson", display=grant.answered_name or client.guardian_name)]
    return [patient(client)]


def _verification(grant: ConsentGrant) -> list[dict[str, Any]]:
    return [{"verified": True, "verificationDate": moment(grant.given_at)}] if grant.given_at else []


def _provision(client: Client, grant: ConsentGrant) -> dict[str, Any]:
    """Who may read what until when. A record request lets the practitioner tell the lead trainer."""
    who, trainer = named(grant.practitioner.name), named(client.lead_trainer.name)
    actors = [(SOURCE, who), (RECIPIENT, trainer)] if grant.is_record_request else [(RECIPIENT, who)]
    rows = [row for row in grant.scopes.all() if row.is_open or grant.given_at is None]
    return filled(
        type="permit",
        period=filled(start=moment(grant.given_at), end=moment(grant.ends_at)) if grant.given_at else {},
        actor=[{"role": concept(role), "reference": person} for role, person in actors],
        purpose=[coding(f"{HL7}v3-ActReason", "CAREMGT" if grant.purpose == "care" else "COC")],
        code=[own_code("consent-scope", row.scope, _label(row)) for row in rows],
    )


def _label(row: GrantScope) -> str:
    return str(row.get_scope_display())
