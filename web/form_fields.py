"""The form fields for what people type: lines, texts, addresses, days and times within `web/bounds.py`.

Every form of Carelane is made of these. Numbers have fields of their own (`web/number_fields.py`).
"""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from web.bounds import validate_day, validate_line, validate_lines, validate_moment


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
