"""What the client wants."""

from typing import Any

from django import forms

from careplan.forms.period import day_input
from careplan.models import Goal


class GoalForm(forms.ModelForm):
    class Meta:
        model = Goal
        fields = ["text", "target_date"]
        widgets: dict[str, Any] = {"target_date": day_input()}
