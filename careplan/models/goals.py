"""What the client wants, how both will know, and how that changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from careplan.aims import aim_in_words
from clients.models import Client
from web.models import DayField, KeyedModel, LineField, LinesField


class Goal(KeyedModel):
    """What the client wants, in the client's words. Every change is kept (`goal.history`)."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        REACHED = "reached", _("reached")
        DROPPED = "dropped", _("dropped")
        REPLACED = "replaced", _("replaced")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="goals")
    text = LinesField(_("goal, in the client's words"), max_length=300)
    # How both will know: "30-second chair stand". Empty only where the client has just come in.
    measure = LineField(_("what is measured"), max_length=120, blank=True)
    unit = LineField(_("unit"), max_length=20, blank=True)
    baseline = models.DecimalField(_("where it stands now"), max_digits=8, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("where it should be"), max_digits=8, decimal_places=2, null=True, blank=True)
    target_date = DayField(_("by when"), null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    status_changed_at = models.DateTimeField(null=True, editable=False)
    status_reason = LinesField(max_length=200, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="goal_figures_measure_something", condition=~Q(measure="") | Q(baseline=None, target=None)
            )
        ]

    @property
    def aim(self) -> str:
        """ "30-second chair stand: from 11 to 14 reps"; "" without a measure."""
        return aim_in_words(self)
