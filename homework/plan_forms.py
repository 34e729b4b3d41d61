"""The days and the hour that suit a client at home, and when they are away."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _, ngettext

from careplan.forms.period import day_input
from careplan.models import HomePause, HomePlan, Prescription
from careplan.models.home_plan import EARLIEST_HOUR, LATEST_HOUR
from homework.plans import ask_hour_of
from web.form_fields import DayField

EVERY_DAY = 7
FURTHEST = timedelta(days=366)


def _hours() -> list[tuple[str, str]]:
    return [(str(hour), time_format(time(hour))) for hour in range(EARLIEST_HOUR, LATEST_HOUR + 1)]


def _so_many(number: int) -> str:
    return ngettext("Choose %(number)d day.", "Choose %(number)d days.", number) % {"number": number}


class DaysForm(forms.Form):
    """The hour, and for exercises of so many days a week the weekdays; of those for every day nothing is chosen."""

    ask_hour = forms.ChoiceField(label=_("Ask from"), choices=_hours)

    def __init__(
        self, *args: Any, plan: HomePlan, prescriptions: Iterable[Prescription], on: date, **kwargs: Any
    ) -> None:
        hour = min(max(ask_hour_of(plan), EARLIEST_HOUR), LATEST_HOUR)
        super().__init__(*args, **{"initial": {"ask_hour": str(hour)}} | kwargs)
        names: dict[int, list[str]] = {}
        for prescription in prescriptions:
            if prescription.days_a_week < EVERY_DAY:
                names.setdefault(prescription.days_a_week, []).append(prescription.exercise.name)
        self.numbers = sorted(names)
        for number in self.numbers:
            self.fields[f"days_{number}"] = forms.TypedMultipleChoiceField(
                label=ngettext("%(number)d day a week", "%(number)d days a week", number) % {"number": number},
                help_text=", ".join(dict.fromkeys(names[number])),
                choices=[(str(day), str(name).capitalize()) for day, name in WEEKDAYS.items()],
                coerce=int,
                error_messages={"required": _so_many(number)},
                initial=[str(day) for day in sorted(plan.weekdays(number, on))],
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in self.numbers:
            chosen = cleaned.get(f"days_{number}")
            if chosen is not None and len(chosen) != number:
                self.add_error(f"days_{number}", _so_many(number))
        return cleaned

    @property
    def weekdays(self) -> dict[int, frozenset[int]]:
        return {number: frozenset(self.cleaned_data[f"days_{number}"]) for number in self.numbers}


class PauseForm(forms.Form):
    """From a day on, to a day or until further word. `today` is the day where the client lives."""

    starts_on = DayField(label=_("First day"), widget=day_input())
    ends_on = DayField(
        label=_("Last day"),
        widget=day_input(),
        required=False,
        help_text=_("Empty: until you say so."),
    )
    reason = forms.ChoiceField(
        label=_("Why"), choices=HomePause.Reason, initial=HomePause.Reason.OTHER, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"starts_on": today}} | kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and not self.today <= first <= self.today + FURTHEST:
            words = _("The first day must be %(today)s or later, and within a year.")
            self.add_error("starts_on", words % {"today": date_format(self.today)})
        elif first and last and not first <= last <= first + FURTHEST:
            words = _("The last day must be %(first)s or later, and within a year.")
            self.add_error("ends_on", words % {"first": date_format(first)})
        return cleaned
