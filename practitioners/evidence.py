"""What an admin puts in as evidence that something was looked up: a page of a register, as a PDF or a picture."""

from datetime import date

from django.db import models
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from web.downloads import saved_file
from web.models import KeyedModel
from web.uploads import Upload


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
    """The file, named by the day on which it was looked up. Raises Http404 where there is none."""
    if not evidence.file:
        raise Http404
    day = f"-{on:%Y-%m-%d}" if on else ""
    return saved_file(evidence.file, evidence.content_type, name=f"evidence{day}")
