"""Documents that practitioners sent, as files to take away."""

from django.http import FileResponse

from careplan.models import Document
from web.downloads import saved_file


def document_response(document: Document) -> FileResponse:
    return saved_file(document.file, document.content_type, name=f"letter-{document.sent_at:%Y-%m-%d}")
