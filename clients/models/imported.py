"""A file of clients on its way in, and what is needed to take it back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from web.table_import import TableImport


class ClientImport(TableImport):
    """What a trainer has uploaded: theirs alone."""

    class Known(models.TextChoices):
        UPDATE = "update", _("Update them with what the file says")
        SKIP = "skip", _("Leave them as they are")

    class DateOrder(models.TextChoices):
        DAY_FIRST = "dmy", _("day, month, year")
        MONTH_FIRST = "mdy", _("month, day, year")
        YEAR_FIRST = "ymd", _("year, month, day")

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="client_imports")
    # The order of day, month and year in the column of birthdays, where the trainer had to say it.
    date_order = models.CharField(max_length=3, choices=DateOrder, blank=True)
    known = models.CharField(_("clients whom you have already"), max_length=6, choices=Known, default=Known.UPDATE)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["trainer", "-created_at"], name="import_of_trainer")]
        constraints = [
            models.CheckConstraint(
                name="import_done_has_time", condition=Q(state="open", done_at=None) | Q(done_at__isnull=False)
            )
        ]
