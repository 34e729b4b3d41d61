"""A log of another program on its way in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import Client
from web.table_import import TableImport


class LogSource(models.TextChoices):
    """Whose files are read."""

    FITNOTES = "fitnotes", "FitNotes"
    STRONGLIFTS = "stronglifts", "StrongLifts"


class LogImport(TableImport):
    """A file of sets that a trainer brings into the sessions of one client.

    `settled` tells what an exercise of the file is, by its name there: the key of one of the library, "" for left out.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=11, choices=LogSource)
    load_unit = models.CharField(_("unit of loads"), max_length=2, choices=User.LoadUnit, blank=True)  # "": not told
    settled = models.JSONField(default=dict)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["client", "trainer"], name="log_import_of_client")]
