"""What a client tells when they come in, and whether they are ready to train."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practitioners.models import Discipline
from web.models import DayField, KeyedModel, LineField, LinesField


class Sees(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_SURE = "not-sure", _("Not sure")
    NOT_ASKED = "not-asked", _("Not asked yet")


class Intake(KeyedModel):
    """What the trainer wrote down of "Do you see a physio or an RMT? Who else looks after your health?"."""

    Sees = Sees

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="intake")
    sees_practitioner = models.CharField(max_length=9, choices=Sees, default=Sees.NOT_ASKED)
    who_else = LinesField(max_length=500, blank=True)
    expectations = LinesField(max_length=500, blank=True)  # what the client hopes the training brings
    answered_on = DayField(default=timezone.localdate)


class OwnIntake(KeyedModel):
    """The same in the client's own words, which nobody else writes; it stands beside the trainer's record."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="own_intake")
    sees_practitioner = models.CharField(max_length=9, choices=Sees, default=Sees.NOT_ASKED)
    expectations = LinesField(max_length=500, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)  # the last change
    read_at = models.DateTimeField(null=True, editable=False)  # since then nothing has changed


class NamedPerson(KeyedModel):
    """Somebody who looks after the client, in the client's words. What comes of it on the care team is another row."""

    own_intake = models.ForeignKey(OwnIntake, on_delete=models.CASCADE, related_name="named")
    position = models.PositiveSmallIntegerField()
    name = LineField(max_length=120)
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, null=True, related_name="+")
    clinic_name = LineField(max_length=120, blank=True)
    for_what = LineField(max_length=200, blank=True)
    since = DayField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["own_intake", "position"], name="named_person_in_order"),
            models.CheckConstraint(name="named_person_has_a_name", condition=~Q(name="")),
        ]


class ReadinessScreening(KeyedModel):
    """That somebody was screened before training, with which questionnaire and what came of it.

    The questionnaires are copyrighted: their items and the answers to them are never kept. The newest
    screening counts; it lapses on a day, or at once when the client's health changes.
    """

    class Screen(models.TextChoices):
        PAR_Q_PLUS = "par-q-plus", _("PAR-Q+")
        GET_ACTIVE = "get-active", _("Get Active Questionnaire")
        OTHER = "other", _("another screening")

    class Outcome(models.TextChoices):
        CLEARED = "cleared", _("cleared")
        WITH_LIMITS = "with-limits", _("cleared with limits")
        REFER_FIRST = "refer-first", _("to be referred first")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="readiness")
    screen = models.CharField(_("which screening"), max_length=10, choices=Screen)
    outcome = models.CharField(_("what came of it"), max_length=11, choices=Outcome)
    screened_on = DayField(_("done on"), default=timezone.localdate)
    lapses_on = DayField(_("lapses on"))  # the first day on which it no longer counts
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-screened_on", "-created_at"]
        indexes = [models.Index(fields=["client", "screened_on"], name="readiness_of_client")]
        constraints = [
            models.CheckConstraint(name="readiness_lapses_later", condition=Q(lapses_on__gte=F("screened_on")))
        ]

    def has_lapsed(self, on: date) -> bool:
        return self.lapses_on <= on
