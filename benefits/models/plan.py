"""Plans, and the lines of a plan that pay for disciplines."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from benefits.plan_years import YearTerms
from benefits.terms import Fee, LineTerms
from clients.models import Client
from practitioners.models import Discipline
from web.models import DayField, KeyedModel, LineField
from web.words import StrOrPromise

MONTHS: list[tuple[int, StrOrPromise]] = [
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
SHORT_MONTHS = [4, 6, 9, 11]
CENT = Decimal("0.01")


def money(name: StrOrPromise, *, help_text: StrOrPromise = "", blank: bool = True) -> models.DecimalField:
    """A column for an amount of dollars, from a cent on; empty where there is no such limit."""
    return models.DecimalField(
        name,
        max_digits=9,
        decimal_places=2,
        null=blank,
        blank=blank,
        validators=[MinValueValidator(CENT)],
        help_text=help_text,
    )


class Insurer(KeyedModel):
    """A name that is offered where an insurer is typed; network admins keep the list."""

    name = LineField(_("name"), max_length=120)

    class Meta:
        verbose_name, verbose_name_plural = _("insurer"), _("insurers")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="insurer_once")]

    def __str__(self) -> str:
        return self.name


def claims_of(lines: str = "") -> Prefetch:
    """The claims of lines, to be prefetched as `loaded_claims`: a list costs a sweep less than a manager of each."""
    return Prefetch(f"{lines}claims", to_attr="loaded_claims")


class CoveragePlanQuerySet(models.QuerySet["CoveragePlan"]):
    def current(self) -> "CoveragePlanQuerySet":
        """Those that the client still has, in the order in which they pay."""
        return self.filter(ended_on=None).order_by("position", "created_at", "pk")

    def with_claims(self) -> "CoveragePlanQuerySet":
        """With all that a forecast reckons with, as plain lists: `loaded_lines`, `loaded_claims` (two queries more)."""
        return self.prefetch_related(Prefetch("lines", to_attr="loaded_lines"), claims_of("loaded_lines__"))

    def with_lines(self) -> "CoveragePlanQuerySet":
        """The same, and what each line pays for (three queries more)."""
        return self.with_claims().prefetch_related(Prefetch("loaded_lines__disciplines"))  # type: ignore[misc]


class CoveragePlan(KeyedModel):
    """One insurer's plan. Every change is kept (`plan.history`)."""

    class Kind(models.TextChoices):
        INSURED = "insured", _("insured plan")
        HEALTH_ACCOUNT = "health-account", _("health spending account")
        WELLNESS_ACCOUNT = "wellness-account", _("wellness spending account")

    class Holder(models.TextChoices):
        OWN = "own", _("own")
        STUDENT = "student", _("own, as a student")
        SPOUSE = "spouse", _("a spouse's")
        PARENT = "parent", _("a parent's")

    class YearKind(models.TextChoices):
        CALENDAR = "calendar", _("begins on the same day each year")
        FIRST_CLAIM = "first-claim", _("begins with the first visit")
        LOOK_BACK = "look-back", _("counts the months before each visit")

    class CarryOver(models.TextChoices):
        NONE = "none", _("nothing")
        BALANCE = "balance", _("the balance, for one year")
        RECEIPTS = "receipts", _("receipts that were not paid")

    ACCOUNTS = [Kind.HEALTH_ACCOUNT, Kind.WELLNESS_ACCOUNT]

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="coverage_plans")
    insurer = LineField(_("insurer"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.INSURED)
    holder = models.CharField(_("whose plan it is"), max_length=8, choices=Holder, default=Holder.OWN)
    position = models.PositiveSmallIntegerField(_("pays in order"), default=1)
    year_kind = models.CharField(_("the plan year"), max_length=11, choices=YearKind, default=YearKind.CALENDAR)
    year_starts_month = models.PositiveSmallIntegerField(_("plan year begins in"), choices=MONTHS, default=1)
    year_starts_day = models.PositiveSmallIntegerField(_("on day"), default=1)
    year_months = models.PositiveSmallIntegerField(_("months that count together"), default=12)
    covered_from = DayField(_("covered from"), null=True, blank=True)
    covered_until = DayField(_("covered until"), null=True, blank=True)
    is_by_the_month = models.BooleanField(_("the first year's maximum is by the month"), default=False)
    deductible = money(_("deductible a year"))
    deductible_met = money(_("of it met elsewhere"))
    carry_over = models.CharField(_("carries over"), max_length=8, choices=CarryOver, default=CarryOver.NONE)
    brought_in = money(_("brought in from last year"))
    claim_months_after_visit = models.PositiveSmallIntegerField(
        _("months after the visit to claim"), null=True, blank=True
    )
    claim_days_after_year = models.PositiveSmallIntegerField(
        _("days after the plan year to claim"), null=True, blank=True
    )
    claim_days_after_cover = models.PositiveSmallIntegerField(
        _("days after the cover ends to claim"), null=True, blank=True
    )
    ended_on = DayField(null=True, blank=True)
    # The plan of the year before from which this one was copied; until the client has answered, it is a question.
    copied_from = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next_year", editable=False
    )
    awaits_client = models.BooleanField(default=False, editable=False)
    # When what was met elsewhere and brought in was written down: it counts in that day's plan year alone.
    amounts_as_of = DayField(null=True, editable=False)
    # The steps before a plan year's end that need no more be thought of, and when the next one is (benefits/due.py).
    reminded_through = DayField(null=True, editable=False)
    next_reminder_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    loaded_lines: list["BenefitLine"]  # after `with_claims`

    objects = CoveragePlanQuerySet.as_manager()
    history = HistoricalRecords(
        cascade_delete_history=True, excluded_fields=["reminded_through", "next_reminder_at", "created_at"]
    )

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(
                fields=["next_reminder_at", "id"], name="plan_reminder_due", condition=Q(next_reminder_at__isnull=False)
            )
        ]
        constraints = [
            models.CheckConstraint(name="plan_month_sane", condition=Q(year_starts_month__range=(1, 12))),
            models.CheckConstraint(
                name="plan_day_is_of_its_month",
                condition=Q(year_starts_day__range=(1, 29))
                | Q(year_starts_day=30) & ~Q(year_starts_month=2)
                | Q(year_starts_day=31) & ~Q(year_starts_month__in=[2, *SHORT_MONTHS]),
            ),
            models.CheckConstraint(name="plan_year_months_sane", condition=Q(year_months__range=(1, 60))),
            models.CheckConstraint(
                name="plan_covered_in_order",
                condition=Q(covered_from=None) | Q(covered_until=None) | Q(covered_until__gte=models.F("covered_from")),
            ),
            models.CheckConstraint(name="plan_deductible_positive", condition=Q(deductible=None) | Q(deductible__gt=0)),
            models.CheckConstraint(
                name="plan_deductible_met_of_one",
                condition=Q(deductible_met=None) | Q(deductible__isnull=False, deductible_met__gt=0),
            ),
            models.CheckConstraint(
                name="plan_carry_over_of_accounts",
                condition=Q(carry_over="none", brought_in=None)
                | Q(kind__in=["health-account", "wellness-account"], year_kind="calendar")
                & ~Q(carry_over="none")
                & (Q(brought_in=None) | Q(brought_in__gt=0)),
            ),
            models.CheckConstraint(name="plan_position_sane", condition=Q(position__range=(1, 99))),
            models.UniqueConstraint(
                fields=["client", "position"],
                name="plan_one_at_each_place",
                condition=Q(ended_on=None, covered_until=None),
            ),
        ]

    def __str__(self) -> str:
        return self.insurer

    @property
    def is_account(self) -> bool:
        return self.kind in self.ACCOUNTS

    def covers(self, day: date) -> bool:
        """Whether the client is covered on a day (no query)."""
        return (self.covered_from is None or self.covered_from <= day) and (
            self.covered_until is None or day <= self.covered_until
        )

    @property
    def year_terms(self) -> YearTerms:
        is_first_claim = self.year_kind == self.YearKind.FIRST_CLAIM
        return YearTerms(
            month=self.year_starts_month,
            day=self.year_starts_day,
            months_from_first_claim=self.year_months if is_first_claim else None,
            months_back=self.year_months if self.year_kind == self.YearKind.LOOK_BACK else None,
            covered_from=self.covered_from,
            covered_until=self.covered_until,
            claim_months_after_visit=self.claim_months_after_visit,
            claim_days_after_year=self.claim_days_after_year,
            claim_days_after_cover=self.claim_days_after_cover,
        )


class BenefitLine(KeyedModel):
    """What a plan pays for one discipline, or for several that share a maximum. Every change is kept."""

    class CountsOn(models.TextChoices):
        UNKNOWN = "", _("not known: the lower is shown")
        PAID = "paid", _("what the plan pays")
        FEE = "fee", _("the fee")

    plan = models.ForeignKey(CoveragePlan, on_delete=models.CASCADE, related_name="lines")
    disciplines = models.ManyToManyField(Discipline, related_name="+", verbose_name=_("for"))
    # A line that also counts towards the maximum of another one of its plan.
    pool = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="inside", verbose_name=_("within")
    )
    annual_maximum = money(_("maximum a year"))
    maximum_counts = models.CharField(
        _("that maximum counts"), max_length=4, choices=CountsOn, default=CountsOn.PAID, blank=True
    )
    share = models.DecimalField(
        _("share covered, in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(CENT), MaxValueValidator(Decimal(100))],
    )
    visit_maximum = money(_("maximum a visit"))
    visit_maximum_counts = models.CharField(
        _("the maximum a visit is on"), max_length=4, choices=CountsOn, default=CountsOn.UNKNOWN, blank=True
    )
    visit_limit = models.PositiveSmallIntegerField(_("visits a year"), null=True, blank=True)
    fee_cap = money(_("most that is reasonable for a visit"))
    visit_deductible = money(_("deductible a visit"))
    province_pays = money(_("the province pays first, a visit"))
    province_visits = models.PositiveSmallIntegerField(_("for visits a year"), null=True, blank=True)
    usual_fee = money(_("fee of a visit"))
    first_fee = money(_("fee of a first visit"))
    fee_tax = money(_("of which sales tax"))
    tax_counts = models.BooleanField(_("the plan pays sales tax too"), default=False)
    needs_note = models.BooleanField(_("needs a physician's note first"), default=False)
    note_on = DayField(_("date of the note"), null=True, blank=True)
    note_months = models.PositiveSmallIntegerField(_("months that a note is good for"), default=12)
    currency = LineField(max_length=3, default="CAD")

    history = HistoricalRecords(cascade_delete_history=True, m2m_fields=[disciplines])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="line_maximum_positive", condition=Q(annual_maximum=None) | Q(annual_maximum__gt=0)
            ),
            models.CheckConstraint(
                name="line_has_a_limit", condition=Q(annual_maximum__isnull=False) | Q(visit_limit__isnull=False)
            ),
            models.CheckConstraint(name="line_share_sane", condition=Q(share__gt=0, share__lte=100)),
            models.CheckConstraint(name="line_visits_positive", condition=Q(visit_limit=None) | Q(visit_limit__gt=0)),
            models.CheckConstraint(
                name="line_province_whole",
                condition=Q(province_pays=None, province_visits=None) | Q(province_pays__gt=0, province_visits__gt=0),
            ),
            models.CheckConstraint(
                name="line_tax_is_part_of_a_fee",
                condition=Q(fee_tax=None) | Q(usual_fee__isnull=False, fee_tax__lt=models.F("usual_fee")),
            ),
            models.CheckConstraint(name="line_note_where_needed", condition=Q(needs_note=True) | Q(note_on=None)),
            models.CheckConstraint(name="line_note_months_sane", condition=Q(note_months__range=(1, 60))),
            models.CheckConstraint(name="line_is_no_pool_of_its_own", condition=~Q(pool=models.F("id"))),
        ]

    loaded_claims: list[Any]  # Claim, after `with_claims`
    loaded_disciplines: list[Discipline]  # where benefits/as_rows.py made it

    @property
    def terms(self) -> LineTerms:
        nothing = Decimal(0)
        return LineTerms(
            share=self.share,
            fee_cap=self.fee_cap,
            visit_maximum=self.visit_maximum,
            visit_maximum_is_on_paid=self.visit_maximum_counts == self.CountsOn.PAID,
            visit_deductible=self.visit_deductible or nothing,
            tax_counts=self.tax_counts,
            province_pays=self.province_pays or nothing,
        )

    @property
    def known_fee(self) -> Fee | None:
        """What was written down of a visit's fee; None where nothing was."""
        return Fee(self.usual_fee, self.fee_tax or Decimal(0)) if self.usual_fee else None

    @property
    def discipline_names(self) -> str:
        return ", ".join(discipline.name for discipline in self.disciplines.all())
