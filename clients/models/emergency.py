"""An admin broke the glass: whose record, why, until when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from web.models import KeyedModel, LinesField, MomentField


class EmergencyAccess(KeyedModel):
    """The reason is read by the client and the lead trainer on their pages; no mail carries it."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="emergencies")
    admin = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = LinesField(_("reason"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    ends_at = MomentField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(name="emergency_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="emergency_ends_after_start", condition=Q(ends_at__gt=models.F("at"))),
        ]
