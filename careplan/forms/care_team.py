"""Who else looks after the client."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplan.models import CareTeamMember
from practitioners.models import Practitioner


class CareTeamForm(forms.ModelForm):
    class Meta:
        model = CareTeamMember
        fields = ["practitioner", "for_what"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = forms.ModelChoiceField(
            Practitioner.objects.in_network(), label=_("Practitioner"), empty_label=_("Choose a practitioner")
        )
