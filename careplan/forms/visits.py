"""Visits: booked, and what came of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.forms.period import day_input
from careplan.models import Guidance, Visit
from web.form_fields import DayField, LinesField, TimeField
from web.keys import uuid7
from web.words import labelled

# What can be written down of a visit that was not booked before.
NEW = [
    (Visit.State.BOOKED.value, _("Booked")),
    (Visit.State.ATTENDED.value, _("Attended")),
    (Visit.State.MISSED.value, _("Missed")),
]


def time_input() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


def note_field() -> forms.CharField:
    return LinesField(
        label=_("What was said"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("As the client told you. A do or a don't is written down as guidance."),
    )


class DayForm(forms.Form):
    """`today` is the day where the client lives."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def day_fits(self, field: str, day: date | None, state: str) -> None:
        """What is booked lies ahead, what came of a visit lies behind: says so at `field`."""
        words = {"today": date_format(self.today)}
        if day and state == Visit.State.BOOKED and day < self.today:
            self.add_error(field, _("A booked visit must be on %(today)s or later.") % words)
        if day and state in (Visit.State.ATTENDED, Visit.State.MISSED) and day > self.today:
            self.add_error(field, _("The date must be %(today)s or earlier, or the visit is booked.") % words)


class VisitForm(DayForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    state = forms.ChoiceField(label=_("What it is"), choices=NEW, widget=forms.RadioSelect, initial=NEW[0][0])
    on = DayField(label=_("Date"), widget=day_input())
    time = TimeField(label=_("Time"), widget=time_input(), required=False)
    note = note_field()
    asks_client = forms.BooleanField(
        label=_("Ask the client by mail how a booked visit was"),
        required=False,
        help_text=_(
            "If they like: one mail in the morning after it, with a page for what was said and the next visit."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.day_fits("on", cleaned.get("on"), cleaned.get("state", ""))
        if cleaned.get("note") and cleaned.get("state") != Visit.State.ATTENDED:
            self.add_error("note", _("Something is said at a visit that was attended: choose Attended, or empty this."))
        return cleaned


class ChangeVisitForm(DayForm):
    """Another day; what was said is asked of an attended visit alone."""

    on = DayField(label=_("Date"), widget=day_input())
    time = TimeField(label=_("Time"), widget=time_input(), required=False)
    note = note_field()

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": visit.on, "time": visit.time, "note": visit.note}, **kwargs)
        self.visit = visit
        if visit.state != Visit.State.ATTENDED:
            del self.fields["note"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("on") != self.visit.on:
            self.day_fits("on", cleaned.get("on"), self.visit.state)
        return cleaned


class AttendedForm(DayForm):
    """What was said, what ended, and the next visit. A choice for each piece of guidance that held until the visit."""

    note = note_field()
    next_on = DayField(label=_("Next visit"), widget=day_input(), required=False, help_text=_("Empty: none is booked."))
    next_time = TimeField(label=_("Time of the next visit"), widget=time_input(), required=False)

    def __init__(self, *args: Any, open_guidance: Iterable[Guidance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_guidance = list(open_guidance)
        for guidance in self.open_guidance:
            self.fields[f"held_{guidance.pk}"] = forms.ChoiceField(
                label=labelled(guidance.get_kind_display(), guidance.text),
                choices=[("holds", _("Still holds, until the next visit")), ("ended", _("Ended at this visit"))],
                initial="holds",
                widget=forms.RadioSelect,
            )
        self.order_fields(["note", *(f"held_{guidance.pk}" for guidance in self.open_guidance), "next_on", "next_time"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.day_fits("next_on", cleaned.get("next_on"), Visit.State.BOOKED)
        if cleaned.get("next_time") and not cleaned.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Write the day of the next visit too, or empty its time."))
        return cleaned

    @property
    def ended(self) -> list[Guidance]:
        """What the practitioner said has ended."""
        return [one for one in self.open_guidance if self.cleaned_data[f"held_{one.pk}"] == "ended"]


class ToldByClientForm(DayForm):
    """The client's own word on a visit: whether it took place, what was said, and the next."""

    went = forms.ChoiceField(
        label=_("Did it take place?"),
        choices=[("yes", _("Yes, I was there")), ("no", _("No, I was not there"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it took place.")},
    )
    note = LinesField(label=_("What was said"), max_length=1000, required=False, widget=forms.Textarea({"rows": 4}))
    next_on = DayField(label=_("Next visit"), widget=day_input(), required=False, help_text=_("Empty: none is booked."))
    next_time = TimeField(label=_("Time of the next visit"), widget=time_input(), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.day_fits("next_on", cleaned.get("next_on"), Visit.State.BOOKED)
        if cleaned.get("next_time") and not cleaned.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Write the day of the next visit too, or empty its time."))
        if cleaned.get("note") and cleaned.get("went") == "no":
            self.add_error("note", _("Something is said at a visit that took place: choose Yes, or empty this."))
        return cleaned
