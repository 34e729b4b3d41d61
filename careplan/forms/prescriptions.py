"""An exercise with its dose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplan.forms.period import PeriodForm
from careplan.models import Prescription, Side
from exercises.models import Exercise
from practitioners.models import Practitioner
from web.keys import uuid7


class PrescriptionForm(PeriodForm):
    """One exercise with its dose."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    exercise = forms.ModelChoiceField(Exercise.objects.none(), label=_("Exercise"), empty_label=_("Choose an exercise"))
    sets = forms.IntegerField(
        label=_("Sets"), min_value=1, max_value=20, initial=3, widget=forms.TextInput({"inputmode": "numeric"})
    )
    amount = forms.IntegerField(
        label=_("Repetitions"),
        min_value=1,
        max_value=300,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("Seconds for a hold, metres for a distance."),
    )
    days_a_week = forms.IntegerField(
        label=_("Days a week"), min_value=1, max_value=7, initial=7, widget=forms.TextInput({"inputmode": "numeric"})
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side, initial=Side.BOTH)
    where = forms.ChoiceField(label=_("Where"), choices=Prescription.Where, initial=Prescription.Where.HOME)
    cues = forms.CharField(label=_("Cues"), max_length=300, required=False)

    field_order = ["exercise", "sets", "amount", "days_a_week", "side", "where", "cues", "starts_on", "ends_on"]

    def __init__(self, *args: Any, practitioner: Practitioner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exercises = Exercise.objects.filter(owner=None, replaced_by=None)
        self.fields["exercise"] = forms.ModelChoiceField(
            exercises, label=_("Exercise"), empty_label=_("Choose an exercise")
        )
