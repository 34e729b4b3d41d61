"""What admins type of the network."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practitioners.forms import NetworkFilterForm, NewPractitionerForm, PractitionerForm
from practitioners.models import Practitioner
from practitioners.verification import Finding, licence_holder
from web.form_fields import DayField, LineField, LinesField
from web.upload_fields import LetterField

Verification = Practitioner.Verification
EVIDENCE_HELP = _("Such as the register's page: a PDF, or a picture (JPEG or PNG), up to 10 MB. Only admins see it.")


class PractitionerFilterForm(NetworkFilterForm):
    """Whom to list: by words, discipline and standing."""

    DUE = "due"

    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[("", _("Any standing")), *Verification.choices, (DUE, _("due to be looked up again"))],
    )


class PeopleFilterForm(forms.Form):
    """Which of the people who sign in to list."""

    CLOSED = "closed"

    q = LineField(
        label=_("Name or practice"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("Open accounts")), (CLOSED, _("Closed accounts"))]
    )


class EntryForm(PractitionerForm):
    """Everything about a practitioner but their standing, which `StandingForm` sets."""

    class Meta(PractitionerForm.Meta):
        fields = [*PractitionerForm.Meta.fields, "takes_new_clients"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.clinic:
            self.fields["clinic_name"].initial = self.instance.clinic.name

    def clean(self) -> dict[str, Any]:
        """Another entry of the same name at the same mailbox is an error here: there is one entry for each person."""
        instance = self.instance
        cleaned = super().clean()
        self.instance = instance
        if self.known and self.known.person_key != instance.person_key:
            self.add_error("email", _("Somebody of this name is in the network with this address already."))
        if instance.is_verified and cleaned.get("discipline"):
            instance.discipline = cleaned["discipline"]
            self._refuse_licence_of_another(instance)
        return cleaned

    def _refuse_licence_of_another(self, instance: Practitioner) -> None:
        holder = licence_holder(instance, register=instance.register, number=instance.licence_number)
        if holder:
            words = _("%(name)s has the licence %(number)s in this discipline already.")
            self.add_error("discipline", words % {"name": holder.name, "number": instance.licence_number})


class PositionForm(EntryForm):
    """Another discipline or clinic of somebody who is there: `instance` is new, and names its `person`."""

    class Meta(EntryForm.Meta):
        fields = [name for name in EntryForm.Meta.fields if name != "name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        discipline, name = cleaned.get("discipline"), cleaned.get("clinic_name", "").strip().lower()
        for entry in [self.instance.person, *Practitioner.objects.positions_of(self.instance.person).with_place()]:
            clinic = entry.clinic.name.lower() if entry.clinic else ""
            if discipline and entry.discipline_id == discipline.pk and clinic == name:
                self.add_error("discipline", _("They are in the network with this discipline at this clinic already."))
        return cleaned


class NewEntryForm(NewPractitionerForm, EntryForm):
    """Somebody new: who may be there already is named first."""

    class Meta(EntryForm.Meta):
        pass


class StandingForm(forms.Form):
    """What was found in the register, and the standing that follows."""

    verification = forms.ChoiceField(label=_("Standing"), choices=Verification.choices, widget=forms.RadioSelect)
    register = LineField(label=_("Public register"), max_length=120, required=False)
    licence_number = LineField(label=_("Licence number"), max_length=40, required=False)
    looked_up_on = DayField(
        label=_("Looked up on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    note = LinesField(
        label=_("What you found"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Other admins read it. Where it is kept, such as a file's number, too."),
    )

    evidence = LetterField(label=_("Evidence"), required=False, help_text=EVIDENCE_HELP)

    def __init__(self, *args: Any, today: date, practitioner: Practitioner, **kwargs: Any) -> None:
        self.today = today
        self.practitioner = practitioner
        given = {
            "verification": practitioner.verification,
            "register": practitioner.register,
            "licence_number": practitioner.licence_number,
            "looked_up_on": today,
        }
        super().__init__(*args, **{"initial": given} | kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        looked_up_on = cleaned.get("looked_up_on")
        if looked_up_on and looked_up_on > self.today:
            self.add_error("looked_up_on", _("Enter today or a day before."))
        if cleaned.get("verification") == Verification.VERIFIED:
            self._ask_for("register", _("Name the register in which you looked them up."))
            self._ask_for("licence_number", _("Enter the number under which they stand there."))
            self._ask_for("looked_up_on", _("Enter the day on which you looked."))
            self._refuse_licence_of_another(cleaned)
        if cleaned.get("verification") in Verification.out_of_network():
            self._ask_for("note", _("Write why. Other admins read it; no mail has it."))
        return cleaned

    def _refuse_licence_of_another(self, cleaned: dict[str, Any]) -> None:
        """A register gives each number once: whoever has it too is the same person, or one of the two is a slip."""
        number, register = cleaned.get("licence_number", ""), cleaned.get("register", "")
        holder = licence_holder(self.practitioner, register=register, number=number)
        if holder:
            self.add_error("licence_number", _("%(name)s has this number already.") % {"name": holder.name})

    def _ask_for(self, name: str, error: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, error)

    def finding(self) -> Finding:
        given = self.cleaned_data
        return Finding(
            verification=Verification(given["verification"]),
            register=given["register"],
            licence_number=given["licence_number"],
            looked_up_on=given["looked_up_on"],
            note=given["note"],
            evidence=given["evidence"],
        )


class CertificationForm(forms.Form):
    """What an admin found of a trainer's certification."""

    is_found = forms.TypedChoiceField(
        label=_("What you found"),
        choices=[("yes", _("It stands there as the trainer says")), ("no", _("It does not"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Choose what you found.")},
    )
    looked_up_on = DayField(label=_("Looked up on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    note = LinesField(
        label=_("Where, and what else"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Other admins read it."),
    )
    evidence = LetterField(label=_("Evidence"), required=False, help_text=EVIDENCE_HELP)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **{"initial": {"looked_up_on": today}, "auto_id": "certification_%s"} | kwargs)

    def clean_looked_up_on(self) -> date:
        day: date = self.cleaned_data["looked_up_on"]
        if day > self.today:
            raise forms.ValidationError(_("Enter today or a day before."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_found") is False and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write what you found instead."))
        return cleaned
