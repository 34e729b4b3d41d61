"""What an admin puts in as evidence that something was looked up: a page of a register, as a PDF or a picture."""

from datetime import date

from django.db import models
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel
from web.uploads import SUFFIXES, Upload


class Evidence(KeyedModel):
    """A file beside what was found; what it is, is known by its content, and its name is one of ours."""

    class Type(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        JPEG = "image/jpeg", _("picture (JPEG)")
        PNG = "image/png", _("picture (PNG)")

    file = models.FileField(_("evidence"), upload_to="evidence/", blank=True, default="", db_default="")
    content_type = models.CharField(max_length=15, choices=Type, blank=True, default="", db_default="", editable=False)

    class Meta:
        abstract = True

    def attach(self, upload: Upload | None) -> None:
        """Keeps the file where one was sent; the row is saved by its caller."""
        if upload is not None:
            self.content_type = upload.content_type
            self.file.save(upload.name, upload.content, save=False)


def evidence_response(evidence: Evidence, *, on: date | None) -> FileResponse:
    """To be saved, not shown: what others wrote never runs as a page of ours. Raises Http404 where there is none."""
    if not evidence.file:
        raise Http404
    day = f"-{on:%Y-%m-%d}" if on else ""
    return FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=f"evidence{day}.{SUFFIXES[evidence.content_type]}",
        content_type=evidence.content_type,
    )
