"""What network admins keep a register of."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import DayField, KeyedModel, LineField, LinesField

MOST_PEOPLE = 10_000_000


class Incident(KeyedModel):
    """A breach of security safeguards, or a near one: each is kept, also where nobody had to be told.

    Whom it concerned stands in counts alone: an admin may not know any client, and the register is shown to authorities.
    """

    class Harm(models.TextChoices):
        UNKNOWN = "unknown", _("not assessed yet")
        NONE = "none", _("no real risk of significant harm")
        REAL = "real", _("a real risk of significant harm")

    happened_on = DayField(_("when it happened, or began"))
    known_on = DayField(_("when it became known"))
    what = LinesField(_("what happened"), max_length=2000)
    kinds_of_data = LinesField(_("what kinds of data"), max_length=500)
    people = models.PositiveIntegerField(
        _("how many people it concerns"), null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    harm = models.CharField(_("risk of harm"), max_length=7, choices=Harm, default=Harm.UNKNOWN)
    harm_reason = LinesField(_("why it is judged so"), max_length=1000, blank=True)
    measures = LinesField(_("what was done about it"), max_length=2000, blank=True)
    authority = LineField(_("authority that was told"), max_length=120, blank=True)
    authority_told_on = DayField(_("when the authority was told"), null=True, blank=True)
    people_told_on = DayField(_("when the people were told"), null=True, blank=True)
    closed_on = DayField(_("when it was over"), null=True, blank=True)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)  # a stale edit is refused

    class Meta:
        ordering = ["-known_on", "-id"]
        indexes = [models.Index(fields=["-known_on", "-id"], name="incident_newest")]
        constraints = [
            models.CheckConstraint(
                name="incident_known_after_it_happened", condition=Q(known_on__gte=models.F("happened_on"))
            ),
            models.CheckConstraint(name="incident_harm_has_a_reason", condition=Q(harm="unknown") | ~Q(harm_reason="")),
            models.CheckConstraint(
                name="incident_authority_named", condition=Q(authority_told_on=None) | ~Q(authority="")
            ),
        ]


class IncidentChange(KeyedModel):
    """What an entry of the register said before somebody changed it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(default=dict)  # the fields that were changed, with what they were

    class Meta:
        ordering = ["-at", "-id"]
