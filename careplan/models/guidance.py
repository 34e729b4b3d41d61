"""What practitioners ask for: do's, don'ts and cautions."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.limits import Limits, until_in_words
from careplan.models.choices import HowItCame, Side
from careplan.models.period import PeriodModel, touching
from clients.models import Client
from practitioners.models import Practitioner
from web.models import DayField, LineField, LinesField


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    def visible_to(self, user: User) -> "GuidanceQuerySet":
        return self.filter(client__in=Client.objects.visible_to(user))

    def in_force(self, on: date) -> "GuidanceQuerySet":
        """What holds on a day, with who said it and its letter (one query)."""
        return self._covering(on).filter(state=Guidance.State.ACTIVE)

    def in_force_at(self, moment: datetime, *, on: date) -> "GuidanceQuerySet":
        """What held on the day `on` and stood in Carelane at a moment of it, though it may be replaced or lifted by now."""
        stood = Q(state=Guidance.State.ACTIVE) | Q(state_changed_at__gt=moment)
        return self._covering(on).filter(stood, created_at__lte=moment)

    def _covering(self, on: date) -> "GuidanceQuerySet":
        return self.filter(touching(on, on)).with_who()

    def with_who(self) -> "GuidanceQuerySet":
        """With who said it and its letter."""
        return self.select_related("practitioner", "practitioner__discipline", "document")


class Guidance(PeriodModel):
    """A practitioner's do, don't or caution. Never edited away: superseded or lifted, with who and when.

    It stays in force for the trainer when consent to share ends: safety does not lapse with a link.
    """

    class Kind(models.TextChoices):
        DO = "do", _("Do")
        DONT = "dont", _("Don't")
        CAUTION = "caution", _("Caution")

    class Impact(models.TextChoices):
        LOW = "low", _("low impact only")
        NONE = "none", _("no impact")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        SUPERSEDED = "superseded", _("superseded")
        LIFTED = "lifted", _("lifted")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="guidance")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="guidance")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    text = LinesField(_("in words"), max_length=500)
    patterns = models.JSONField(_("movements"), default=list, blank=True)  # list[str] of exercises.tags.PATTERNS
    regions = models.JSONField(_("body regions"), default=list, blank=True)  # list[str] of tags.REGIONS
    attributes = models.JSONField(_("when it is"), default=list, blank=True)  # list[str] of tags.ATTRIBUTES
    side = models.CharField(_("side"), max_length=5, choices=Side, default=Side.BOTH)
    # It holds on until a visit where the practitioner ends it; the visit then writes `ends_on`.
    until_next_visit = models.BooleanField(_("until the next visit"), default=False)
    load_limit_kg = models.DecimalField(_("at most, in kg"), max_digits=6, decimal_places=2, null=True, blank=True)
    range_limit = LineField(_("range"), max_length=100, blank=True)  # in words: "knee bent to 90° at most"
    pain_limit = models.PositiveSmallIntegerField(_("pain at most"), null=True, blank=True)  # 0-10
    impact_limit = models.CharField(_("impact"), max_length=4, choices=Impact, blank=True)
    # The letter or picture that it was read from, or that came with it.
    document = models.ForeignKey(
        "careplan.Document", on_delete=models.SET_NULL, null=True, blank=True, related_name="guidance"
    )
    # The reply whose words it has. Unique, so that pressed twice it is guidance once.
    reply = models.OneToOneField(
        "careplan.Reply", on_delete=models.SET_NULL, null=True, related_name="guidance", editable=False
    )
    # What it takes the place of. Unique: of two who change the same guidance at once, one is too late.
    replaces = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by", editable=False
    )
    how_it_came = models.CharField(_("how it came"), max_length=9, choices=HowItCame)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    state_changed_at = models.DateTimeField(null=True, editable=False)
    state_reason = LinesField(max_length=200, blank=True)
    # Who lifted it, when they said so, and how their word came.
    lifted_by = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    lifted_on = DayField(null=True, blank=True, editable=False)
    lifted_how = models.CharField(max_length=9, choices=HowItCame, blank=True, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["client", "state"], name="guidance_of_client")]
        constraints = [
            models.CheckConstraint(
                name="guidance_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="guidance_load_limit_sane", condition=Q(load_limit_kg=None) | Q(load_limit_kg__range=(0, 999))
            ),
            models.CheckConstraint(
                name="guidance_pain_limit_on_scale", condition=Q(pain_limit=None) | Q(pain_limit__range=(0, 10))
            ),
            models.CheckConstraint(
                name="guidance_lifted_by_somebody",
                condition=~Q(state="lifted") | Q(lifted_by__isnull=False, lifted_on__isnull=False),
            ),
        ]

    def is_in_force(self, on: date) -> bool:
        """Whether it is among `GuidanceQuerySet.in_force(on)` (no query)."""
        return self.state == self.State.ACTIVE and self.covers(on)

    @property
    def limits(self) -> list[str]:
        """Side and limits in short words; [] where nothing is limited."""
        return self.limits_in(User.LoadUnit.KG)

    def limits_in(self, unit: str) -> list[str]:
        """The limits for who reads loads in `unit` (User.LoadUnit)."""
        limits = Limits(
            side=self.side,
            load_kg=self.load_limit_kg,
            range=self.range_limit,
            pain=self.pain_limit,
            impact=self.get_impact_limit_display(),
            forbids=self.kind == self.Kind.DONT,
        )
        return limits.in_words(unit)

    @property
    def until(self) -> str:
        """Until when it holds, in words; and that its practitioner is suspended, which ends nothing."""
        until = until_in_words(self.ends_on, until_next_visit=self.until_next_visit)
        return ", ".join(words for words in (until, self.practitioner.suspended_in_words) if words)
