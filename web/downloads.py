"""Files that a browser saves."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse

from web.tables import csv_of
from web.uploads import SUFFIXES
from web.workbooks import XLSX, xlsx_of

CSV = "text/csv; charset=utf-8"


def saved_file(file: FieldFile, content_type: str, *, name: str) -> FileResponse:
    """To be saved, not shown: what others sent never runs as a page of ours.

    `name` is the file's, without its ending, and tells nothing personal.
    """
    filename = f"{name}.{SUFFIXES[content_type]}"
    return FileResponse(file.open("rb"), as_attachment=True, filename=filename, content_type=content_type)


def file_download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def table_download(
    rows: Iterable[Mapping[str, Any]], columns: list[str], *, name: str, as_workbook: bool
) -> HttpResponse:
    """A table as a CSV file or as a workbook; `name` is the file's, without its ending."""
    if as_workbook:
        return file_download(xlsx_of(rows, columns), f"{name}.xlsx", XLSX)
    return file_download(csv_of(rows, columns), f"{name}.csv", CSV)
