"""From when until when, and whose word it is."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from careplan.models import HowItCame
from clients.models import Client
from practitioners.models import Practitioner
from web.form_fields import DayField


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def not_link() -> list[tuple[str, Any]]:
    """How a practitioner's word reaches a trainer who writes it down."""
    return [choice for choice in HowItCame.choices if choice[0] != HowItCame.LINK]


class PeriodForm(forms.Form):
    """From a day to a day, or until further notice."""

    starts_on = DayField(label=_("From"), widget=day_input(), initial=timezone.localdate)
    ends_on = DayField(
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

    practitioner = forms.ModelChoiceField(
        Practitioner.objects.none(), label=pgettext_lazy("a person", "From"), empty_label=None
    )
    how_it_came = forms.ChoiceField(label=_("How it came"), choices=not_link, widget=forms.RadioSelect)

    def __init__(self, *args: Any, team: QuerySet[Practitioner], address: str = "", **kwargs: Any) -> None:
        """`address` gives the form anew for another practitioner, whose lane may be another."""
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = forms.ModelChoiceField(
            team, label=pgettext_lazy("a person", "From"), empty_label=None
        )
        if address:
            self.fields["practitioner"].widget.attrs |= {
                "hx-get": address,
                "hx-target": "#lane",
                "hx-select": "#lane",
                "hx-select-oob": "#letters",  # where there are any: those of who is named
                "hx-swap": "outerHTML",
            }


def team_of(client: Client) -> QuerySet[Practitioner]:
    """Whose word a trainer can write down: the practitioners who are still on the client's care team."""
    return Practitioner.objects.in_network().filter(care_teams__client=client, care_teams__left_on=None)


def named_in(request: HttpRequest, team: QuerySet[Practitioner]) -> Practitioner | None:
    """Whom the request names of the team; else the first of it; None where nobody is on it (one query)."""
    wanted = request.POST.get("practitioner") or request.GET.get("practitioner", "")
    everybody = list(team)
    return next((one for one in everybody if str(one.pk) == wanted), everybody[0] if everybody else None)
