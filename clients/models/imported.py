"""A file of clients on its way in, and what is needed to take it back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.model_fields import LineField
from web.models import KeyedModel

UNDO_WITHIN = timedelta(hours=24)
OPEN_FOR = timedelta(hours=24)


class ClientImport(KeyedModel):
    """What a trainer has uploaded: theirs alone. Its rows are kept until it is confirmed, and for a day at most."""

    class State(models.TextChoices):
        OPEN = "open", _("not confirmed yet")
        DONE = "done", _("imported")
        UNDONE = "undone", _("taken back")

    class Known(models.TextChoices):
        UPDATE = "update", _("Update them with what the file says")
        SKIP = "skip", _("Leave them as they are")

    class DateOrder(models.TextChoices):
        DAY_FIRST = "dmy", _("day, month, year")
        MONTH_FIRST = "mdy", _("month, day, year")
        YEAR_FIRST = "ymd", _("year, month, day")

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="client_imports")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    columns = models.JSONField(default=list)  # the headings, in their order
    rows = models.JSONField(default=list)  # [number in the file, [a cell for each column]]
    separator = LineField(max_length=1, default=",")
    matched = models.JSONField(default=dict)  # a field of a client: the number of its column; empty until matched
    # The order of day, month and year in the column of birthdays, where the trainer had to say it.
    date_order = models.CharField(max_length=3, choices=DateOrder, blank=True)
    known = models.CharField(_("clients whom you have already"), max_length=6, choices=Known, default=Known.UPDATE)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)  # how many were new, changed, unchanged, skipped
    undo = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # clients/import_undo.py
    not_undone = models.JSONField(default=list)  # [client's key, why]: what could not be taken back

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["trainer", "-created_at"], name="import_of_trainer")]
        constraints = [
            models.CheckConstraint(
                name="import_done_has_time", condition=Q(state="open", done_at=None) | Q(done_at__isnull=False)
            )
        ]

    def may_be_undone(self, now: datetime | None = None) -> bool:
        """Within a day of confirming it."""
        return (
            self.done_at is not None
            and self.state == self.State.DONE
            and ((now or timezone.now()) <= self.done_at + UNDO_WITHIN)
        )
