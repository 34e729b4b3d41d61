"""An exercise with its dose."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from careplan.forms.period import PeriodForm
from careplan.models import Prescription, Side
from careplan.models.prescriptions import PROGRESS_DAYS
from careplan.prescriptions import Dose
from exercises.amounts import MEASURE_NAMES, MOST
from exercises.models import Exercise
from web.form_fields import LineField, NumberField, WholeNumberField
from web.keys import uuid7
from web.upload_fields import DemonstrationField

DOSE = (
    "exercise",
    "sets",
    "amount",
    "load_kg",
    "hold_seconds",
    "days_a_week",
    "side",
    "where",
    "cues",
    "shown_at",
    "progression",
    "progress_pain",
    "progress_days",
    "progress_by",
    "starts_on",
    "ends_on",
)


class PrescriptionForm(PeriodForm):
    """One exercise with its dose; which one is chosen before, so that the dose is in its own measure."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    exercise = forms.ModelChoiceField(
        Exercise.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose an exercise."), "invalid_choice": _("Choose an exercise.")},
    )
    sets = WholeNumberField(
        label=_("Sets"),
        what=_("Sets"),
        low=Decimal(1),
        high=Decimal(20),
        initial=3,
        error_messages={"required": _("Enter how many sets, at least 1.")},
    )
    amount = WholeNumberField(what="", low=Decimal(1), high=Decimal(1))  # made anew below, in the exercise's measure
    load_kg = NumberField(
        label=_("Load, in kg"),
        what=_("Load"),
        low=Decimal(0),
        high=Decimal(999),
        step=Decimal("0.01"),
        unit="kg",
        required=False,
    )
    hold_seconds = WholeNumberField(
        label=_("Hold each, in seconds"),
        what=_("The hold"),
        low=Decimal(1),
        high=Decimal(600),
        required=False,
    )
    days_a_week = WholeNumberField(
        label=_("Days a week"),
        what=_("Days a week"),
        low=Decimal(1),
        high=Decimal(7),
        initial=7,
        error_messages={"required": _("Enter how many days a week, 1 to 7.")},
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side, initial=Side.BOTH, widget=forms.RadioSelect)
    where = forms.ChoiceField(
        label=_("Where"), choices=Prescription.Where, initial=Prescription.Where.HOME, widget=forms.RadioSelect
    )
    cues = LineField(
        label=_("Cues"), max_length=300, required=False, help_text=_("What to watch for: knee over the toes.")
    )
    shown_at = LineField(
        label=_("Page that shows how it looks"),
        max_length=300,
        required=False,
        validators=[URLValidator(["https"], message=_("Enter the address of a page, beginning with https://."))],
        help_text=_("Your own video or picture, at an https address. The client gets it as a link."),
        widget=forms.URLInput,
    )
    progression = LineField(
        label=_("How to progress"),
        max_length=300,
        required=False,
        help_text=_("In words: add 2.5 kg once 3 × 12 are easy."),
    )

    progress_pain = WholeNumberField(
        label=_("Pain of at most"),
        what=_("Pain"),
        low=Decimal(0),
        high=Decimal(10),
        required=False,
        help_text=_("Of 10, at home. Where you fill it in, it is watched; the trainer is told and confirms."),
    )
    progress_days = forms.TypedChoiceField(
        label=_("For"),
        choices=PROGRESS_DAYS,
        coerce=int,
        empty_value=7,  # type: ignore[arg-type]
        initial=7,
        required=False,
    )
    progress_by = WholeNumberField(
        label=_("Then so many more"), what=_("Then so many more"), low=Decimal(1), high=Decimal(300), required=False
    )

    def __init__(self, *args: Any, usable: QuerySet[Exercise], chosen: Exercise | None = None, **kwargs: Any) -> None:
        """`usable` are the exercises that may be named; `chosen` is the one that the dose is for."""
        super().__init__(*args, **kwargs)
        self.fields["exercise"].queryset = usable  # type: ignore[attr-defined]
        measure = chosen.measured_in if chosen else Exercise.MeasuredIn.REPS
        self.fields["amount"] = WholeNumberField(
            label=MEASURE_NAMES[measure],
            what=MEASURE_NAMES[measure],
            low=Decimal(1),
            high=Decimal(MOST[measure]),
            error_messages={"required": _("Enter how much of it in each set, at least 1.")},
        )
        self.initial.setdefault("exercise", chosen.pk if chosen else None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pain, more, amount = (cleaned.get(name) for name in ("progress_pain", "progress_by", "amount"))
        if pain is not None and more is None and "progress_by" not in self.errors:
            self.add_error("progress_by", _("Enter how many more, or leave the pain empty too."))
        if more is not None and pain is None and "progress_pain" not in self.errors:
            self.add_error("progress_pain", _("Enter the pain, 0 to 10, or leave “then so many more” empty too."))
        if more and amount and amount + more > self.fields["amount"].high:  # type: ignore[attr-defined]
            self.add_error("progress_by", _("That is more than one set may have."))
        if pain is not None and cleaned.get("where") == Prescription.Where.SESSION:
            self.add_error("progress_pain", _("Only what is done at home is watched."))
        return cleaned

    def dose(self) -> Dose:
        """What the rules of careplan.prescriptions take."""
        return {name: self.cleaned_data[name] for name in DOSE}  # type: ignore[return-value]


class OwnExerciseForm(PrescriptionForm):
    """An exercise that no library has, by its name and what it is counted in, with its dose."""

    name = LineField(label=_("What it is called"), max_length=120)
    measured_in = forms.ChoiceField(
        label=_("Counted in"),
        choices=Exercise.MeasuredIn,
        initial=Exercise.MeasuredIn.REPS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, usable=Exercise.objects.none(), **kwargs)
        del self.fields["exercise"]
        self.fields["amount"] = WholeNumberField(
            label=_("How much in each set"),
            what=_("How much in each set"),
            low=Decimal(1),
            high=Decimal(max(MOST.values())),
            error_messages={"required": _("Enter how much of it in each set, at least 1.")},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        most, amount = MOST.get(cleaned.get("measured_in", ""), 0), cleaned.get("amount")
        if most and amount and amount > most:
            self.add_error("amount", _("That is more than one set may have."))
        return cleaned

    def for_library(self) -> dict[str, Any]:
        """What the library keeps of it."""
        return {"source_name": self.cleaned_data["name"], "measured_in": self.cleaned_data["measured_in"]}

    def dose(self) -> Dose:
        """The same without the exercise, which is kept with it."""
        return {name: self.cleaned_data[name] for name in DOSE if name != "exercise"}  # type: ignore[return-value]


def as_typed(prescription: Any) -> dict[str, Any]:
    """What the form holds of a prescription, whether the trainer's or what a practitioner reads of it."""
    return {name: getattr(prescription, name) for name in DOSE if name != "exercise"}


class DemonstrationForm(forms.Form):
    """How a prescribed exercise looks."""

    file = DemonstrationField(label=_("Picture or short video"))
