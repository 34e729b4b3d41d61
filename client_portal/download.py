"""All that is kept of a client, for the client: JSON, FHIR and CSV in a zip, brought together from each app's `export.py`.

The trainer's private notes are left out: they are a trainer's own reminders, and stand on no other page.
"""

import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import benefits.export
import careplan.export
import clients.export
import consent.export
import homework.export
import measures.export
import referrals.export
import reports.export
import sessions_log.export
from client_portal.download_words import column_words
from client_portal.readable import file_name, page_of
from clients.export import Rows, Table
from clients.models import Client
from fhir.bundles import collection
from reports.pdf import to_pdf
from web.languages import spoken
from web.tables import csv_of

STYLESHEET = '<link rel="stylesheet" href="/static/css/document.css">'
MOST_PAGES = 500  # of its PDF: it is not set smaller to be short
IN_MEMORY = 5 * 1024 * 1024  # bytes; a larger zip is made on the disk

TABLES: dict[str, Table] = {
    **careplan.export.TABLES,
    **sessions_log.export.TABLES,
    **homework.export.TABLES,
    **measures.export.TABLES,
    **benefits.export.TABLES,
    **referrals.export.TABLES,
    **reports.export.TABLES,
    **clients.export.TABLES,
    **consent.export.TABLES,
}


def tables_of(client: Client) -> dict[str, Rows]:
    """Every table of one client's record, by name; one query each."""
    tables = {name: table.of(client) for name, table in TABLES.items()}
    return {
        "client": [clients.export.person(client)],
        **tables,
        "who_looked": consent.export.who_looked(client),
    }


def zip_of(client: Client, *, now: datetime) -> IO[bytes]:
    """An open file with the zip, to be read from its beginning; a page that people read comes first, in their language."""
    with translation.override(spoken(client.language, to_client=True)), timezone.override(client.zone):
        return _zip_of(client, now)


def _zip_of(client: Client, now: datetime) -> IO[bytes]:
    tables = tables_of(client)
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        page = page_of(client, tables, TABLES, now=now)
        title = _("Your record")
        archive.writestr(f"{title}.html", page.replace(STYLESHEET, _styles()))
        archive.writestr(f"{title}.pdf", to_pdf(page, pages=MOST_PAGES))
        archive.writestr("README.txt", _readme(client, now))
        archive.writestr("record.json", json.dumps(tables, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        archive.writestr("fhir.json", json.dumps(collection(client, now=now), ensure_ascii=False, indent=1))
        for name, rows in tables.items():
            archive.writestr(file_name(name), _csv(name, rows))
        for name, content in chain(
            reports.export.files(client), careplan.export.files(client), benefits.export.files(client)
        ):
            with content.open("rb") as stored:
                archive.writestr(name, stored.read())
    file.seek(0)
    return file


def _csv(name: str, rows: Rows) -> bytes:
    """A table with its columns by the words for them."""
    columns = TABLES[name].columns if name in TABLES else (rows[0] if rows else [])
    words = {column: str(column_words(column)) for column in columns}
    return csv_of(({words[key]: cell for key, cell in _flat(row).items()} for row in rows), words.values())


def _styles() -> str:
    """The page's style sheet within it: a file on somebody's disk finds no other."""
    file = finders.find("css/document.css")
    return f"<style>{Path(str(file)).read_text()}</style>" if file else ""


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
    lines = [
        _("All that Carelane keeps of you, as of %(day)s.")
        % {"day": now.astimezone(client.zone).isoformat(timespec="minutes")},
        _("“%(file)s” is the page to read; the PDF says the same.") % {"file": f"{_('Your record')}.html"},
        _("record.json has everything, for programs; each .csv file has one table of it, for a spreadsheet."),
        _("fhir.json has what a clinic's system reads (FHIR R4); what has no place there is in record.json."),
        _("“%(file)s” lists everybody who opened something, when, and with what right.")
        % {"file": file_name("who_looked")},
        _("A cell that begins with an apostrophe would otherwise be taken for a formula."),
        _("Left out: your trainer's private notes, which no page but the trainer's own shows."),
    ]
    return "\r\n".join(lines) + "\r\n"
