"""What is typed about exercises."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import REST_CHOICES, User
from exercises.defaults import load_step
from exercises.models import LEAST_STEP, MOST_STEP_KG, MOST_STEP_LB, Exercise
from exercises.own import is_in_use, of_the_same_name
from exercises.tags import ATTRIBUTES, EQUIPMENT, PATTERNS, REGIONS, Labels
from web.form_fields import LineField, LinesField, NumberField
from web.keys import uuid7
from web.numbers import number_words
from web.search_text import searchable

OTHER_NAMES_AT_MOST = 10
NAME_AT_MOST = 120


def _any_of(labels: Labels, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("Any")), *labels.items()], required=False)


class LibraryForm(forms.Form):
    """What is looked for in the library. Everything is in the address."""

    q = LineField(
        label=_("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    pattern = _any_of(PATTERNS, _("Movement"))
    region = _any_of(REGIONS, _("Body region"))
    equipment = _any_of(EQUIPMENT, _("Equipment"))
    tags = forms.ChoiceField(
        label=_("Tags"),
        choices=[("", _("Any")), ("tagged", _("Tagged")), ("untagged", _("Not tagged"))],
        required=False,
    )
    whose = forms.ChoiceField(
        label=_("Whose"),
        choices=[("", _("Any")), ("own", _("Your own")), ("shared", _("Shared")), ("out", _("Your own, out of use"))],
        required=False,
    )

    @property
    def filters(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "q"]

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for; a word that is none is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_bound else {}


def _ticked(labels: Labels, label: Any, help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(labels.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class OwnExerciseForm(forms.Form):
    """An exercise of the trainer's own. A name that is there already is asked about once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    same_is_meant = LineField(required=False, widget=forms.HiddenInput)  # the name that was asked about
    name = LineField(label=_("Name"), max_length=NAME_AT_MOST)
    other_names = LinesField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One a line. The search finds it by each of them."),
    )
    regions = _ticked(
        REGIONS,
        _("Body regions"),
        _("Each that moves, works hard, or bears weight that it doesn't bear in standing. In doubt, tick it."),
    )
    patterns = _ticked(PATTERNS, _("Movements"), "")
    attributes = _ticked(ATTRIBUTES, _("It is done"), _("Whatever holds when it is done as usual."))
    equipment = forms.ChoiceField(
        label=_("Equipment"), choices=[*EQUIPMENT.items(), ("", _("Not said"))], initial="none", required=False
    )
    measured_in = forms.ChoiceField(
        label=_("Measured in"), choices=Exercise.MeasuredIn, initial="reps", widget=forms.RadioSelect
    )
    per_side = forms.BooleanField(label=_("Each side by itself"), required=False)
    cues = LinesField(label=_("Cues"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(
        self, *args: Any, trainer: User, changes: Exercise | None = None, copies: Exercise | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._trainer = trainer
        self._is_about = {one.pk for one in (changes, copies) if one}
        self.same_name: list[Exercise] = []  # of the same name
        if changes and is_in_use(changes):
            self.fields["measured_in"].disabled = True
            self.fields["measured_in"].help_text = _(
                "Stays: sets were logged or asked for in it. To measure it otherwise, add another exercise."
            )

    @staticmethod
    def filled_from(exercise: Exercise) -> dict[str, Any]:
        """What stands in the fields of one that is changed or copied."""
        fields = ("regions", "patterns", "attributes", "equipment", "measured_in", "per_side")
        told = {field: getattr(exercise, field) for field in fields} | {"other_names": "\n".join(exercise.aliases)}
        if exercise.owner_id:
            return told | {"name": exercise.source_name, "cues": exercise.source_cues}
        return told | {"name": exercise.name, "cues": exercise.cues}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not searchable(name):
            raise forms.ValidationError(_("Write a name with letters or numbers, so that it can be found."))
        return name

    def clean_other_names(self) -> list[str]:
        names = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["other_names"].splitlines()))
        names = [name for name in names if name]
        if len(names) > OTHER_NAMES_AT_MOST or any(len(name) > NAME_AT_MOST for name in names):
            raise forms.ValidationError(
                _("Write at most %(number)d other names of %(letters)d letters each, one a line.")
                % {"number": OTHER_NAMES_AT_MOST, "letters": NAME_AT_MOST}
            )
        return names

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("patterns") or cleaned.get("attributes")) and not cleaned.get("regions"):
            self.add_error(
                "regions",
                _("Tick the body regions too: without them it counts as not tagged, whatever else is ticked."),
            )
        name = cleaned.get("name", "")
        if name and searchable(cleaned.get("same_is_meant", "")) != searchable(name):
            # What this very form made when it was sent before is not another.
            known = {*self._is_about, cleaned.get("key")}
            same = of_the_same_name(name, trainer=self._trainer)
            self.same_name = [one for one in same if not known & {one.pk, one.copy_of_id}]
        if self.same_name:
            self.add_error(
                "name", _("“%(name)s” is there already. Take that one, or save again to have both.") % {"name": name}
            )
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Of the exercise's own columns."""
        cleaned = dict(self.cleaned_data)
        del cleaned["key"], cleaned["same_is_meant"]
        columns = {"name": "source_name", "cues": "source_cues", "other_names": "aliases"}
        return cleaned | {column: cleaned.pop(field) for field, column in columns.items()}


def _step_field(unit: str, most: Decimal, usual: Decimal) -> NumberField:
    return NumberField(
        label=_("Load at one tap, %(unit)s") % {"unit": unit},
        what=_("Load at one tap"),
        low=LEAST_STEP,
        high=most,
        step=Decimal("0.01"),
        unit=unit,
        required=False,
        help_text=_("Left empty, it is %(step)s.") % {"step": number_words(usual)},
    )


class DefaultsForm(forms.Form):
    """What the trainer wants of one exercise in their own sessions; whatever is left empty is as usual."""

    def __init__(self, *args: Any, trainer: User, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kg, lb = User.LoadUnit.KG, User.LoadUnit.LB
        self.fields["step_kg"] = _step_field(kg, MOST_STEP_KG, load_step(exercise, kg))
        self.fields["step_lb"] = _step_field(lb, MOST_STEP_LB, load_step(exercise, lb))
        if trainer.load_unit == lb:
            self.order_fields(["step_lb", "step_kg"])
        usual = _("As usual: %(rest)s") % {"rest": trainer.get_rest_seconds_display()}
        self.fields["rest_seconds"] = forms.TypedChoiceField(
            label=_("Rest after a set"),
            choices=[("", usual), *REST_CHOICES],
            coerce=int,
            empty_value=None,
            required=False,
        )

    @property
    def steps(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "rest_seconds"]
