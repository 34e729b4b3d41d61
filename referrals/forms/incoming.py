"""What a practitioner passes on of somebody, what the client answers, and what the trainer does."""

from datetime import date, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clients.models import Client, born_before_to_be_of_age
from practitioners.models import Discipline
from referrals import reasons
from referrals.booking import Appointment, Booking
from referrals.incoming import Suggestion
from referrals.models import BusinessStatus, IncomingReferral
from referrals.sender_codes import Sender
from web.form_fields import DayField, EmailField, KeyField, LineField, TimeField
from web.robot_trap import RobotTrapForm


class WhyForm(forms.Form):
    """Why somebody is referred, and that they know of it. Nothing about health is typed anywhere."""

    key = KeyField()
    reason = forms.ChoiceField(
        label=_("What for"),
        choices=IncomingReferral.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they would train for.")},
    )
    agreed = forms.BooleanField(
        label=_("My patient agreed that I pass on their first name and e-mail"),
        error_messages={"required": _("Ask your patient first, then tick that they agreed.")},
    )


class SuggestionForm(WhyForm):
    """Somebody whom the trainer need not know yet: a first name and a mailbox."""

    first_name = LineField(
        label=_("Your patient's first name"),
        max_length=60,
        error_messages={"required": _("Enter their first name.")},
    )
    email = EmailField(
        label=_("Their e-mail"),
        help_text=_("They are asked there first. Of somebody under 18: a parent's or guardian's."),
        error_messages={"required": _("Enter their e-mail: they are asked before anybody else hears of it.")},
    )
    is_minor = forms.BooleanField(label=_("They are under 18"), required=False)
    guardian_name = LineField(label=_("Their parent's or guardian's name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("They read"), choices=settings.LANGUAGES, initial="en")
    field_order = ["first_name", "email", "language", "is_minor", "guardian_name", "reason", "agreed"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_minor") and not cleaned.get("guardian_name") and "guardian_name" not in self.errors:
            self.add_error("guardian_name", _("Enter who answers for them."))
        return cleaned

    def suggestion(self) -> Suggestion:
        typed = self.cleaned_data
        return Suggestion(
            first_name=typed["first_name"],
            email=typed["email"],
            language=typed["language"],
            reason=typed["reason"],
            guardian_name=typed["guardian_name"] if typed["is_minor"] else "",
        )


class PublicSuggestionForm(RobotTrapForm, SuggestionForm):
    """The same on a trainer's public page, from somebody who says who they are and then proves their mailbox."""

    own_name = LineField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Enter your name: your patient reads it.")}
    )
    discipline = forms.ModelChoiceField(
        Discipline.objects.none(),
        label=_("Your discipline"),
        to_field_name="code",
        empty_label=_("Choose a discipline"),
        error_messages={"required": _("Choose your discipline.")},
    )
    clinic_name = LineField(label=_("Your clinic"), max_length=120, required=False)
    own_email = EmailField(
        label=_("Your e-mail"),
        help_text=_("A code comes to it. Nothing is sent to anybody before you have entered it."),
        error_messages={"required": _("Enter your e-mail: a code comes to it.")},
    )
    field_order = ["own_name", "discipline", "clinic_name", "own_email", *SuggestionForm.field_order]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discipline"].queryset = Discipline.objects.exclude(code="personal-trainer")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        own, theirs = cleaned.get("own_email", ""), cleaned.get("email", "")
        if own and own.lower() == theirs.lower():
            self.add_error("email", _("This is your own address. Enter your patient's."))
        return cleaned

    def sender(self) -> Sender:
        typed = self.cleaned_data
        return Sender(
            name=typed["own_name"],
            email=typed["own_email"],
            discipline=typed["discipline"].code,
            clinic=typed["clinic_name"],
        )


# --- the client ---------------------------------------------------------------------------


class AgreeForm(forms.Form):
    """A yes of somebody who answers for themselves."""

    of_age = forms.BooleanField(
        label=_("I am 18 or older"),
        error_messages={"required": _("Tick that you are 18 or older, or name your parent or guardian below.")},
    )

    def birth_date(self) -> date | None:
        return None


class GuardianAgreeForm(forms.Form):
    """A guardian's yes; from the birthday on the client answers for themselves."""

    born_on = DayField(
        label=_("Their date of birth"),
        help_text=_("When they turn 18, mail goes to them and no longer to you."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_born_on(self) -> date:
        born_on: date = self.cleaned_data["born_on"]
        if born_on > self.on:
            raise forms.ValidationError(_("Enter a day that has been."))
        if born_on <= born_before_to_be_of_age(self.on):
            raise forms.ValidationError(
                _("They are 18 or older and answer for themselves. Have them referred with their own e-mail.")
            )
        return born_on

    def birth_date(self) -> date | None:
        return self.cleaned_data["born_on"]


class GuardianForm(forms.Form):
    """Who answers for a minor, as the minor says it."""

    guardian_name = LineField(
        label=_("Your parent's or guardian's name"), max_length=120, error_messages={"required": _("Enter their name.")}
    )
    email = EmailField(label=_("Their e-mail"), error_messages={"required": _("Enter their e-mail.")})


# --- the trainer --------------------------------------------------------------------------


class BookingForm(forms.Form):
    """What comes next about the first visit: a date, or whose turn it is to find one."""

    WAYS = [
        (BusinessStatus.BOOKED, _("A date is agreed")),
        (BusinessStatus.WE_CALL, _("I will write or call")),
        (BusinessStatus.CLIENT_BOOKS, _("They will write or call")),
    ]
    way = forms.ChoiceField(label=_("The first visit"), choices=WAYS, widget=forms.RadioSelect, initial="we-call")
    day = DayField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    at = TimeField(label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = LineField(label=_("Where"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == BusinessStatus.BOOKED:
            for name in ("day", "at"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter the day and the time that you agreed on."))
        return cleaned

    def booking(self, *, zone: str) -> Booking:
        typed = self.cleaned_data
        if typed["way"] != BusinessStatus.BOOKED:
            return Booking(BusinessStatus(typed["way"]))
        day: date = typed["day"]
        at: time = typed["at"]
        return Booking(BusinessStatus.BOOKED, Appointment(day=day, time=at, zone=zone, place=typed["place"]))


class AcceptForm(BookingForm):
    """The same, with who it is where the trainer trains somebody at that mailbox already."""

    who = forms.ModelChoiceField(
        Client.objects.none(), label=_("Who it is"), required=False, empty_label=_("Somebody new"),
        help_text=_("You train somebody with this e-mail already."),
    )  # fmt: skip
    field_order = ["who", "way", "day", "at", "place"]

    def __init__(self, *args: Any, own: list[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not own:
            del self.fields["who"]
            return
        who = self.fields["who"]
        who.queryset = Client.objects.filter(pk__in=[client.pk for client in own])  # type: ignore[attr-defined]
        who.initial = own[0].pk


class _WhyField(forms.ChoiceField):
    def __init__(self, choices: tuple[reasons.Reason, ...]) -> None:
        super().__init__(
            label=_("Reason"),
            choices=[(reason.value, reason.label) for reason in choices],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a reason: the practitioner reads it.")},
        )


class DeclineForm(forms.Form):
    why = _WhyField(reasons.DECLINE)


class PauseForm(forms.Form):
    why = _WhyField(reasons.PAUSE)


class FailForm(forms.Form):
    why = _WhyField(reasons.FAIL)


class ReportForm(forms.Form):
    progress = forms.ChoiceField(
        label=_("How it goes"),
        choices=reasons.Progress,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it goes.")},
    )


class ResultForm(forms.Form):
    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=IncomingReferral.Result,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
