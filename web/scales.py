"""The 0 to 10 scales: eleven buttons, and never forced."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.words import StrOrPromise

NOT_ASKED = _("Not asked")


class ScaleWidget(forms.RadioSelect):
    """Eleven buttons with words at both ends, and one radio for no answer."""

    template_name = "components/scale.html"

    def __init__(self, *, low_words: StrOrPromise, high_words: StrOrPromise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low_words, self.high_words = low_words, high_words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        no_answer, *numbers = (
            option for _group, options, _index in context["widget"]["optgroups"] for option in options
        )
        context["widget"] |= {
            "no_answer": no_answer,
            "numbers": numbers,
            "low_words": self.low_words,
            "high_words": self.high_words,
        }
        return context


def scale_field(
    label: StrOrPromise,
    *,
    low_words: StrOrPromise,
    high_words: StrOrPromise,
    help_text: StrOrPromise = "",
    no_answer: StrOrPromise = NOT_ASKED,
) -> forms.TypedChoiceField:
    """A whole number from 0 to 10, or None."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", no_answer), *((str(number), str(number)) for number in range(11))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=help_text,
        widget=ScaleWidget(low_words=low_words, high_words=high_words),
    )


def pain_field(
    label: StrOrPromise, *, help_text: StrOrPromise = "", no_answer: StrOrPromise = NOT_ASKED
) -> forms.TypedChoiceField:
    return scale_field(
        label, low_words=_("no pain"), high_words=_("worst pain"), help_text=help_text, no_answer=no_answer
    )


def effort_field(label: StrOrPromise, *, help_text: StrOrPromise = "") -> forms.TypedChoiceField:
    return scale_field(label, low_words=_("rest"), high_words=_("all I had"), help_text=help_text)
