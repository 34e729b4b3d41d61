"""Coverage as the client tells it."""

from calendar import monthrange
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benefits.models import MONTHS, BenefitLine, Claim
from careplan.forms.period import day_input
from practitioners.models import Discipline, Practitioner
from web.form_fields import LineField
from web.keys import uuid7
from web.number_fields import MoneyField


class CoverageForm(forms.Form):
    """A plan with its first line: one discipline, or a pool that several share."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    insurer = LineField(label=_("Insurer"), max_length=120)
    year_starts_month = forms.TypedChoiceField(label=_("The plan year begins in"), choices=MONTHS, coerce=int)
    year_starts_day = forms.IntegerField(
        label=_("On day"), min_value=1, max_value=31, initial=1, widget=forms.TextInput({"inputmode": "numeric"})
    )
    disciplines = forms.ModelMultipleChoiceField(
        Discipline.objects.none(),
        label=_("What it pays for"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several, where they share one maximum."),
    )
    annual_maximum = MoneyField(what=_("The maximum a year"), label=_("Maximum a year, in dollars"))
    visit_maximum = MoneyField(what=_("The maximum a visit"), label=_("Maximum a visit, in dollars"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disciplines"] = forms.ModelMultipleChoiceField(
            Discipline.objects.all(),
            label=_("What it pays for"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Several, where they share one maximum."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        month, day = cleaned.get("year_starts_month"), cleaned.get("year_starts_day")
        # 29 February is real in leap years: it falls on the 28th in others.
        if month and day and day > monthrange(2024, month)[1]:
            self.add_error("year_starts_day", _("This month has %(days)d days.") % {"days": monthrange(2024, month)[1]})
        return cleaned


class ClaimForm(forms.ModelForm):
    """What the plan has paid for one visit."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    amount = MoneyField(what=_("What the plan paid"), label=_("Paid by the plan, in dollars"))

    class Meta:
        model = Claim
        fields = ["date_of_service", "amount", "practitioner"]
        widgets: dict[str, Any] = {"date_of_service": day_input()}

    def __init__(self, *args: Any, line: BenefitLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Practitioner.objects.in_network().filter(
            care_teams__client=line.plan.client, discipline__in=line.disciplines.all()
        )
        self.fields["practitioner"] = forms.ModelChoiceField(
            team, label=_("With"), required=False, empty_label=_("Somebody else")
        )

    def clean_date_of_service(self) -> Any:
        day = self.cleaned_data["date_of_service"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The visit can't be in the future."))
        return day
