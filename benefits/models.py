"""Health coverage as the client told us: plans, lines and claims. What is left is computed, never stored."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practitioners.models import Discipline, Practitioner
from web.model_fields import DayField, LineField
from web.models import KeyedModel

MONTHS = [
    (1, _("January")),
    (2, _("February")),
    (3, _("March")),
    (4, _("April")),
    (5, _("May")),
    (6, _("June")),
    (7, _("July")),
    (8, _("August")),
    (9, _("September")),
    (10, _("October")),
    (11, _("November")),
    (12, _("December")),
]


class CoveragePlan(KeyedModel):
    """One insurer's plan; its year begins on a month and day (29 February falls on the 28th in common years)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="coverage_plans")
    insurer = LineField(_("insurer"), max_length=120)
    year_starts_month = models.PositiveSmallIntegerField(_("plan year begins in"), choices=MONTHS, default=1)
    year_starts_day = models.PositiveSmallIntegerField(_("on day"), default=1)
    ended_on = DayField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(name="plan_month_sane", condition=Q(year_starts_month__range=(1, 12))),
            models.CheckConstraint(name="plan_day_sane", condition=Q(year_starts_day__range=(1, 31))),
        ]


class BenefitLine(KeyedModel):
    """A yearly maximum, for one discipline or a pool that several share."""

    plan = models.ForeignKey(CoveragePlan, on_delete=models.CASCADE, related_name="lines")
    disciplines = models.ManyToManyField(Discipline, related_name="+", verbose_name=_("for"))
    annual_maximum = models.DecimalField(
        _("maximum a year"), max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    visit_maximum = models.DecimalField(
        _("maximum a visit"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    currency = LineField(max_length=3, default="CAD")

    class Meta:
        constraints = [models.CheckConstraint(name="line_maximum_positive", condition=Q(annual_maximum__gt=0))]


class Claim(KeyedModel):
    """What the plan has paid for one visit, as the client told us."""

    line = models.ForeignKey(BenefitLine, on_delete=models.CASCADE, related_name="claims")
    date_of_service = DayField(_("date of the visit"))
    amount = models.DecimalField(
        _("paid by the plan"), max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("with")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["date_of_service"]
        constraints = [models.CheckConstraint(name="claim_positive", condition=Q(amount__gt=0))]
