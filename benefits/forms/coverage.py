"""A plan's terms, and those of its lines."""

from calendar import monthrange
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.coverage import next_place, overlapping
from benefits.models import BenefitLine, CoveragePlan, Insurer
from benefits.models.plan import MONTHS
from careplan.forms.period import day_input
from clients.models import Client
from practitioners.models import Discipline
from web.form_fields import DayField, LineField, MoneyField, NumberField, WholeNumberField
from web.keys import uuid7
from web.words import StrOrPromise

MOST_INSURERS = 200  # that are offered while one is typed


def count_field(label: StrOrPromise, *, high: int, low: int = 1, **kwargs: Any) -> WholeNumberField:
    return WholeNumberField(
        what=label, label=label, low=Decimal(low), high=Decimal(high), **{"required": False, **kwargs}
    )


def amount_field(label: StrOrPromise, **kwargs: Any) -> MoneyField:
    return MoneyField(what=label, label=label, required=False, **kwargs)


class PlanForm(forms.Form):
    """Whose plan it is, its year, its deductible, and until when to claim."""

    insurer = LineField(label=_("Insurer"), max_length=120, widget=forms.TextInput({"list": "insurers"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=CoveragePlan.Kind, initial="insured")
    holder = forms.ChoiceField(label=_("Whose plan it is"), choices=CoveragePlan.Holder, initial="own")
    position = count_field(
        _("Pays in order"), high=99, help_text=_("1 pays first, such as the own plan before a spouse's.")
    )
    year_kind = forms.ChoiceField(label=_("The plan year"), choices=CoveragePlan.YearKind, initial="calendar")
    year_starts_month = forms.TypedChoiceField(label=_("The plan year begins in"), choices=MONTHS, coerce=int)
    year_starts_day = count_field(_("On day"), high=31, initial=1)
    year_months = count_field(_("Months that count together"), high=60, initial=12)
    covered_from = DayField(label=_("Covered from"), required=False, widget=day_input())
    covered_until = DayField(label=_("Covered until"), required=False, widget=day_input())
    is_by_the_month = forms.BooleanField(label=_("The first year's maximum is by the month"), required=False)
    deductible = amount_field(_("Deductible a year, in dollars"))
    deductible_met = amount_field(
        _("Of it met elsewhere, in dollars"), help_text=_("By others of the family, in this plan year.")
    )
    carry_over = forms.ChoiceField(
        label=_("What an account carries over"), choices=CoveragePlan.CarryOver, initial="none"
    )
    brought_in = amount_field(
        _("Brought in from last year, in dollars"), help_text=_("The balance, or the receipts that were not paid.")
    )
    claim_months_after_visit = count_field(_("Months after a visit to claim"), high=36)
    claim_days_after_year = count_field(_("Days after the plan year to claim"), high=730)
    claim_days_after_cover = count_field(_("Days after the cover ends to claim"), high=730)

    FIRST = ("insurer", "kind", "year_starts_month", "year_starts_day")

    def __init__(self, *args: Any, client: Client, plan: CoveragePlan | None = None, **kwargs: Any) -> None:
        self.client, self.plan = client, plan
        kwargs["initial"] = {"position": next_place(client)} if plan is None else _initial(plan, self.base_fields)
        super().__init__(*args, **kwargs)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What is asked of everybody; the rest stands folded below."""
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.FIRST]

    @property
    def insurers(self) -> list[str]:
        """The names that are offered while one is typed (one query)."""
        return list(Insurer.objects.values_list("name", flat=True)[:MOST_INSURERS])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, usual in {"year_starts_day": 1, "year_months": 12, "position": next_place(self.client)}.items():
            if name not in self.errors and cleaned.get(name) is None:
                cleaned[name] = self.initial.get(name) or usual
        self._check_year(cleaned)
        self._check_account(cleaned)
        if cleaned.get("deductible_met") and not cleaned.get("deductible") and "deductible" not in self.errors:
            self.add_error("deductible", _("Write down the whole deductible too, or empty what is met of it."))
        if not self.errors:
            self._check_place(cleaned)
        return cleaned

    def _check_year(self, cleaned: dict[str, Any]) -> None:
        month, day = cleaned.get("year_starts_month"), cleaned.get("year_starts_day")
        # 29 February is real in leap years: it falls on the 28th in others.
        if month and day and day > monthrange(2024, month)[1]:
            self.add_error("year_starts_day", _("This month has %(days)d days.") % {"days": monthrange(2024, month)[1]})
        since, until = cleaned.get("covered_from"), cleaned.get("covered_until")
        if since and until and until < since:
            self.add_error("covered_until", _("The cover can't end before it begins."))
        if cleaned.get("is_by_the_month") and not since and "covered_from" not in self.errors:
            self.add_error("covered_from", _("Write down from when the cover holds: the maximum is by the month."))

    def _check_account(self, cleaned: dict[str, Any]) -> None:
        carries = cleaned.get("carry_over") not in (None, "none")
        if carries and cleaned.get("kind") not in CoveragePlan.ACCOUNTS:
            self.add_error("carry_over", _("Only a spending account carries something over."))
        if carries and cleaned.get("year_kind") != "calendar":
            self.add_error("year_kind", _("An account that carries something over begins on the same day each year."))
        if cleaned.get("brought_in") and not carries:
            self.add_error("brought_in", _("Say what the account carries over, or empty this."))

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        since, until = cleaned["covered_from"], cleaned["covered_until"]
        other = overlapping(self.client, position=cleaned["position"], since=since, until=until, but=self.plan)
        if other is not None:
            words = {"place": cleaned["position"], "insurer": other.insurer}
            self.add_error(
                "position", _("%(insurer)s pays as number %(place)d already. Choose another number.") % words
            )


class LineForm(forms.Form):
    """What a plan pays for one discipline, or for several that share a maximum."""

    disciplines = forms.ModelMultipleChoiceField(
        Discipline.objects.all(),
        label=_("What it pays for"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several, where they share one maximum."),
    )
    annual_maximum = amount_field(_("Maximum a year, in dollars"))
    share = NumberField(
        what=_("The share covered"),
        label=_("Share covered, in percent"),
        low=Decimal("0.01"),
        high=Decimal(100),
        step=Decimal("0.01"),
        initial=Decimal(100),
        required=False,
    )
    visit_maximum = amount_field(_("Maximum a visit, in dollars"))
    visit_limit = count_field(_("Visits a year"), high=366)
    maximum_counts = forms.ChoiceField(
        label=_("The maximum a year counts"), choices=BenefitLine.CountsOn, initial="paid", required=False
    )
    visit_maximum_counts = forms.ChoiceField(
        label=_("The maximum a visit is on"), choices=BenefitLine.CountsOn, required=False
    )
    fee_cap = amount_field(_("Most that is reasonable for a visit, in dollars"))
    visit_deductible = amount_field(_("Deductible a visit, in dollars"))
    usual_fee = amount_field(_("Fee of a visit, in dollars"))
    first_fee = amount_field(_("Fee of a first visit, in dollars"))
    fee_tax = amount_field(_("Of the fee sales tax, in dollars"))
    tax_counts = forms.BooleanField(label=_("The plan pays sales tax too"), required=False)
    province_pays = amount_field(_("The province pays first, in dollars a visit"))
    province_visits = count_field(_("For how many visits a year"), high=366)
    needs_note = forms.BooleanField(label=_("Needs a physician's note first"), required=False)
    note_on = DayField(label=_("Date of the note"), required=False, widget=day_input())
    note_months = count_field(_("Months that a note is good for"), high=60, initial=12)
    pool = forms.ModelChoiceField(
        BenefitLine.objects.none(), label=_("Counts within the maximum of"), required=False, empty_label=_("No other")
    )

    FIRST = ("disciplines", "annual_maximum", "share", "visit_maximum", "visit_limit")

    def __init__(
        self, *args: Any, plan: CoveragePlan | None = None, line: BenefitLine | None = None, **kwargs: Any
    ) -> None:
        self.line = line
        kwargs["initial"] = _initial(line, self.base_fields) if line else None
        super().__init__(*args, **kwargs)
        pools = BenefitLine.objects.filter(plan=plan, pool=None).prefetch_related("disciplines")
        has_inside = line is not None and line.inside.exists()
        if plan is None or has_inside:
            del self.fields["pool"]
        else:
            field = forms.ModelChoiceField(
                pools.exclude(pk=line.pk) if line else pools,
                label=self.fields["pool"].label,
                required=False,
                empty_label=_("No other"),
            )
            field.label_from_instance = lambda pool: pool.discipline_names  # type: ignore[assignment]
            self.fields["pool"] = field

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What is asked of everybody; the rest stands folded below."""
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.FIRST]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, usual in {"share": Decimal(100), "note_months": 12}.items():
            if name not in self.errors and cleaned.get(name) is None:
                cleaned[name] = usual
        if not {"annual_maximum", "visit_limit"} & self.errors.keys() and not (
            cleaned.get("annual_maximum") or cleaned.get("visit_limit")
        ):
            self.add_error("annual_maximum", _("Write down the maximum a year, or the visits a year."))
        self._goes_with(cleaned, "fee_tax", "usual_fee", _("Write down the fee that the tax is part of."))
        self._goes_with(cleaned, "province_pays", "province_visits", _("Write down for how many visits a year."))
        self._goes_with(cleaned, "province_visits", "province_pays", _("Write down what the province pays a visit."))
        self._goes_with(cleaned, "note_on", "needs_note", _("Tick this, or empty the date of the note."))
        if cleaned.get("fee_tax") and cleaned.get("usual_fee") and cleaned["fee_tax"] >= cleaned["usual_fee"]:
            self.add_error("fee_tax", _("The tax is only a part of the fee."))
        return cleaned

    def _goes_with(self, cleaned: dict[str, Any], name: str, other: str, words: StrOrPromise) -> None:
        if cleaned.get(name) and not cleaned.get(other) and other not in self.errors:
            self.add_error(other, words)


def _initial(row: CoveragePlan | BenefitLine, fields: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in fields}
    if isinstance(row, BenefitLine):
        values["disciplines"] = row.disciplines.all()
    return values


class KeyForm(forms.Form):
    """The key under which a page's row is kept once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
