"""Files that a browser saves."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from web.tables import csv_of
from web.workbooks import XLSX, xlsx_of

CSV = "text/csv; charset=utf-8"


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
