"""Readings of measures, when they are asked for, and the scales of named questionnaires."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from clients.models import Client
from measures.catalogue import MEASURES, SCORE, Measure
from practitioners.models import Practitioner
from web.models import AT_ONCE, DayField, KeyedModel, LineField

LONGEST_WEEKS = 26


class ReadingQuerySet(models.QuerySet["Reading"]):
    def current(self) -> "ReadingQuerySet":
        """Those that stand: neither corrected nor taken out."""
        return self.filter(ended_at=None)


class Reading(KeyedModel):
    """One value of one measure (measures/catalogue.py) at one moment. A corrected one stays, and names what stands."""

    class Teller(models.TextChoices):
        TRAINER = "trainer", _("the trainer")
        CLIENT = "client", _("the client")
        PRACTITIONER = "practitioner", _("a practitioner")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="readings")
    measure = LineField(_("measure"), max_length=20)
    value = models.DecimalField(_("value"), max_digits=6, decimal_places=1)
    item = LineField(_("activity"), max_length=120, blank=True)  # of which there is a line each: an activity, a side
    taken_on = DayField(_("on"))
    told_by = models.CharField(max_length=12, choices=Teller, default=Teller.TRAINER, db_default=Teller.TRAINER)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.SET_NULL, null=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)  # when it was corrected or taken out
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="replaces", editable=False
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["taken_on", "created_at"]
        indexes = [models.Index(fields=["client", "measure", "taken_on"], name="reading_of_client")]
        constraints = [
            models.CheckConstraint(
                name="reading_replaced_has_ended", condition=Q(replaced_by=None) | Q(ended_at__isnull=False)
            )
        ]

    @property
    def teller_words(self) -> str:
        """Whose word it is."""
        if self.told_by == self.Teller.PRACTITIONER and self.practitioner:
            return self.practitioner.name
        return str(self.get_told_by_display())


class NamedScore(KeyedModel):
    """The scale of a questionnaire that is filled in elsewhere, or of a test of the client's own: readings of "score".

    A reading names it in its `item`. Nothing of a questionnaire but its name is kept: the items are their publishers'.
    """

    class Better(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="named_scores")
    name = LineField(_("name of the questionnaire or test"), max_length=60)
    unit = LineField(_("unit"), max_length=20, blank=True, default="")
    low = models.DecimalField(_("lowest total"), max_digits=6, decimal_places=1, default=0)
    high = models.DecimalField(_("highest total"), max_digits=6, decimal_places=1)
    better = models.CharField(_("which way is better"), max_length=6, choices=Better)
    smallest_change = models.DecimalField(
        _("smallest change that matters"), max_digits=6, decimal_places=1, null=True, blank=True
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["client", "name"], name="named_score_once"),
            models.CheckConstraint(name="named_score_has_a_range", condition=Q(high__gt=F("low"))),
        ]

    def as_measure(self) -> Measure:
        change = self.smallest_change
        return Measure(
            SCORE,
            self.name,
            self.low,
            self.high,
            Decimal("0.1"),
            "higher" if self.better == self.Better.HIGHER else "lower",
            ((self.high, change),) if change is not None else (),
            source=str(_("as typed in")) if change is not None else "",
            unit=self.unit,
        )


class ReadingSchedule(KeyedModel):
    """How often a client is asked for a measure by mail: "every four weeks". `due_at` is derived (measures/asking.py)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="reading_schedules")
    measure = LineField(max_length=20)
    every_weeks = models.PositiveSmallIntegerField(default=4)
    starts_on = DayField()
    asked_on = DayField(null=True, editable=False)  # where the client lives, the last time
    due_at = models.DateTimeField(null=True, default=AT_ONCE, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="reading_schedule_due", condition=Q(due_at__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "measure"], name="reading_schedule_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="reading_schedule_weeks", condition=Q(every_weeks__range=(1, LONGEST_WEEKS))),
            models.CheckConstraint(
                name="reading_schedule_ended_is_not_due", condition=Q(ended_at=None) | Q(due_at=None)
            ),
        ]

    @property
    def in_words(self) -> str:
        """ "Pain, numeric rating: every 4 weeks"."""
        number = self.every_weeks
        weeks = gettext("every week") if number == 1 else gettext("every %(weeks)d weeks") % {"weeks": number}
        return gettext("%(measure)s: %(weeks)s") % {"measure": MEASURES[self.measure].name, "weeks": weeks}
