"""One claim."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now, gettext_lazy as _

from benefits.claims import ClaimCheck, check_claim
from benefits.models import BenefitLine, Claim
from careplan.forms.period import day_input
from careplan.models import CareTeamMember, Visit
from practitioners.models import Practitioner
from web.form_fields import DayField, LineField, MoneyField
from web.keys import uuid7
from web.numbers import money_words

MOST_OTHERS = 50  # names that are offered
FIGURES = ("date_of_service", "fee", "paid", "practitioner", "other_name", "visit")


class ClaimForm(forms.Form):
    """The fee of a visit and what the plan paid. More than the plan can pay is asked about before it is kept."""

    check_of_claim: ClaimCheck  # once it is valid

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    visit = forms.ModelChoiceField(Visit.objects.none(), widget=forms.HiddenInput, required=False)
    date_of_service = DayField(label=_("Date of the visit"), widget=day_input())
    fee = MoneyField(what=_("The fee"), label=_("Fee, in dollars"), required=False)
    paid = MoneyField(what=_("What the plan paid"), label=_("Paid by the plan, in dollars"), low=Decimal(0))
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.none(), label=_("With"), required=False, empty_label=_("Somebody else")
    )
    other_name = LineField(
        label=_("Name of somebody else"),
        max_length=120,
        required=False,
        help_text=_("Where it was somebody who is not in the list above."),
        widget=forms.TextInput({"list": "others", "autocomplete": "off"}),
    )
    anyway = forms.BooleanField(label=_("Yes, that is what the insurer says"), required=False)

    def __init__(
        self,
        *args: Any,
        line: BenefitLine,
        today: date,
        claim: Claim | None = None,
        visit: Visit | None = None,
        **kw: Any,
    ) -> None:
        self.line, self.today, self.claim = line, today, claim
        initial = dict(kw.pop("initial", {}))
        if claim is not None:
            initial |= {name: getattr(claim, name) for name in FIGURES}
        elif visit is not None:
            member = visit.member
            initial |= {"date_of_service": visit.on, "visit": visit.pk}
            initial |= {"practitioner": member.practitioner_id, "other_name": member.name}
        if claim is None and initial:
            initial["fee"] = line.usual_fee
        kw["initial"] = initial
        super().__init__(*args, **kw)
        client = line.plan.client
        team = Practitioner.objects.in_network().filter(
            care_teams__client=client, discipline__in=line.disciplines.all()
        )
        self.fields["practitioner"].queryset = team.distinct()  # type: ignore[attr-defined]
        self.fields["visit"].queryset = Visit.objects.filter(member__client=client)  # type: ignore[attr-defined]
        self.fields["anyway"].widget = forms.HiddenInput()

    def clean_date_of_service(self) -> date:
        day: date = self.cleaned_data["date_of_service"]
        plan = self.line.plan
        if day > self.today:
            raise forms.ValidationError(_("The visit can't be in the future."))
        if plan.covered_from and day < plan.covered_from:
            words = _now("The cover begins on %(day)s.") % {"day": date_format(plan.covered_from)}
            raise forms.ValidationError(words)
        if plan.covered_until and day > plan.covered_until:
            words = _now("The cover ended on %(day)s.") % {"day": date_format(plan.covered_until)}
            raise forms.ValidationError(words)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, fee, paid = cleaned.get("date_of_service"), cleaned.get("fee"), cleaned.get("paid")
        if fee is not None and paid is not None and paid > fee:
            self.add_error("paid", _("The plan can't pay more than the fee."))
        if paid == 0 and fee is None and "fee" not in self.errors:
            self.add_error("fee", _("Where the plan paid nothing, write down the fee."))
        if cleaned.get("practitioner") and cleaned.get("other_name"):
            self.add_error("other_name", _("Choose somebody of the list, or write a name: not both."))
        if not self.errors and day is not None and paid is not None:
            self._ask_if_too_much(day, paid, is_sure=cleaned.get("anyway", False))
        return cleaned

    def _ask_if_too_much(self, day: date, paid: Any, *, is_sure: bool) -> None:
        self.check_of_claim = check = check_claim(self.line, on=day, but=self.claim)
        if check.most is None or paid <= check.most or is_sure:
            return
        self.fields["anyway"].widget = forms.CheckboxInput()
        words = _now(
            "Only %(most)s was left for this visit. Check the amount; if it is right, tick the box below and save again."
        )
        self.add_error("anyway", words % {"most": money_words(check.most)})

    @property
    def suggested(self) -> dict[str, list[str]]:
        """Names that are offered while one is typed: of the care team, outside the network (one query)."""
        others = CareTeamMember.objects.filter(client=self.line.plan.client, practitioner=None)
        return {"others": list(others.order_by("name").values_list("name", flat=True)[:MOST_OTHERS])}

    @property
    def figures(self) -> dict[str, Any]:
        """What is kept of it."""
        return {name: self.cleaned_data[name] for name in FIGURES}
