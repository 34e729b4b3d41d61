"""What is read here and how, as FHIR has servers say it."""

from typing import Any

from fhir.bundles import AT
from fhir.kinds import SEARCHED
from fhir.values import Resource

VERSION = "4.0.1"
SINCE = "2026-11-30"  # when the statement last changed
PATIENT = {"name": "patient", "type": "reference", "documentation": "Required: of whom."}
SECURITY = "Send a token for FHIR, which trainers make under You: “Authorization: Bearer …”."


def capability_statement() -> Resource:
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": SINCE,
        "kind": "instance",
        "software": {"name": "Carelane"},
        "implementation": {"description": "Reads the record of one client.", "url": AT},
        "fhirVersion": VERSION,
        "format": ["json"],
        "rest": [{"mode": "server", "security": {"description": SECURITY}, "resource": _resources()}],
    }


def _resources() -> list[dict[str, Any]]:
    read: dict[str, Any] = {"type": "Patient", "interaction": [{"code": "read"}]}
    searched: list[dict[str, Any]] = [
        {"type": kind, "interaction": [{"code": "search-type"}], "searchParam": [PATIENT]} for kind in SEARCHED
    ]
    return [read, *searched]
