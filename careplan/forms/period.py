"""From when until when, and whose word it is."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.models import HowItCame
from clients.models import Client
from practitioners.models import Practitioner


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """From a day to a day, or until further notice."""

    starts_on = forms.DateField(label=_("From"), widget=day_input(), initial=timezone.localdate)
    ends_on = forms.DateField(
        label=_("Until and including"), widget=day_input(), required=False, help_text=_("Empty: until further notice.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start: date | None = cleaned.get("starts_on")
        end: date | None = cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("End date must be %(day)s or later.") % {"day": date_format(start)})
        return cleaned


class FromPractitionerForm(forms.Form):
    """Whose word it is, and how it came: a trainer never gives guidance of their own."""

    practitioner = forms.ModelChoiceField(Practitioner.objects.none(), label=_("From"), empty_label=None)
    how_it_came = forms.ChoiceField(
        label=_("How it came"),
        choices=[choice for choice in HowItCame.choices if choice[0] != HowItCame.LINK],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Practitioner.objects.in_network().filter(care_teams__client=client)
        self.fields["practitioner"] = forms.ModelChoiceField(team, label=_("From"), empty_label=None)
