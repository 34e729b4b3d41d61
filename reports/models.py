"""Progress reports: what a practitioner was sent, as it was sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from consent.models import ConsentGrant
from web.model_fields import DayField, LineField, LinesField
from web.models import KeyedModel


class ProgressReport(KeyedModel):
    """One report on one client to one practitioner. Its content and PDF never change once sent."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="reports")
    grant = models.ForeignKey(ConsentGrant, on_delete=models.PROTECT, related_name="reports")
    period_starts_on = DayField(_("from"))
    period_ends_on = DayField(_("to"))
    message = LinesField(_("your question or message"), max_length=500, blank=True)
    language = LineField(max_length=5, default="en")
    scopes = models.JSONField(default=list)  # list[str] of consent.models.Scope that its content was cut to
    content = models.JSONField()  # what reports/content.py gave when it was sent
    pdf = models.FileField(upload_to="reports/%Y/%m/")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    first_read_at = models.DateTimeField(null=True)  # when the practitioner opened it, or the page that it stands on

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                name="report_period_in_order", condition=Q(period_ends_on__gte=F("period_starts_on"))
            )
        ]
