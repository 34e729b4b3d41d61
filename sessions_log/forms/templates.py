"""What is typed about templates and red flags."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.amounts import MEASURE_NAMES, MOST
from exercises.defaults import load_step
from exercises.models import ExerciseDefaults
from sessions_log.forms.log import AMOUNT_STEPS, load_field
from sessions_log.models import SessionTemplate, TemplateExercise
from web.form_fields import KeyField, LinesField, WholeNumberField
from web.stepper import Stepper


class FlagForm(forms.Form):
    """What was done about a red flag."""

    key = KeyField()
    done = LinesField(
        label=_("What you did"),
        max_length=500,
        required=False,
        help_text=_("Such as: stopped, called their emergency contact, waited until they came."),
        widget=forms.Textarea({"rows": 3}),
    )


class CloseFlagForm(forms.Form):
    """What came of a red flag."""

    note = LinesField(
        label=_("What came of it"),
        max_length=500,
        help_text=_("Such as: seen by the physician on Monday, cleared to train without jumps."),
        widget=forms.Textarea({"rows": 3}),
    )


class TemplateNameForm(forms.ModelForm):
    class Meta:
        model = SessionTemplate
        fields = ["name"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = SessionTemplate.objects.filter(trainer=self.instance.trainer_id, archived_at=None, name__iexact=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("You have a template of this name. Choose another name."))
        return name


class DoseForm(forms.Form):
    """How much of one exercise of a template, in its own measure and the trainer's own unit of load."""

    def __init__(
        self, data: Any = None, *, row: TemplateExercise, unit: str, defaults: ExerciseDefaults | None, **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id=f"dose-{row.pk}-%s", **kwargs)
        measure, most = MEASURE_NAMES[row.exercise.measured_in], Decimal(MOST[row.exercise.measured_in])
        step = AMOUNT_STEPS[row.exercise.measured_in]
        self.fields["sets"] = WholeNumberField(
            label=_("Sets"),
            what=_("Sets"),
            low=Decimal(1),
            high=Decimal(20),
            widget=Stepper(step="1", inputmode="numeric"),
        )
        self.fields["amount"] = WholeNumberField(
            label=measure, what=measure, low=Decimal(1), high=most, widget=Stepper(step=step, inputmode="numeric")
        )
        self.fields["load"] = load_field(unit, at_one_tap=load_step(row.exercise, unit, defaults))
