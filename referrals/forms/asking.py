"""What a trainer types to refer a client, and the reason that either side owes the other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practitioners.models import Practitioner, RedFlag
from referrals.models import Referral
from web.form_fields import LinesField
from web.keys import uuid7


class ReferralForm(forms.ModelForm):
    """To whom, why, and how soon."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.none(), label=_("To"), empty_label=_("Choose a practitioner")
    )

    class Meta:
        model = Referral
        fields = ["red_flag", "reason", "question", "urgency"]
        labels = {"red_flag": _("Sign on the red-flag list")}
        help_texts = {"reason": _("What you saw or were told. No diagnosis: that is the practitioner's lane.")}
        widgets: dict[str, Any] = {"reason": forms.Textarea({"rows": 3}), "question": forms.Textarea({"rows": 2})}

    field_order = ["red_flag", "practitioner", "reason", "question", "urgency"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = forms.ModelChoiceField(
            Practitioner.objects.verified().filter(takes_new_clients=True),
            label=_("To"),
            empty_label=_("Choose a practitioner"),
            help_text=_("Verified practitioners of the network who take new clients."),
        )
        self.fields["red_flag"] = forms.ModelChoiceField(
            RedFlag.objects.all(),
            label=_("Sign on the red-flag list"),
            required=False,
            empty_label=_("None of them"),
        )


class ReasonForm(forms.Form):
    """A reason that travels to the other side."""

    why = LinesField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class ReopenForm(forms.Form):
    """Why somebody is asked once more."""

    note = LinesField(label=_("Your note to them"), max_length=500, widget=forms.Textarea({"rows": 2}))
