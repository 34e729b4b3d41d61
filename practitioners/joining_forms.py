"""What somebody types who asks to join."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practitioners.joining_records import TrainerApplication
from practitioners.models import Discipline, Practitioner
from web.codes import CodeField
from web.form_fields import LineField
from web.robot_trap import RobotTrapForm


class JoinCodeForm(forms.Form):
    code = CodeField()


class _JoinForm(RobotTrapForm, forms.ModelForm):
    """Whom the network has already is not said: no constraint of the tables is looked at before the code is entered."""

    def _post_clean(self) -> None:
        """Nothing is saved from the form itself."""

    def values(self) -> dict[str, str]:
        """What is kept with the code until it is entered."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}  # type: ignore[attr-defined]


class PractitionerJoinForm(_JoinForm):
    """A practitioner about themselves; an admin looks the licence up."""

    discipline = forms.ModelChoiceField(
        Discipline.objects.none(), label=_("Discipline"), to_field_name="code", empty_label=_("Choose a discipline")
    )
    clinic_name = LineField(label=_("Clinic"), max_length=120, required=False)
    licence_number = LineField(label=_("Licence number"), max_length=40)
    register = LineField(
        label=_("Public register"), max_length=120, help_text=_("Where anybody can look the licence up.")
    )
    field_order = ["name", "discipline", "clinic_name", "email", "phone", "licence_number", "register"]

    class Meta:
        model = Practitioner
        fields = ["name", "email", "phone", "licence_number", "register"]
        help_texts = {"email": _("A code comes to it. Nothing is kept before you have entered it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discipline"].queryset = Discipline.objects.exclude(code="personal-trainer")  # type: ignore[attr-defined]

    def values(self) -> dict[str, str]:
        typed = self.cleaned_data
        return super().values() | {"discipline": typed["discipline"].code, "clinic_name": typed["clinic_name"]}


class TrainerJoinForm(_JoinForm):
    """A trainer about themselves; an admin looks at it, and invites them."""

    class Meta:
        model = TrainerApplication
        fields = ["name", "email", "practice_name", "area", "certification", "certification_number", "about"]
        help_texts = {
            "email": _("A code comes to it. Nothing is kept before you have entered it."),
            "about": _("Write nothing of a client."),
        }
        widgets = {"about": forms.Textarea({"rows": 4})}
