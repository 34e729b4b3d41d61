"""What resources are made of: references, concepts, quantities and moments, as FHIR R4 writes them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model

from clients.models import Client
from web.words import StrOrPromise

Resource = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem/"
OWN = "urn:carelane:"  # codes of Carelane itself, each list under its own name


def resource(kind: str, key: object, **fields: Any) -> Resource:
    """A resource without the fields of which nothing is known: FHIR has no empty values."""
    return {"resourceType": kind, "id": str(key)} | filled(**fields)


def filled(**fields: Any) -> dict[str, Any]:
    """Those that say something. A name that Python has for itself ends with "_"."""
    return {name.rstrip("_"): value for name, value in fields.items() if value not in (None, "", [], {})}


def derived_key(of: UUID, name: str) -> UUID:
    """A key that stays the same, for what has no row of its own."""
    return uuid5(of, name)


def reference(kind: str, row: Model | UUID | str, display: StrOrPromise = "") -> dict[str, Any]:
    """To another resource that is read here too."""
    key = row.pk if isinstance(row, Model) else row
    return filled(reference=f"{kind}/{key}", display=str(display))


def patient(client: Client) -> dict[str, Any]:
    return reference("Patient", client, client.name)


def named(name: str) -> dict[str, Any]:
    """Somebody who is no resource here, by their name."""
    return {"type": "Practitioner", "display": name} if name else {}


def coding(system: str, code: str, display: StrOrPromise = "") -> dict[str, Any]:
    return filled(system=system, code=code, display=str(display))


def concept(*codings: dict[str, Any], text: StrOrPromise = "") -> dict[str, Any]:
    return filled(coding=list(codings), text=str(text))


def own_code(name: str, code: str, text: StrOrPromise = "") -> dict[str, Any]:
    """A code of Carelane's own list of that name, in words too; {} for none."""
    return concept(coding(f"{OWN}{name}", code), text=text) if code else {}


def quantity(value: Decimal, unit: StrOrPromise = "", code: str = "") -> dict[str, Any]:
    """`code` is the unit in UCUM."""
    return {"value": number(value)} | filled(unit=str(unit), system=code and UCUM, code=code)


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def moment(at: datetime | None) -> str:
    """ "" for none."""
    return at.isoformat() if at else ""


def in_words(*parts: StrOrPromise) -> str:
    """Those that say something, one after the other."""
    return ". ".join(text for part in parts if (text := str(part).strip(" .")))


def notes(texts: Iterable[str]) -> list[dict[str, Any]]:
    return [{"text": text} for text in texts if text]
