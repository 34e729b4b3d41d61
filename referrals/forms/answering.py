"""What a practitioner types to answer a referral, and what the client says in the end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.booking import Appointment, AppointmentError, Booking, appointment_of, check_appointment
from referrals.models import BusinessStatus, ClientsWord, Outcome, Task
from web.form_fields import DayField, LineField, LinesField, TimeField
from web.zones import TIME_ZONES

OF_A_DATE = ("day", "time", "place", "phone")


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class BookingForm(forms.Form):
    """A date, or whose turn it is to find one. Times are by the clock of `zone`; `place` and `phone` are prefilled."""

    how = forms.ChoiceField(
        label=_("What comes next"),
        widget=forms.RadioSelect,
        choices=[
            (BusinessStatus.BOOKED.value, _("There is a date")),
            (BusinessStatus.CLIENT_BOOKS.value, _("The client will book")),
            (BusinessStatus.WE_CALL.value, _("We will call the client")),
        ],
        initial=BusinessStatus.BOOKED.value,
    )
    day = DayField(label=_("Date"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = TimeField(label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = LineField(label=_("Where"), max_length=200, required=False)
    phone = LineField(
        label=_("Phone for the client"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )

    def __init__(self, *args: Any, zone: str, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.fields["day"].help_text = _("Where there is a date.")
        self.fields["time"].help_text = _("By the clock where the client lives: %(zone)s.") % {
            "zone": dict(TIME_ZONES).get(zone, zone)
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("how") != BusinessStatus.BOOKED or self.errors:
            return cleaned
        for name in ("day", "time"):
            if cleaned.get(name) is None:
                self.add_error(name, _("Give the day and the time of the appointment, or choose who finds a date."))
                return cleaned
        try:
            check_appointment(self._appointment(cleaned), now=self.now or timezone.now())
        except AppointmentError as error:
            self.add_error("day", str(error))
        return cleaned

    def _appointment(self, cleaned: Mapping[str, Any]) -> Appointment:
        return Appointment(zone=self.zone, **{name: cleaned[name] for name in OF_A_DATE})

    @property
    def booking(self) -> Booking:
        """What a valid form says."""
        status = BusinessStatus(self.cleaned_data["how"])
        has_a_date = status == BusinessStatus.BOOKED
        return Booking(status, self._appointment(self.cleaned_data) if has_a_date else None)


class AppointmentForm(BookingForm):
    """A date alone, by the clock where the client lives; the client may read it themselves."""

    def __init__(self, *args: Any, zone: str, for_client: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, **kwargs)
        self.fields["how"].widget = forms.HiddenInput()
        self.fields["day"].required = self.fields["time"].required = True
        self.fields["day"].help_text = ""
        if for_client:
            self.fields["phone"].label = _("Their phone")
            self.fields["time"].help_text = _("By the clock where you live: %(zone)s.") % {
                "zone": dict(TIME_ZONES).get(zone, zone)
            }


class RebookingForm(BookingForm):
    why = LinesField(label=_("Why"), max_length=500, required=False, widget=_words(2))


def booking_initial(task: Task, *, place: str, phone: str) -> dict[str, Any]:
    """What a booking form shows at first: the last date that was agreed on, else where the recipient works."""
    last = appointment_of(task) if task.has_a_date else None
    if last is None:
        return {"place": place, "phone": phone}
    return {"day": last.day, "time": last.time, "place": last.place or place, "phone": last.phone or phone}


class DeclineForm(forms.Form):
    why = LinesField(label=_("Reason"), max_length=500, widget=_words(2))
    suggested_instead = LinesField(
        label=_("Try this colleague"),
        max_length=200,
        required=False,
        widget=_words(2),
        help_text=_("Whom could they ask instead? The client is asked anew before anybody hears of them."),
    )


class NoteForm(forms.Form):
    text = LinesField(label=_("How it goes"), max_length=500, widget=_words(3))


class OutcomeForm(forms.Form):
    """What came of it; `may_clear` is whether the reader's discipline may clear for exercise."""

    attended = forms.TypedChoiceField(
        label=_("Did the client come?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    summary = LinesField(label=_("In a few words"), max_length=1000, widget=_words(3))
    goals_effect = forms.ChoiceField(
        label=_("The client's goals"), choices=Outcome.GoalsEffect, required=False, widget=forms.RadioSelect
    )
    clearance = forms.ChoiceField(
        label=_("Training"), choices=Outcome.Clearance, required=False, widget=forms.RadioSelect
    )
    limits = LinesField(label=_("Within which limits"), max_length=500, required=False, widget=_words(2))
    review_on = DayField(
        label=_("Next review"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, may_clear: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_clear:
            del self.fields["clearance"], self.fields["limits"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        within_limits = cleaned.get("clearance") == Outcome.Clearance.LIMITS
        if within_limits and "limits" in cleaned and not cleaned["limits"].strip():
            self.add_error("limits", _("Name the limits, so that the trainer can keep to them."))
        return cleaned


class HelpedForm(forms.Form):
    """The client's own word: one tap, and a second to send it."""

    change = forms.TypedChoiceField(
        label=_("Since you went there, you are"),
        choices=ClientsWord.Change,
        coerce=int,
        widget=forms.RadioSelect,
    )
    text = LinesField(label=_("A word, if you like"), max_length=300, required=False, widget=_words(2))
