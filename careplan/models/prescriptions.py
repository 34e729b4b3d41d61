"""Exercises that practitioners ask for."""

from datetime import date

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from careplan.limits import Dose, days_in_words, until_in_words
from careplan.models.choices import HowItCame, Side
from careplan.models.home_plan import HomePlan
from careplan.models.period import PeriodModel, touching
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from web.models import AT_ONCE, LineField, LinesField

SHOWN_WITH = ("exercise", "practitioner", "practitioner__discipline", "demonstration")
PROGRESS_DAYS = [(3, _("3 days")), (7, _("a week")), (14, _("two weeks"))]


class PrescriptionQuerySet(models.QuerySet["Prescription"]):
    def in_force(self, on: date) -> "PrescriptionQuerySet":
        """What is prescribed on a day, with exercise and practitioner (one query)."""
        prescribed = self.filter(touching(on, on), stopped_at=None)
        return prescribed.select_related(*SHOWN_WITH)

    def between(self, first: date, last: date) -> "PrescriptionQuerySet":
        """What was prescribed on a day between two, both included, though it was stopped or changed since (one query)."""
        prescribed = self.filter(touching(first, last)).with_home_plan()
        return prescribed.select_related(*SHOWN_WITH)

    def at_home(self) -> "PrescriptionQuerySet":
        return self.filter(where__in=[Prescription.Where.HOME, Prescription.Where.BOTH])

    def with_home_plan(self) -> "PrescriptionQuerySet":
        """With what suits the client at home, which says on which days each is asked for (in the same query)."""
        return self.select_related("client__home_plan")

    def in_session(self) -> "PrescriptionQuerySet":
        return self.filter(where__in=[Prescription.Where.SESSION, Prescription.Where.BOTH])


class Prescription(PeriodModel):
    """An exercise that a practitioner asks for, with its dose."""

    class Where(models.TextChoices):
        SESSION = "session", _("in sessions")
        HOME = "home", _("at home")
        BOTH = "both", _("in sessions and at home")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="prescriptions")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="prescriptions")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+", verbose_name=_("exercise"))
    sets = models.PositiveSmallIntegerField(_("sets"), default=3)
    amount = models.PositiveSmallIntegerField(_("repetitions"))  # in the exercise's own measure: reps, seconds, metres
    load_kg = models.DecimalField(_("load, in kg"), max_digits=6, decimal_places=2, null=True, blank=True)
    hold_seconds = models.PositiveSmallIntegerField(_("hold each, in seconds"), null=True, blank=True)
    days_a_week = models.PositiveSmallIntegerField(_("days a week"), default=7)
    side = models.CharField(_("side"), max_length=5, choices=Side, default=Side.BOTH)
    where = models.CharField(_("where"), max_length=7, choices=Where, default=Where.HOME)
    progression = LinesField(_("how to progress"), max_length=300, blank=True)
    # The practitioner's own rule, which is watched and never acts by itself (homework/progression.py): with pain at home
    # of at most so much for so many days, so much more of the amount.
    progress_pain = models.PositiveSmallIntegerField(_("pain of at most"), null=True, blank=True)  # 0-10
    progress_days = models.PositiveSmallIntegerField(
        _("for so many days"), choices=PROGRESS_DAYS, default=7, db_default=7
    )
    progress_by = models.PositiveSmallIntegerField(
        _("then add"), null=True, blank=True
    )  # in the exercise's own measure
    stepped_from = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="stepped_to", editable=False
    )
    cues = LinesField(_("cues"), max_length=300, blank=True)
    # A page that shows how it looks: the practitioner's own video or picture.
    shown_at = LineField(
        _("page that shows how it looks"),
        max_length=300,
        blank=True,
        db_default="",
        validators=[URLValidator(["https"])],
    )
    how_it_came = models.CharField(_("how it came"), max_length=9, choices=HowItCame)
    stopped_at = models.DateTimeField(null=True, editable=False)
    # When the sweep of questions about exercises at home looks at it next (homework/asking.py); None for never again.
    question_due_at = models.DateTimeField(null=True, default=AT_ONCE, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PrescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["client", "stopped_at"], name="prescription_of_client"),
            models.Index(
                fields=["question_due_at", "id"],
                name="prescription_question_due",
                condition=Q(question_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="prescription_sets_sane", condition=Q(sets__range=(1, 20))),
            models.CheckConstraint(name="prescription_amount_sane", condition=Q(amount__range=(1, 3600))),
            models.CheckConstraint(
                name="prescription_load_sane", condition=Q(load_kg=None) | Q(load_kg__range=(0, 999))
            ),
            models.CheckConstraint(
                name="prescription_hold_sane", condition=Q(hold_seconds=None) | Q(hold_seconds__range=(1, 600))
            ),
            models.CheckConstraint(name="prescription_days_sane", condition=Q(days_a_week__range=(1, 7))),
            models.CheckConstraint(
                name="prescription_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="prescription_progress_is_whole",
                condition=Q(progress_pain=None, progress_by=None)
                | Q(progress_pain__lte=10, progress_by__range=(1, 300)),
            ),
        ]

    def is_in_force(self, on: date) -> bool:
        """Whether it is among `PrescriptionQuerySet.in_force(on)` (no query)."""
        return self.stopped_at is None and self.covers(on)

    @property
    def rule(self) -> str:
        """ "from 10 to 12 once pain at home was at most 3 for a week"; "" without a rule."""
        if self.progress_pain is None or self.progress_by is None:
            return ""
        return gettext("from %(now)d to %(then)d once pain at home was at most %(pain)d for %(days)s") % {
            "now": self.amount,
            "then": self.amount + self.progress_by,
            "pain": self.progress_pain,
            "days": self.get_progress_days_display(),
        }

    @property
    def home_plan(self) -> HomePlan:
        """What suits the client (no query after `with_home_plan`); as usual where nobody has chosen."""
        chosen = getattr(self.client, "home_plan", None) if self.client_id else None
        return chosen or HomePlan()

    @property
    def demonstration_type(self) -> str:
        """What its practitioner's own picture or video is, "" where there is none (no query after `in_force`)."""
        demonstration = getattr(self, "demonstration", None)
        return demonstration.content_type if demonstration else ""

    @property
    def exercise_name(self) -> str:
        return self.exercise.name

    @property
    def drawing(self) -> str:
        """The library's line drawing of the exercise, as a static file; "" for none."""
        return self.exercise.drawing

    @property
    def dose(self) -> str:
        """ "3 × 12, 20 kg, left"; needs the exercise at hand."""
        return self.dose_in(User.LoadUnit.KG)

    def dose_in(self, unit: str) -> str:
        """The dose for who reads loads in `unit` (User.LoadUnit)."""
        return Dose(
            sets=self.sets,
            amount=self.amount,
            measured_in=self.exercise.measured_in,
            load_kg=self.load_kg,
            hold_seconds=self.hold_seconds,
            side=self.side,
        ).in_words(unit)

    @property
    def days(self) -> str:
        """How often at home, in words; "" for what is done in sessions alone."""
        return "" if self.where == self.Where.SESSION else days_in_words(self.days_a_week)

    @property
    def until(self) -> str:
        return until_in_words(self.ends_on)
