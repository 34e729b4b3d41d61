"""One value of one measure; how often it is asked for; a scale of somebody's own."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from measures.catalogue import MEASURES, SCORE, Measure
from measures.items import JOINTS, MOVEMENTS, SIDES, pack_motion, unpack_motion
from measures.models import LONGEST_WEEKS, NamedScore
from measures.questions import ASKED, Question
from measures.readings import Value
from web.form_fields import DayField, KeyField, LineField, NumberField, WholeNumberField
from web.scales import ScaleWidget

AHEAD = timedelta(days=366)
MOST_BUTTONS = 15


class ReadingForm(forms.Form):
    """A value in the measure's own range, on a day that is not in the future where the client lives."""

    key = KeyField()
    item = LineField(max_length=120)
    value = NumberField(what="", low=Decimal(0), high=Decimal(0))
    taken_on = DayField(
        label=gettext_lazy("On"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
    )

    def __init__(self, data: Any = None, *, measure: Measure, today: date, **kwargs: Any) -> None:
        initial = {"taken_on": today} | (kwargs.pop("initial", None) or {})
        super().__init__(data, initial=initial, **kwargs)
        self.measure, self.today = measure, today
        self._name_item(str(initial.get("item", "")))
        label = f"{measure.name} ({measure.unit})" if measure.unit else measure.name
        self.fields["value"] = NumberField(
            label=measure.question or label,
            what=measure.name,
            low=measure.low,
            high=measure.high,
            step=measure.step,
            unit=str(measure.unit),
            help_text=_scale_words(measure),
        )

    def _name_item(self, item: str) -> None:
        """The fields that say of what it is: a side, a joint with movement and side, words; none where it is one line."""
        measure = self.measure
        if measure.code == "rom":
            del self.fields["item"]
            parts = unpack_motion(item) or ("", "", "")
            labels = (_("Joint"), _("Movement"), _("Side"))
            names = (JOINTS, MOVEMENTS, SIDES)
            for field, label, words, value in zip(MOTION, labels, names, parts, strict=True):
                choices = [("", "---------"), *((code, str(name).capitalize()) for code, name in words.items())]
                self.fields[field] = forms.ChoiceField(label=label, choices=choices, initial=value)
            self.order_fields(["key", *MOTION, "value", "taken_on"])
        elif measure.item_choices:
            self.fields["item"] = forms.ChoiceField(
                label=measure.item_label, choices=measure.item_choices, widget=forms.RadioSelect
            )
        elif measure.item_label:
            self.fields["item"].label = measure.item_label
        else:
            del self.fields["item"]

    @property
    def item_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("item", *MOTION) if name in self.fields]

    def clean_item(self) -> str:
        return " ".join(str(self.cleaned_data["item"]).split())

    def clean_taken_on(self) -> Any:
        on = self.cleaned_data["taken_on"]
        if on > self.today:
            raise forms.ValidationError(_("The day must not be in the future."))
        if on.year < 2000:
            raise forms.ValidationError(_("The day must be after 31 December 1999."))
        return on

    @property
    def taken(self) -> Value:
        """What `record_reading` takes, of a form that is valid."""
        cleaned = self.cleaned_data
        item = cleaned.get("item", "")
        if self.measure.code == "rom":
            item = pack_motion(*(cleaned[name] for name in MOTION))
        elif self.measure.code == SCORE:
            item = str(self.measure.name)
        return Value(self.measure, cleaned["value"], cleaned["taken_on"], item)


MOTION = ("joint", "movement", "side")


class AnswerForm(forms.Form):
    """A client's own answer to one question; without a value nothing is kept of it."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, question: Question, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.question = question
        measure = question.measure
        if question.names_activity:
            self.fields["item"] = LineField(
                label=_("Something that you find hard at the moment, and would like to do better"),
                max_length=120,
                required=False,
            )
        self.fields["value"] = _answer_field(measure)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.question.names_activity and "value" not in self.errors:
            item = " ".join(str(cleaned.get("item", "")).split())
            if cleaned.get("value") is not None and not item and "item" not in self.errors:
                self.add_error("item", _("Say what it is, so that your answer is kept with it."))
            if item and cleaned.get("value") is None:
                self.add_error("value", _("Choose how well you can do it, or leave both empty."))
            cleaned["item"] = item
        return cleaned

    @property
    def item(self) -> str:
        return str(self.cleaned_data.get("item", "")) or self.question.item


def _answer_field(measure: Measure) -> forms.Field:
    """Buttons where the scale is short, else a number; owed by nobody."""
    numbers = range(int(measure.low), int(measure.high) + 1)
    if len(numbers) > MOST_BUTTONS or measure.step != 1:
        return NumberField(
            label=measure.question,
            what=measure.name,
            low=measure.low,
            high=measure.high,
            step=measure.step,
            unit=str(measure.unit),
            required=False,
        )
    return forms.TypedChoiceField(
        label=measure.question,
        choices=[("", _("I'd rather not say")), *((str(number), str(number)) for number in numbers)],
        coerce=Decimal,
        empty_value=None,
        required=False,
        widget=ScaleWidget(low_words=measure.low_words, high_words=measure.high_words),
    )


class ScheduleForm(forms.Form):
    """What is asked for by mail, and how often."""

    key = KeyField()
    measure = forms.ChoiceField(label=gettext_lazy("What to ask"))
    every_weeks = WholeNumberField(
        label=gettext_lazy("Every how many weeks"),
        what=gettext_lazy("Weeks"),
        low=Decimal(1),
        high=Decimal(LONGEST_WEEKS),
        initial=4,
    )
    starts_on = DayField(
        label=gettext_lazy("First on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, initial={"starts_on": today}, **kwargs)
        self.today = today
        self.fields["measure"].choices = [(code, MEASURES[code].name) for code in ASKED]  # type: ignore[attr-defined]

    def clean_starts_on(self) -> date:
        on: date = self.cleaned_data["starts_on"]
        if not self.today <= on <= self.today + AHEAD:
            raise forms.ValidationError(
                _("Choose a day from %(day)s to a year from then.") % {"day": date_format(self.today)}
            )
        return on


class NamedScoreForm(forms.ModelForm):
    """The scale of a questionnaire that is filled in elsewhere, or of a test of the client's own."""

    class Meta:
        model = NamedScore
        fields = ["name", "unit", "low", "high", "better", "smallest_change"]
        help_texts = {
            "name": gettext_lazy("As it is known: “LEFS”, “NDI”. A goal that is measured by it names it the same way."),
            "smallest_change": gettext_lazy("As its authors give it; empty where you don't know."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bounds = {"low": _("Lowest total"), "high": _("Highest total"), "smallest_change": _("Smallest change")}
        for name, what in bounds.items():
            before = self.fields[name]
            self.fields[name] = NumberField(
                label=before.label,
                what=what,
                low=Decimal(0) if name == "smallest_change" else Decimal(-9999),
                high=Decimal(9999),
                step=Decimal("0.1"),
                required=before.required,
                help_text=before.help_text,
            )
        self.fields["low"].initial = 0

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and high <= low:
            self.add_error("high", _("The highest total must be above the lowest."))
        return cleaned


def _scale_words(measure: Measure) -> str:
    if not (measure.low_words and measure.high_words):
        return str(measure.better_words)
    return _("%(low)s is “%(low_words)s”, %(high)s is “%(high_words)s”; %(better)s.") % {
        "low": measure.low,
        "low_words": measure.low_words,
        "high": measure.high,
        "high_words": measure.high_words,
        "better": measure.better_words,
    }
