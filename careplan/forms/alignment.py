"""How one thing that was asked for goes with one goal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from careplan.models import PlanLink


class MarkForm(forms.Form):
    """One press: supports, limits, unclear, or no mark."""

    NONE = "none"

    mark = forms.ChoiceField(
        choices=[*PlanLink.Mark.choices, (NONE, _("no mark"))],
        error_messages={
            "required": _("Choose how it goes with the goal."),
            "invalid_choice": _("Choose one of these."),
        },
    )
