"""How what practitioners ask for goes with what the client wants."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from careplan.models.goals import Goal
from careplan.models.guidance import Guidance
from careplan.models.prescriptions import Prescription
from web.models import KeyedModel


class PlanLink(KeyedModel):
    """The trainer's mark on one piece of guidance, or one prescribed exercise, against one goal."""

    class Mark(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        LIMITS = "limits", _("limits")
        UNCLEAR = "unclear", _("unclear")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="links")
    guidance = models.ForeignKey(Guidance, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    prescription = models.ForeignKey(
        Prescription, on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    mark = models.CharField(max_length=8, choices=Mark)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_link_of_one_row",
                condition=Q(guidance__isnull=False, prescription=None) | Q(guidance=None, prescription__isnull=False),
            ),
            models.UniqueConstraint(fields=["goal", "guidance"], name="plan_link_guidance_once"),
            models.UniqueConstraint(fields=["goal", "prescription"], name="plan_link_prescription_once"),
        ]
