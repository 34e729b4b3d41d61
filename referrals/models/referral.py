"""The need: what a client is sent out for."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practitioners.models import Discipline, RedFlag
from web.models import KeyedModel, LinesField


class Referral(KeyedModel):
    """The need: what a client is sent out for. Each recipient asked is an Attempt."""

    class Urgency(models.TextChoices):
        SOON = "soon", _("soon")
        SAME_DAY = "same-day", _("same day")
        ROUTINE = "routine", _("routine")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="referrals")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, related_name="+")
    reason = LinesField(_("what you noticed"), max_length=500)
    question = LinesField(_("your question to them"), max_length=500, blank=True)
    red_flag = models.ForeignKey(RedFlag, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    urgency = models.CharField(_("how soon"), max_length=8, choices=Urgency, default=Urgency.ROUTINE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
