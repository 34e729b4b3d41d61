"""Who else looks after the client."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.care_team import first_choices
from careplan.forms.period import day_input
from careplan.models import CareTeamMember
from practitioners.choosing import PractitionerChoiceField
from practitioners.models import Discipline
from web.form_fields import DayField
from web.keys import uuid7
from web.search_field import SearchingForm


def _discipline_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Discipline.objects.exclude(code="personal-trainer"),
        label=_("Discipline"),
        empty_label=_("Not known"),
        required=False,
    )


class PastDaysForm(forms.ModelForm):
    """Days that lie behind; `today` is the day where the client lives."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def _past(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day > self.today:
            raise forms.ValidationError(
                _("%(field)s must be %(today)s or earlier."),
                params={"field": self.fields[name].label, "today": date_format(self.today)},
            )
        return day

    def clean_since(self) -> date | None:
        return self._past("since")


class CareTeamForm(SearchingForm, PastDaysForm):
    """A practitioner of the network, or a name that is not in it yet."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    seen_on = DayField(
        label=_("Last seen on"), required=False, widget=day_input(), help_text=_("It is kept as a visit.")
    )

    class Meta:
        model = CareTeamMember
        fields = ["practitioner", "name", "discipline", "clinic_name", "for_what", "since"]
        widgets: dict[str, Any] = {"since": day_input()}
        help_texts: dict[str, Any] = {"for_what": _("Such as: low back pain, after a fall.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        practitioner = PractitionerChoiceField(
            label=_("Practitioner"), empty_label=_("Not in the network yet"), required=False
        )
        practitioner.first = first_choices(self.instance.client)
        self.fields["practitioner"] = practitioner
        self.fields["discipline"] = _discipline_field()

    def clean_seen_on(self) -> date | None:
        return self._past("seen_on")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen, name = cleaned.get("practitioner"), cleaned.get("name")
        if not chosen and not name and not self.errors:
            self.add_error("practitioner", _("Choose a practitioner, or write the name of somebody not in the list."))
        if chosen and (name or cleaned.get("discipline") or cleaned.get("clinic_name")):
            self.add_error("name", _("Choose a practitioner or write a name, not both: empty one of them."))
        return cleaned


class MemberForm(PastDaysForm):
    """What changes of somebody who is on the team; the network keeps a practitioner's own name."""

    class Meta:
        model = CareTeamMember
        fields = ["name", "discipline", "clinic_name", "for_what", "since"]
        widgets: dict[str, Any] = {"since": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.practitioner_id:
            for name in ("name", "discipline", "clinic_name"):
                del self.fields[name]
            return
        self.fields["name"].required = True
        self.fields["discipline"] = _discipline_field()
