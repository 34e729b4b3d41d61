"""What a client answers to a reminder."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.models import STEPS, LapseAnswer
from careplan.forms.period import day_input
from careplan.models import CareTeamMember
from web.form_fields import DayField
from web.keys import uuid7

MOST_AHEAD = 366  # days


class LapseAnswerForm(forms.Form):
    """One of three answers; who has booked may say with whom and when."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    answer = forms.ChoiceField(
        label=_("What would you like to do?"), choices=LapseAnswer.Answer, widget=forms.RadioSelect
    )
    member = forms.ChoiceField(label=_("Booked with"), required=False)
    on = DayField(label=_("Booked for"), required=False, widget=day_input())

    def __init__(self, *args: Any, members: list[CareTeamMember], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.today = {str(member.pk): member for member in members}, today
        people = [(key, member.known_as) for key, member in self.members.items()]
        self.fields["member"] = forms.ChoiceField(
            label=_("Booked with"), required=False, choices=[("", _("Somebody else")), *people]
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("on")
        if cleaned.get("answer") != LapseAnswer.Answer.BOOKED:
            cleaned["member"], cleaned["on"] = None, None
            return cleaned
        cleaned["member"] = self.members.get(cleaned.get("member", ""))
        if day is None and cleaned["member"] is not None and "on" not in self.errors:
            self.add_error("on", _("Write down the day that is booked, or choose “Somebody else”."))
        if day is not None and not 0 <= (day - self.today).days <= MOST_AHEAD:
            self.add_error("on", _("Choose a day from today on, within a year."))
        return cleaned


class StepsForm(forms.Form):
    """When to be reminded; nothing ticked stops it."""

    steps = forms.TypedMultipleChoiceField(
        label=_("Remind me before my coverage year ends"),
        choices=[(step, _("%(days)d days before") % {"days": step}) for step in STEPS],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: no more reminders about coverage."),
    )
