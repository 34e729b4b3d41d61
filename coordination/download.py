"""All that is kept of a client, for the client: JSON and CSV in a zip, who was told what among it.

The trainer's private notes are left out: they are a trainer's own reminders, and stand on no other page.
"""

import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from careplan.models import (
    Document,
)
from clients.models import AccessEvent, Client
from coordination.download_tables import TABLES
from coordination.log_words import lines
from reports.models import ProgressReport
from web.tables import csv_of
from web.uploads import SUFFIXES

IN_MEMORY = 5 * 1024 * 1024  # bytes; a larger zip is made on the disk

Rows = list[dict[str, Any]]


def tables_of(client: Client) -> dict[str, Rows]:
    """Every table of one client's record, by name; one query each."""
    tables = {name: _rows(found.filter(**{owner: client}), columns) for name, (found, owner, columns) in TABLES.items()}
    return {"client": [_person(client)], **tables, "who_looked": _who_looked(client)}


def _rows(found: QuerySet[Any], columns: Mapping[str, str]) -> Rows:
    return [dict(zip(columns, row, strict=True)) for row in found.values_list(*columns.values())]


def _person(client: Client) -> dict[str, Any]:
    return {
        "name": client.name,
        "email": client.email,
        "phone": client.phone,
        "emergency_name": client.emergency_name,
        "emergency_phone": client.emergency_phone,
        "birth_date": client.birth_date,
        "guardian_name": client.guardian_name,
        "guardian_email": client.guardian_email,
        "language": client.language,
        "time_zone": client.time_zone,
        "status": client.status,
        "lead_trainer": client.lead_trainer.name,
        "confirmed_at": client.confirmed_at,
        "created_at": client.created_at,
    }


def _who_looked(client: Client) -> Rows:
    """The disclosures: each look and act, in the words of the page "Who looked"."""
    events = AccessEvent.objects.filter(client_id=client.pk).order_by("sequence")
    return [
        {
            "at": line.at,
            "who": line.who,
            "did": str(line.did),
            "how": line.through,
            "reason": line.reason,
            "device": str(line.device),
            "shown": line.shown,
        }
        for line in lines(client, events)
    ]


def zip_of(client: Client, *, now: datetime) -> IO[bytes]:
    """An open file with the zip, to be read from its beginning."""
    tables = tables_of(client)
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(client, now))
        archive.writestr("record.json", json.dumps(tables, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", csv_of(map(_flat, rows), _columns(name, rows)))
        for report in ProgressReport.objects.filter(client=client).only("sent_at", "pdf"):
            with report.pdf.open("rb") as pdf:
                archive.writestr(f"reports/{report.sent_at:%Y-%m-%d}-{report.pk}.pdf", pdf.read())
        for document in Document.objects.filter(client=client):
            with document.file.open("rb") as sent:
                name = f"documents/{document.sent_at:%Y-%m-%d}-{document.pk}.{SUFFIXES[document.content_type]}"
                archive.writestr(name, sent.read())
    file.seek(0)
    return file


def _columns(name: str, rows: Rows) -> Iterable[str]:
    return TABLES[name][2] if name in TABLES else (rows[0] if rows else [])


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """For CSV: times as ISO texts, lists and objects as JSON, nothing as an empty cell."""
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _readme(client: Client, now: datetime) -> str:
    said = [
        _("All that Carelane keeps of you, as of %(day)s.")
        % {"day": now.astimezone(client.zone).isoformat(timespec="minutes")},
        _("record.json has everything; each .csv file has one table of it, for a spreadsheet."),
        _("who_looked lists everybody who opened something, when, and with what right."),
        _("A cell that begins with an apostrophe would otherwise be taken for a formula."),
        _("Left out: your trainer's private notes, which no page but the trainer's own shows."),
    ]
    return "\r\n".join(said) + "\r\n"
