"""Readings of measures."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from web.model_fields import DayField, LineField
from web.models import KeyedModel


class Reading(KeyedModel):
    """One value of one measure (measures/catalogue.py) at one moment."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="readings")
    measure = LineField(_("measure"), max_length=20)
    value = models.DecimalField(_("value"), max_digits=6, decimal_places=1)
    item = LineField(_("activity"), max_length=120, blank=True)  # of the Patient-Specific Functional Scale
    taken_on = DayField(_("on"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["taken_on", "created_at"]
        indexes = [models.Index(fields=["client", "measure", "taken_on"], name="reading_of_client")]
