from collections.abc import Sequence
from copy import copy
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practitioners.duplicates import likely_same
from practitioners.models import (
    LONGEST_WAIT_DAYS,
    Clinic,
    Discipline,
    Practitioner,
    TrainerProfile,
    TrustedPractitioner,
    TrustedTrainer,
)
from practitioners.network import find_practitioner
from practitioners.network_records import LikelyDuplicate
from practitioners.offer import HIGHEST_FEE, PLACES
from practitioners.search import Wanted
from web.form_fields import LineField, MoneyField, WholeNumberField

OFFER = [
    "languages",
    "usual_wait_days",
    "booking_page",
    "area",
    *PLACES,
    "first_visit_fee",
    "direct_billing",
]


class OfferForm(forms.ModelForm):
    """What somebody of the network offers, with its numbers as they are typed."""

    usual_wait_days = WholeNumberField(
        label=_("Usual wait for a first visit, in days"),
        what=_("The wait"),
        low=Decimal(0),
        high=Decimal(LONGEST_WAIT_DAYS),
        required=False,
    )
    first_visit_fee = MoneyField(
        label=_("Fee for a first visit, in dollars"), what=_("The fee"), high=HIGHEST_FEE, required=False
    )

    class Meta:
        model = Practitioner
        fields = ["phone", *OFFER, "takes_new_clients"]


class PractitionerForm(OfferForm):
    """Somebody new in the network; an admin looks the licence up later."""

    clinic_name = LineField(label=_("Clinic"), max_length=120, required=False)
    known: Practitioner | None = None

    class Meta:
        model = Practitioner
        fields = [
            "name",
            "discipline",
            "email",
            "mailbox_is_shared",
            "phone",
            *OFFER,
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discipline"] = forms.ModelChoiceField(
            Discipline.objects.exclude(code="personal-trainer"),
            label=_("Discipline"),
            empty_label=_("Choose a discipline"),
        )

    def clinic(self) -> Clinic | None:
        """The clinic of that name, made where it is new."""
        name = self.cleaned_data["clinic_name"].strip()
        if not name:
            return None
        return Clinic.objects.filter(name__iexact=name).first() or Clinic.objects.create(name=name)

    def clean(self) -> dict[str, Any]:
        """Somebody who is there already is no error: `known` has them, and nothing is added."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.known = find_practitioner(cleaned.get("name", ""), cleaned.get("email", ""))
        if self.known:
            self.instance = copy(self.known)  # so that its own row is no duplicate of it
        return cleaned


class NewPractitionerForm(PractitionerForm):
    """Somebody new, who may be there in other words: that is said once, and whoever enters them decides.

    Its fields are rendered by practitioners/_new_fields.html.
    """

    is_another = forms.BooleanField(label=_("They are somebody else: add them all the same"), required=False)
    likely: Sequence[tuple[Practitioner, list[str]]] = ()  # whom they may be, with what both have in common

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.known is None and not self.errors:
            self._tell_of_likely_ones(cleaned)
        return cleaned

    def _tell_of_likely_ones(self, cleaned: dict[str, Any]) -> None:
        new = Practitioner(
            **{name: cleaned[name] for name in ("name", "discipline", "email", "phone", "mailbox_is_shared")}
        )
        name = cleaned["clinic_name"].strip()
        new.clinic = Clinic(name=name) if name else None
        self.likely = [(entry, LikelyDuplicate(reasons=reasons).words) for entry, reasons in likely_same(new)]
        if self.likely and not cleaned["is_another"]:
            self.add_error("is_another", _("Somebody like this is in the network. Look at them first, below."))


class NetworkFilterForm(forms.Form):
    """Whom of the network to find; it is sent by GET, so that the address keeps it."""

    q = LineField(
        label=_("Name, clinic, city or language"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    discipline = forms.ModelChoiceField(
        Discipline.objects.none(), label=_("Discipline"), required=False, empty_label=_("All disciplines")
    )
    area = LineField(label=_("Area or city"), required=False, max_length=100)
    most_wait = WholeNumberField(
        label=_("Wait at most, in days"),
        what=_("The wait"),
        low=Decimal(0),
        high=Decimal(LONGEST_WAIT_DAYS),
        required=False,
    )
    where = forms.ChoiceField(
        label=_("Where they treat"), required=False, choices=[("", _("Anywhere")), *PLACES.items()]
    )
    insurer = LineField(label=_("Insurer billed directly"), required=False, max_length=100)
    OFFERED = ("area", "most_wait", "where", "insurer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discipline"].queryset = Discipline.objects.exclude(code="personal-trainer")  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What was asked for, as far as it can be read: a wait that is no number has its error, and the rest holds."""
        if not self.is_bound:
            return Wanted()
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        names = {"q": "words"}
        wanted = {names.get(name, name): value for name, value in given.items()}
        return Wanted(**{field.name: wanted[field.name] for field in fields(Wanted) if field.name in wanted})

    @property
    def offered(self) -> list[forms.BoundField]:
        """The fields beside the words and the discipline, which a page folds away."""
        return [self[name] for name in self.OFFERED]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was typed into one of them."""
        return any(self[name].value() for name in self.OFFERED)


class TrustForm(forms.ModelForm):
    """A word of the trainer's to themselves about somebody on their list."""

    class Meta:
        model = TrustedPractitioner
        fields = ["note"]
        labels = {"note": _("A note to yourself")}
        help_texts = {"note": _("Nobody else reads it. Write nothing of a client.")}
        widgets: dict[str, Any] = {"note": forms.Textarea({"rows": 2})}


class TrustTrainerForm(forms.ModelForm):
    """The same of a practitioner's about a trainer."""

    class Meta:
        model = TrustedTrainer
        fields = ["note"]
        labels = TrustForm.Meta.labels
        widgets = TrustForm.Meta.widgets
        help_texts = {"note": _("Nobody else reads it. Write nothing of a patient.")}


class TrainerSearchForm(forms.Form):
    q = LineField(
        label=_("Name, practice or area"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )


class TrainerProfileForm(forms.ModelForm):
    """A trainer's own public page; it can't be on without the words that it is for."""

    class Meta:
        model = TrainerProfile
        fields = [
            "is_public",
            "takes_new_clients",
            "about",
            "area",
            "languages",
            "certification",
            "certification_number",
        ]
        labels = {
            "is_public": _("Anybody may read this page, and practitioners may refer to me on it"),
            "takes_new_clients": _("I take new clients"),
        }
        help_texts = {
            "about": _("Practitioners read it. Write nothing of a client."),
            "area": _("Such as: Leslieville, Toronto, and online."),
            "languages": _("Such as: English, French."),
            "certification": _("Such as: CSEP Certified Personal Trainer. A network admin looks it up."),
        }
        widgets: dict[str, Any] = {"about": forms.Textarea({"rows": 4})}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_public"):
            self._ask_for("about", _("Write what you do before the page goes on."))
            self._ask_for("area", _("Write where you train before the page goes on."))
        if cleaned.get("certification_number"):
            self._ask_for("certification", _("Write what the number is of."))
        return cleaned

    def _ask_for(self, name: str, error: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, error)
