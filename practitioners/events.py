"""What happened to an entry of the network, by whom: kept for each practitioner, never edited."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from practitioners.evidence import Evidence
from web.models import DayField, LineField, LinesField


class PractitionerEvent(Evidence):
    """An entry was added, changed, or given another standing.

    `changes` has [field, before, after] for each field, as text. The register's columns say what was looked up, where
    the standing was set after looking.
    """

    class What(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        STANDING = "standing", _("standing")

    practitioner = models.ForeignKey("practitioners.Practitioner", on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_themselves = models.BooleanField(default=False, db_default=False)  # the practitioner, from their own pages
    changes = models.JSONField(default=list)
    register = LineField(max_length=120, blank=True)
    licence_number = LineField(max_length=40, blank=True)
    looked_up_on = DayField(null=True)
    note = LinesField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["practitioner", "-at"], name="practitioner_event_of")]


def changes_between(before: Any, after: Any, names: list[str]) -> list[list[str]]:
    """[field, before, after] of the named fields that differ, as people read them."""
    pairs = ((name, _as_read(before, name), _as_read(after, name)) for name in names)
    return [[name, was, now] for name, was, now in pairs if was != now]


def _as_read(practitioner: Any, name: str) -> str:
    display = getattr(practitioner, f"get_{name}_display", None)
    value = display() if display else getattr(practitioner, name)
    return "" if value is None else str(value)


def record_change(
    practitioner: Any, *, before: Any, names: list[str], by: User | None, by_themselves: bool = False
) -> None:
    """Keeps what of the named fields is another now; nothing where nothing is."""
    if changes := changes_between(before, practitioner, names):
        PractitionerEvent.objects.create(
            practitioner=practitioner,
            what=PractitionerEvent.What.CHANGED,
            by=by,
            by_themselves=by_themselves,
            changes=changes,
        )
