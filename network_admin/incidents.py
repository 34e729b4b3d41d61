"""The register of incidents: an entry is added and amended, what it said before stays, and nobody takes one out."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from network_admin.models import Incident, IncidentChange
from web.errors import EditConflict
from web.once import get_or_create_by_key

# What people fill in.
FIELDS = [
    "happened_on", "known_on", "what", "kinds_of_data", "people", "harm", "harm_reason", "measures", "authority",
    "authority_told_on", "people_told_on", "closed_on",
]  # fmt: skip


def add_incident(values: dict[str, Any], *, key: Any, by: User) -> Incident:
    """A new entry; the same `key` twice makes one."""
    row, _is_new = get_or_create_by_key(Incident, key, owner={}, values={**values, "entered_by": by})
    return row


@transaction.atomic
def change_incident(incident: Incident, values: dict[str, Any], *, based_on: int, by: User) -> bool:
    """Amends the entry and keeps what it said; False where nothing differs. Raises EditConflict for a stale version."""
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.version != based_on:
        raise EditConflict
    before = {name: getattr(row, name) for name in FIELDS if getattr(row, name) != values[name]}
    if not before:
        return False
    IncidentChange.objects.create(incident=row, by=by, before={name: _as_text(was) for name, was in before.items()})
    for name in before:
        setattr(row, name, values[name])
    row.version += 1
    row.save()
    return True


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def what_is_owed(incident: Incident) -> list[str]:
    """Codes of what the entry still asks for, in the order in which it is done."""
    is_real = incident.harm == Incident.Harm.REAL
    owed = {
        "judge": incident.harm == Incident.Harm.UNKNOWN,
        "authority": is_real and incident.authority_told_on is None,
        "people": is_real and incident.people_told_on is None,
        "close": incident.closed_on is None,
    }
    return [code for code, is_so in owed.items() if is_so]
