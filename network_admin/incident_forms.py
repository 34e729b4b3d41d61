"""An entry of the register of incidents."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network_admin.incidents import FIELDS
from network_admin.models import MOST_PEOPLE, Incident
from web.form_fields import KeyField, WholeNumberField


class IncidentForm(forms.ModelForm):
    """`key` is a new entry's own, so that two presses make one; `version` is what an edit is based on."""

    key = KeyField()
    people = WholeNumberField(
        label=_("How many people it concerns"),
        what=_("The number of people"),
        low=Decimal(0),
        high=Decimal(MOST_PEOPLE),
        required=False,
        help_text=_("A number alone, also where it is an estimate. Empty where nobody knows yet."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000, required=False)

    class Meta:
        model = Incident
        fields = FIELDS
        widgets = {name: forms.Textarea({"rows": 3}) for name in ("what", "kinds_of_data", "harm_reason", "measures")}
        help_texts = {
            "what": _("Name no client. The register is shown to authorities."),
            "kinds_of_data": _("For example names and addresses, sessions, pain, documents."),
            "harm": _("Think of how sensitive the data are, and how likely it is that they are misused."),
            "authority": _("The Privacy Commissioner of Canada, Quebec's Commission, or the one of your province."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["harm"].choices = Incident.Harm.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        today = timezone.localdate()
        for name in ("happened_on", "known_on", "authority_told_on", "people_told_on", "closed_on"):
            if cleaned.get(name) and cleaned[name] > today:
                self.add_error(name, _("This day is still to come."))
        happened, known = cleaned.get("happened_on"), cleaned.get("known_on")
        if happened and known and known < happened:
            self.add_error("known_on", _("It can't have become known before it happened."))
        if cleaned.get("harm") not in {None, Incident.Harm.UNKNOWN} and not cleaned.get("harm_reason"):
            self.add_error("harm_reason", _("Write why: the law wants the reason kept."))
        if cleaned.get("authority_told_on") and not cleaned.get("authority"):
            self.add_error("authority", _("Write which authority was told."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}
