"""Pictures and videos that people sent, shown within a page."""

import re

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")


def shown_file(request: HttpRequest, file: FieldFile, *, content_type: str, name: str) -> HttpResponseBase:
    """The file, or the part of it that a video player asks for: some play nothing without parts (RFC 9110, 14)."""
    span = _span(request.headers.get("Range", ""), file.size)
    if span is None:
        response: HttpResponseBase = FileResponse(file.open("rb"), filename=name, content_type=content_type)
    elif not span:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    else:
        with file.open("rb") as content:
            content.seek(span.start)
            response = HttpResponse(content.read(len(span)), status=206, content_type=content_type)
        response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{file.size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _span(header: str, size: int) -> range | None:
    """The bytes that the header asks for; None for the whole file, an empty range for none that it has."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or not (match["first"] or match["last"]):
        return None
    if not match["first"]:  # so many at the end
        return range(max(size - int(match["last"]), 0), size)
    last = min(int(match["last"]), size - 1) if match["last"] else size - 1
    return range(int(match["first"]), last + 1) if int(match["first"]) < size else range(0)
