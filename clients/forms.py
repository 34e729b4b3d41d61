from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from clients.handover import without_somebody_to_ask
from clients.models import Client, ContactNote, Correction, PrivacyRequest, digits_of
from web.form_fields import DayField, LinesField, MomentField
from web.keys import uuid7
from web.provinces import PROVINCES
from web.search_field import SearchChoiceField, SearchingForm


def _phone(number: str) -> str:
    """A number as it was written; raises ValidationError for what nobody could dial."""
    if number and not 5 <= len(digits_of(number)) <= 15:
        raise forms.ValidationError(_("Enter a phone number, such as 416 555 0100."))
    return number


class PersonForm(forms.ModelForm):
    """Who the client is, and who answers for them: with a minor, the guardian."""

    class Meta:
        model = Client
        fields = [
            "name",
            "email",
            "phone",
            "emergency_name",
            "emergency_phone",
            "birth_date",
            "guardian_name",
            "guardian_email",
            "language",
            "time_zone",
            "province",
        ]
        help_texts = {
            "email": _("Leave it empty if they have none. Then they answer in person only."),
            "birth_date": _("Needed for somebody under 18: then the guardian is asked."),
        }
        widgets: dict[str, Any] = {"birth_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [("", _("the same as their trainer")), *PROVINCES]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def clean_emergency_phone(self) -> str:
        return _phone(self.cleaned_data["emergency_phone"])

    def clean_birth_date(self) -> date | None:
        birth_date: date | None = self.cleaned_data["birth_date"]
        if birth_date and not date(1900, 1, 1) <= birth_date <= timezone.localdate():
            raise forms.ValidationError(_("Enter the day on which they were born."))
        return birth_date

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        birth_date, guardian = cleaned.get("birth_date"), cleaned.get("guardian_name")
        is_minor = Client(birth_date=birth_date).is_minor(timezone.localdate())
        if not guardian and (is_minor or cleaned.get("guardian_email")):
            self.add_error("guardian_name", _("Enter the name of the guardian, who answers for them."))
        return cleaned


class DetailsForm(PersonForm):
    """Who the client is, and the unit of their loads."""

    class Meta(PersonForm.Meta):
        fields = ["name", "preferred_name", "pronouns", *PersonForm.Meta.fields[1:], "load_unit"]
        help_texts = PersonForm.Meta.help_texts | {
            "preferred_name": _("How they like to be called: mails and pages greet them by it."),
            "pronouns": _("Such as: she/her, he/him, they/them, il, elle. Who looks after them reads it."),
        }
        widgets: dict[str, Any] = PersonForm.Meta.widgets | {"load_unit": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ("", _("as each trainer's own settings say"))
        self.fields["load_unit"].choices = [own, *User.LoadUnit.choices]  # type: ignore[attr-defined]


class TrainerChoiceField(SearchChoiceField):
    """One of the network's trainers, with the practice: two may have the same name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            User.objects.trainers(), search=UserQuerySet.matching, rows_url="clients:find_trainer", **options
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.practice_name}" if obj.practice_name else str(obj.name)


class _ForClient(SearchingForm):
    """A form about a client's trainers."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = User.objects.trainers().exclude(pk=client.lead_trainer_id)  # type: ignore[attr-defined]


class CoverForm(_ForClient):
    trainer = TrainerChoiceField(label=_("Trainer"))
    field_order = ["trainer", "from", "to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="cover_%s", **kwargs)
        moment = {"widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}
        self.fields["from"] = MomentField(label=_("From"), initial=timezone.localtime, **moment)  # type: ignore[arg-type]
        self.fields["to"] = MomentField(label=_("Until"), **moment)  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("from"), cleaned.get("to")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("to", _("The cover has to end after it starts."))
        elif ends_at and ends_at <= timezone.now():
            self.add_error("to", _("This is over already. Choose a later end."))
        return cleaned


class SuccessorForm(_ForClient):
    trainer = TrainerChoiceField(label=_("Successor"), required=False, empty_label=_("Nobody named yet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="successor_%s", **kwargs)


class HandoverForm(_ForClient):
    trainer = TrainerChoiceField(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="handover_%s", **kwargs)


class LeavingForm(SearchingForm):
    """Whom to ask for the clients of a trainer who leaves and for whom no successor is named."""

    otherwise = TrainerChoiceField(label=_("Ask for the others"), required=False)

    def __init__(self, *args: Any, trainer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.led = Client.objects.filter(lead_trainer=trainer).exclude(status=Client.Status.ARCHIVED).count()
        self.unnamed = without_somebody_to_ask(trainer).count()
        field = self.fields["otherwise"]
        field.queryset = User.objects.trainers().exclude(pk=trainer.pk)  # type: ignore[attr-defined]
        if self.unnamed:
            field.required = True
        else:
            del self.fields["otherwise"]


class CorrectionForm(forms.Form):
    """What a client says is wrong or missing."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    about = forms.ChoiceField(label=_("What it is about"), choices=Correction.About)
    text = LinesField(
        label=_("What is wrong or missing"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what is wrong or missing.")},
    )


class CorrectionAnswerForm(forms.Form):
    answer = LinesField(
        label=_("Your answer"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Say what you have mended, or why it stays. The client's words stay beside the record."),
        error_messages={"required": _("Write what you have mended, or why it stays.")},
    )


class PrivacyRequestForm(forms.Form):
    """What a client asked for otherwise than on their own page, and when it came."""

    asked_for = forms.ChoiceField(label=_("What they ask for"), choices=PrivacyRequest.Kind)
    came_by = forms.ChoiceField(label=_("How it came"), choices=PrivacyRequest.CameBy.choices[1:])
    came_on = DayField(label=_("The day it came"), help_text=_("The 30 days to answer begin on it."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_came_on(self) -> date:
        day: date = self.cleaned_data["came_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if day < self.today - timedelta(days=365):
            raise forms.ValidationError(_("This is more than a year ago. Check the year."))
        return day


class RefusalForm(forms.Form):
    """Why a request is not granted."""

    reason = LinesField(
        label=_("Why not"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example the law that obliges you to keep the record, and until when. The client reads it."),
        error_messages={"required": _("Write why: the law gives the client a right to know.")},
    )


class ContactNoteForm(forms.ModelForm):
    """That the trainer was in touch; sent twice, it is kept once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    class Meta:
        model = ContactNote
        fields = ["kind", "text"]
        widgets: dict[str, Any] = {"kind": forms.RadioSelect, "text": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ContactNote.Kind.choices  # type: ignore[attr-defined]
