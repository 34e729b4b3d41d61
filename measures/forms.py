"""One value of one measure."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.catalogue import Measure
from web.form_fields import DayField, LineField
from web.key_field import KeyField
from web.number_fields import NumberField


class ReadingForm(forms.Form):
    """A value in the measure's own range, on a day that is not in the future."""

    key = KeyField()
    item = LineField(max_length=120)
    value = NumberField(what="", low=Decimal(0), high=Decimal(0))
    taken_on = DayField(
        label=gettext_lazy("On"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
    )

    def __init__(self, data: Any = None, *, measure: Measure, **kwargs: Any) -> None:
        super().__init__(data, initial={"taken_on": timezone.localdate()}, **kwargs)
        self.measure = measure
        if measure.item_choices:
            self.fields["item"] = forms.ChoiceField(
                label=measure.item_label, choices=measure.item_choices, widget=forms.RadioSelect
            )
        elif measure.item_label:
            self.fields["item"].label = measure.item_label
        else:
            del self.fields["item"]
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

    def clean_item(self) -> str:
        return " ".join(str(self.cleaned_data["item"]).split())

    def clean_taken_on(self) -> Any:
        on = self.cleaned_data["taken_on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("The day must not be in the future."))
        if on.year < 2000:
            raise forms.ValidationError(_("The day must be after 31 December 1999."))
        return on


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
