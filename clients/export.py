"""What a client takes along of their record: the shape in which every app gives it, and what `clients` itself has.

Each app's `export.py` lists its TABLES; `client_portal/download.py` puts them into files, and knows no table.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from clients.models import Client, ContactNote, Correction
from web.words import data_words

Rows = list[dict[str, Any]]
OF_SHIPPED_DATA = ("__source_name", "__sign_en")  # which are read in the language in use


@dataclass(frozen=True)
class Table:
    """Rows of all clients, and the lookups of its columns under the names that they have in the files."""

    rows: QuerySet[Any]
    columns: dict[str, str]
    client: str = "client"  # the lookup of whose row it is

    def of(self, client: Client) -> Rows:
        """The rows of one client (one query)."""
        values = self.rows.filter(**{self.client: client}).values_list(*self.columns.values())
        return [
            {name: _read(cell, lookup) for (name, lookup), cell in zip(self.columns.items(), row, strict=True)}
            for row in values
        ]


def _read(cell: Any, lookup: str) -> Any:
    return data_words(cell) if cell and lookup.endswith(OF_SHIPPED_DATA) else cell


def columns_of(*names: str) -> dict[str, str]:
    """Columns in this order: "text" under its own name, "by=practitioner__name" under another."""
    return {name: lookup or name for name, _equals, lookup in (column.partition("=") for column in names)}


def person(client: Client) -> dict[str, Any]:
    """The client's own row."""
    return {
        "name": client.name,
        "preferred_name": client.preferred_name,
        "pronouns": client.pronouns,
        "email": client.email,
        "phone": client.phone,
        "emergency_name": client.emergency_name,
        "emergency_phone": client.emergency_phone,
        "birth_date": client.birth_date,
        "guardian_name": client.guardian_name,
        "guardian_email": client.guardian_email,
        "language": client.language,
        "time_zone": client.time_zone,
        "province": client.lives_in,
        "status": client.status,
        "lead_trainer": client.lead_trainer.name,
        "confirmed_at": client.confirmed_at,
        "created_at": client.created_at,
    }


TABLES = {
    "contacts": Table(ContactNote.objects.all(), columns_of("at", "by=by__name", "kind", "text")),
    "corrections": Table(Correction.objects.all(), columns_of("written_at", "about", "text", "answered_at", "answer")),
}
