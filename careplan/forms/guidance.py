"""A practitioner's do, don't or caution."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.forms.period import PeriodForm, day_input, not_link
from careplan.guidance import GuidanceFields
from careplan.guidance_changes import FIELDS
from careplan.lanes import guidance_note, kinds_allowed, kinds_offered, own_guidance_note
from careplan.models import Document, Guidance, Side
from careplan.writing import WrittenGuidance
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS
from practitioners.models import Practitioner
from web.form_fields import DayField, LineField, LinesField, NumberField, WholeNumberField
from web.keys import uuid7
from web.upload_fields import LetterField


class GuidanceForm(PeriodForm):
    """A practitioner's do, don't or caution with its limits, within the lane of their discipline."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    kind = forms.ChoiceField(label=_("Kind"), choices=Guidance.Kind, widget=forms.RadioSelect)
    text = LinesField(
        label=_("In words"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("As the trainer should read it: “No loaded spinal flexion”."),
    )
    patterns = forms.MultipleChoiceField(
        label=_("Which movements"),
        choices=list(PATTERNS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Ticked words let Carelane warn by itself when an exercise hits this. "
            "Without any, the trainer is asked to look at every exercise."
        ),
    )
    attributes = forms.MultipleChoiceField(
        label=_("Only when it is"),
        choices=list(ATTRIBUTES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.MultipleChoiceField(
        label=_("Which part of the body"),
        choices=list(REGIONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side, initial=Side.BOTH, widget=forms.RadioSelect)
    load_limit_kg = NumberField(
        label=_("Load at most, in kg"),
        what=_("Load"),
        low=Decimal(0),
        high=Decimal(999),
        step=Decimal("0.01"),
        unit="kg",
        required=False,
    )
    range_limit = LineField(
        label=_("Range"), max_length=100, required=False, help_text=_("In words: knee bent to 90° at most.")
    )
    pain_limit = WholeNumberField(
        label=_("Pain at most, 0 to 10"), what=_("Pain"), low=Decimal(0), high=Decimal(10), required=False
    )
    impact_limit = forms.ChoiceField(
        label=_("Impact"),
        choices=[("", _("any impact")), *Guidance.Impact.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    until_next_visit = forms.BooleanField(
        label=_("Until the next visit"),
        required=False,
        help_text=_("It goes on after the visit, unless it is said there that it ends."),
    )
    field_order = (*FIELDS, "letter", "file")
    letter = forms.ModelChoiceField(
        Document.objects.none(),
        label=_("A letter that is here already"),
        required=False,
    )
    file = LetterField(label=_("A letter or a picture that comes with it"), required=False)

    def __init__(
        self,
        *args: Any,
        practitioner: Practitioner | None = None,
        letters: QuerySet[Document] | None = None,
        may_attach: bool = True,
        by_themselves: bool = False,
        **kwargs: Any,
    ) -> None:
        """`by_themselves`: the practitioner fills it in, not a trainer who writes down what they said."""
        super().__init__(*args, **kwargs)
        if practitioner is not None:
            self._keep_to_the_lane_of(practitioner, by_themselves=by_themselves)
        here = list(letters) if letters is not None else []
        if letters is not None and (here or self.data.get("letter")):  # one that is not theirs is refused in words
            letter = self.fields["letter"]
            letter.queryset = letters  # type: ignore[attr-defined]
            letter.choices = [("", _("None")), *((one.pk, _letter_in_words(one)) for one in here)]  # type: ignore[attr-defined]
        else:
            del self.fields["letter"]
        if not may_attach:
            del self.fields["file"]

    def _keep_to_the_lane_of(self, practitioner: Practitioner, *, by_themselves: bool) -> None:
        labels = dict(Guidance.Kind.choices)
        note = own_guidance_note(practitioner) if by_themselves else guidance_note(practitioner.discipline)
        kinds = kinds_offered(practitioner) if by_themselves else kinds_allowed(practitioner.discipline)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=[(kind, labels[kind]) for kind in kinds],
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": str(note)} if note else None,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ends_on") and cleaned.get("until_next_visit"):
            self.add_error("until_next_visit", _("Choose one: a last day, or until the next visit."))
        return cleaned

    def said(self) -> GuidanceFields:
        """What the rules of careplan.guidance take, without the letter."""
        return {name: self.cleaned_data[name] for name in FIELDS}  # type: ignore[return-value]

    def written(self) -> WrittenGuidance:
        typed = self.cleaned_data
        return WrittenGuidance(self.said(), typed["key"], upload=typed.get("file"), letter=typed.get("letter"))

    def say_gap(self, field: str) -> None:
        """A change that would leave a time in which nothing holds: says so at the date (LeavesGapError.field)."""
        words = {
            "starts_on": _(
                "What stands holds until then. Choose today or earlier, or write this down as new guidance."
            ),
            "ends_on": _("This day is over, but what stands still holds. Choose today or later, or lift it instead."),
        }
        self.add_error(field, words[field])

    def ask_for_the_file_again(self) -> None:
        """A browser forgets which file was chosen when a form comes back: says so at the field."""
        if self.files.get("file") and "file" in self.fields and not self.has_error("file"):
            self.add_error("file", _("Choose the file again: it could not be kept while something else was wrong."))


def _letter_in_words(document: Document) -> str:
    return f"{document.title}, {date_format(document.sent_at)}"


class LiftForm(forms.Form):
    """Who lifted it, how their word came, when and why."""

    practitioner = forms.ModelChoiceField(Practitioner.objects.none(), label=_("Lifted by"))
    how = forms.ChoiceField(label=_("How it came"), choices=not_link, widget=forms.RadioSelect)
    on = DayField(label=_("When they said so"), widget=day_input())
    reason = LineField(label=_("What they said"), max_length=200)

    def __init__(self, *args: Any, who: QuerySet[Practitioner], begins: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"] = today
        self.fields["practitioner"] = forms.ModelChoiceField(
            who,
            label=_("Lifted by"),
            empty_label=_("Choose who said so"),
            help_text=_("Who gave it, or somebody of the care team whose discipline may clear for exercise."),
        )
        self.begins, self.today = min(begins, today), today

    def clean_on(self) -> date:
        """A day on which they can have said so: since it began, and not after today."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("The day must be %(today)s or earlier.") % {"today": date_format(self.today)})
        if on < self.begins:
            raise forms.ValidationError(
                _("It began on %(day)s; the day must be then or later.") % {"day": date_format(self.begins)}
            )
        return on


class SharedLiftForm(forms.Form):
    """A practitioner lifts their own word."""

    reason = LineField(label=_("Why"), max_length=200, required=False)
