"""The form fields for what people type: lines, texts, addresses, days, times and numbers within `web/bounds.py`.

Every form of Carelane is made of these, and of the key that makes one row of a form sent twice.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext as _, ngettext

from web.bounds import validate_day, validate_line, validate_lines, validate_moment
from web.keys import uuid7
from web.numbers import (
    AmbiguousNumberError,
    as_typed,
    money_as_typed,
    number_words,
    typed_money,
    typed_number,
    with_unit,
)
from web.words import StrOrPromise


class LineField(forms.CharField):
    """Text of one line."""

    default_validators = [validate_line]


class LinesField(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea
    default_validators = [validate_lines]


class EmailField(forms.EmailField):
    default_validators = [validate_line, *forms.EmailField.default_validators]


class DayField(forms.DateField):
    default_validators = [validate_day]


class MomentField(forms.DateTimeField):
    """A day with a time, in the reader's time zone."""

    default_validators = [validate_moment]

    def to_python(self, value: Any) -> datetime | None:
        """Raises ValidationError for a time that the clock skips or shows twice, too."""
        try:
            moment: datetime | None = super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            words = _("The clock is set on that day: it skips this time, or shows it twice. Choose another time.")
            raise ValidationError(words, code="ambiguous_timezone") from error
        return moment


class TimeField(forms.TimeField):
    """A time of day, to the minute."""

    input_formats = ("%H:%M", "%H:%M:%S")


class KeyField(forms.UUIDField):
    """The row's key; a new one where the form brings none that is a key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> UUID:
        try:
            return super().clean(value) or uuid7()
        except ValidationError:
            return uuid7()


SHOWN_OF_WHAT_WAS_TYPED = 20
MOST_MONEY = Decimal(100000)  # dollars


class NumberField(LineField):
    """A number from `low` to `high` in steps of `step`; None where nothing is typed.

    `what` names it in the error: "Repetitions must be a whole number from 1 to 300; you typed 400."
    """

    def __init__(
        self,
        *,
        what: StrOrPromise,
        low: Decimal,
        high: Decimal,
        step: Decimal = Decimal(1),
        unit: StrOrPromise = "",
        **kwargs: Any,
    ) -> None:
        inputmode = "numeric" if step % 1 == 0 and low >= 0 else "decimal" if low >= 0 else "text"
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": inputmode, "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.what, self.low, self.high, self.step, self.unit = what, low, high, step, unit

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = self._number(text)
        except AmbiguousNumberError as error:
            is_possible = max(error.readings) <= self.high
            raise ValidationError(_in_two_ways(text, error) if is_possible else self._words(text)) from None
        except ValueError:
            raise ValidationError(self._words(text)) from None
        if not self.low <= number <= self.high or number % self.step:
            raise ValidationError(self._words(text))
        return number

    def _number(self, text: str) -> Decimal:
        decimals = max(-int(self.step.as_tuple().exponent), 0)
        return typed_number(text, language=get_language() or "en", decimals=decimals)

    def _words(self, typed: str) -> str:
        decimals = -int(self.step.as_tuple().exponent)
        kind = (
            ngettext("a number with at most %(n)d decimal,", "a number with at most %(n)d decimals,", decimals)
            % {"n": decimals}
            if decimals > 0
            else _("a whole number")
        )
        words = {
            "what": self.what,
            "kind": kind,
            "low": number_words(self.low),
            "high": with_unit(self.high, self.unit),
            "typed": typed[:SHOWN_OF_WHAT_WAS_TYPED],
        }
        return _("%(what)s must be %(kind)s from %(low)s to %(high)s; you typed “%(typed)s”.") % words

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value) if isinstance(value, Decimal) else value


def _in_two_ways(text: str, error: AmbiguousNumberError) -> str:
    first, second = (as_typed(reading) for reading in error.readings)
    return _("“%(typed)s” can be read in two ways. Type %(first)s or %(second)s.") % {
        "typed": text[:SHOWN_OF_WHAT_WAS_TYPED],
        "first": first,
        "second": second,
    }


class MoneyField(NumberField):
    """An amount to the cent, typed with or without its dollar sign."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("low", Decimal("0.01"))
        kwargs.setdefault("high", MOST_MONEY)
        super().__init__(step=Decimal("0.01"), **kwargs)

    def _number(self, text: str) -> Decimal:
        return typed_money(text, language=get_language() or "en")

    def prepare_value(self, value: Any) -> Any:
        return money_as_typed(value) if isinstance(value, Decimal) else value


class WholeNumberField(NumberField):
    """The same, as an int."""

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)
