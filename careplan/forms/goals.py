"""What the client wants."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.forms.period import day_input
from careplan.models import Goal
from web.form_fields import LineField, NumberField
from web.keys import uuid7
from web.numbers import number_words
from web.words import StrOrPromise


def figure(label: StrOrPromise, *, help_text: StrOrPromise = "") -> NumberField:
    """What the measure came to, or should: at most two decimals."""
    return NumberField(
        what=label,
        label=label,
        help_text=help_text,
        low=Decimal(0),
        high=Decimal("999999.99"),
        step=Decimal("0.01"),
        required=False,
    )


MOST_VERSIONS = 1_000_000


class GoalForm(forms.ModelForm):
    """A goal with what it is measured by; `today` is the day where the client lives."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    baseline = figure(_("Where it stands now"), help_text=_("The number alone; the unit stands above."))
    target = figure(_("Where it should be"))

    class Meta:
        model = Goal
        fields = ["text", "measure", "unit", "baseline", "target", "target_date"]
        widgets: dict[str, Any] = {"target_date": day_input(), "text": forms.Textarea({"rows": 2})}
        labels: dict[str, Any] = {"text": _("Goal, in the client's words")}
        help_texts: dict[str, Any] = {
            "measure": _(
                "Something that both of you can count, time or weigh: "
                "“30-second chair stand”, “stairs without a rest”, “hours of sleep”."
            ),
            "unit": _("Such as reps, kg, minutes or floors."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.date_before = self.instance.target_date
        self.fields["measure"].required = True
        self.fields["measure"].error_messages["required"] = _(
            "A goal needs a measure, so that both of you know when it is reached. "
            "Write what you count, time or weigh: “30-second chair stand”, “walk without a stop” or “hours of sleep”."
        )
        self.fields["text"].error_messages["required"] = _("Write the goal as the client says it.")

    def clean_target_date(self) -> date | None:
        """A day that has passed is left where it stood, and not set anew."""
        day: date | None = self.cleaned_data["target_date"]
        if day and day < self.today and day != self.date_before:
            raise forms.ValidationError(
                _("By when must be %(today)s or later, or empty."), params={"today": date_format(self.today)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        target = cleaned.get("target")
        if target is not None and target == cleaned.get("baseline"):
            self.add_error(
                "target",
                _("Where it should be must differ from where it stands now, %(now)s.") % {"now": number_words(target)},
            )
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by the names of careplan.goals.FIELDS."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ChangeGoalForm(GoalForm):
    """The same, for a goal that two may have open at once: `version` says which state this form began with."""

    key = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS)


class CloseGoalForm(forms.Form):
    reason = LineField(label=_("Why, in a few words"), max_length=200, required=False)
