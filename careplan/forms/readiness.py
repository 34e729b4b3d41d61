"""What the trainer writes down of a screening."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.models import ReadinessScreening
from web.form_fields import DayField
from web.keys import uuid7

LONGEST = 5  # years that a screening may count


def _day(label: Any, **options: Any) -> forms.DateField:
    return DayField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def _check_lapse(screened_on: date, lapses_on: date) -> None:
    if lapses_on <= screened_on:
        raise forms.ValidationError(
            _("The day on which it lapses must be after %(day)s, when it was done.") % {"day": date_format(screened_on)}
        )
    if lapses_on.year > screened_on.year + LONGEST:
        raise forms.ValidationError(_("Choose a day within %(years)d years.") % {"years": LONGEST})


class ReadinessForm(forms.Form):
    """Which screening, what came of it and when. The questions and answers stay with the client."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    screen = forms.ChoiceField(
        label=_("Which screening"),
        choices=ReadinessScreening.Screen,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which screening was done.")},
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=ReadinessScreening.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    screened_on = _day(_("Done on"), error_messages={"required": _("Enter the day on which it was done.")})
    lapses_on = _day(_("Lapses on"), required=False, help_text=_("Leave it empty for twelve months after it was done."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"screened_on": today})
        self.today = today

    def clean_screened_on(self) -> date:
        day: date = self.cleaned_data["screened_on"]
        if not date(2000, 1, 1) <= day <= self.today:
            raise forms.ValidationError(_("Enter the day on which it was done: today or earlier."))
        return day

    def clean_lapses_on(self) -> date | None:
        lapses_on: date | None = self.cleaned_data["lapses_on"]
        screened_on = self.cleaned_data.get("screened_on")
        if lapses_on and screened_on:
            _check_lapse(screened_on, lapses_on)
        return lapses_on


class LapseForm(forms.Form):
    """Until when a screening counts."""

    lapses_on = _day(_("Lapses on"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, screening: ReadinessScreening) -> None:
        super().__init__(data, initial={"lapses_on": screening.lapses_on}, auto_id="lapse_%s")
        self.screening = screening

    def clean_lapses_on(self) -> date:
        lapses_on: date = self.cleaned_data["lapses_on"]
        if lapses_on != self.screening.lapses_on:
            _check_lapse(self.screening.screened_on, lapses_on)
        return lapses_on
