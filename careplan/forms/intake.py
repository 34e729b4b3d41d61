"""What is asked when a client comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.models import Intake
from careplan.models.intake import Sees
from clients.forms import PersonForm
from practitioners.choosing import PractitionerChoiceField, first_for
from practitioners.models import Discipline
from web.form_fields import EmailField, LineField, LinesField, MomentField
from web.keys import uuid7
from web.search_field import SearchingForm


class AddClientForm(SearchingForm, PersonForm):
    """A new client, and the answer to "Do you see a physio or an RMT? Who else looks after your health?"."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    goal = LineField(label=_("What do you want to reach?"), max_length=300, help_text=_("In the client's words."))
    sees_practitioner = forms.ChoiceField(
        label=_("Do you see a physio or an RMT?"),
        choices=Intake.Sees,
        initial=Intake.Sees.NOT_ASKED,
        widget=forms.RadioSelect,
    )
    who_else = LinesField(
        label=_("Who else looks after your health?"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    practitioner = PractitionerChoiceField(
        label=_("Their practitioner in the network"), required=False, empty_label=_("Nobody yet, or not in the list")
    )
    new_name = LineField(label=_("Their name"), max_length=120, required=False)
    new_email = EmailField(label=_("Their e-mail"), required=False)
    new_discipline = forms.ModelChoiceField(
        Discipline.objects.none(), label=_("Their discipline"), required=False, empty_label=_("Choose a discipline")
    )

    def __init__(self, *args: Any, trainer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].first = first_for(trainer.pk, [])  # type: ignore[attr-defined]
        disciplines = self.fields["new_discipline"]
        disciplines.queryset = Discipline.objects.exclude(code="personal-trainer")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        new = [cleaned.get(name) for name in ("new_name", "new_email", "new_discipline")]
        if any(new) and not all(new):
            for name in ("new_name", "new_email", "new_discipline"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A new practitioner needs a name, an e-mail and a discipline."))
        if any(new) and cleaned.get("practitioner"):
            self.add_error("practitioner", _("Choose somebody of the list or add a new practitioner, not both."))
        return cleaned


class IntakeForm(forms.ModelForm):
    """What the client told the trainer, later than when they were added."""

    class Meta:
        model = Intake
        fields = ["sees_practitioner", "who_else", "expectations"]
        labels = {
            "sees_practitioner": _("Do you see a physio or an RMT?"),
            "who_else": _("Who else looks after your health?"),
            "expectations": _("What do you hope the training brings?"),
        }
        help_texts = {"who_else": _("In the client's words."), "expectations": _("In the client's words.")}
        widgets: dict[str, Any] = {
            "sees_practitioner": forms.RadioSelect,
            "who_else": forms.Textarea({"rows": 2}),
            "expectations": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, is_confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_confirmed:
            del self.fields["expectations"]


class SendForm(forms.Form):
    """One mail for each page that the button stood on."""

    key = forms.UUIDField()


class ReadForm(forms.Form):
    """Up to which change the trainer has read the client's answers."""

    until = MomentField()


class SeesForm(forms.Form):
    """The client's first question."""

    sees_practitioner = forms.ChoiceField(
        label=_("Do you see a physiotherapist or a massage therapist?"),
        choices=[(one.value, one.label) for one in (Sees.YES, Sees.NO, Sees.NOT_SURE)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is one too.")},
    )


class HopesForm(forms.Form):
    """The client's last question."""

    expectations = LinesField(
        label=_("What do you hope the training brings you?"),
        max_length=500,
        required=False,
        help_text=_("A sentence or two is plenty."),
        widget=forms.Textarea({"rows": 4}),
    )
