"""Documents that practitioners sent, as files to take away."""

from django.http import FileResponse

from careplan.models import Document
from web.uploads import SUFFIXES


def document_response(document: Document) -> FileResponse:
    """To be saved, not shown: what others wrote never runs as a page of ours. Its name tells nothing personal."""
    name = f"letter-{document.sent_at:%Y-%m-%d}.{SUFFIXES[document.content_type]}"
    return FileResponse(document.file.open("rb"), as_attachment=True, filename=name, content_type=document.content_type)
