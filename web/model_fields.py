"""The model fields for what people type; each is one of Django's columns, held to `web/bounds.py`.

A migration knows them as Django's own, so a change of the bounds is no change of a table.
"""

from typing import Any

from django.db import models

from web import form_fields
from web.bounds import validate_day, validate_line, validate_lines, validate_moment


class _BoundedField(models.Field):
    """Comes with its form field, and stands in migrations as the class of Django's that it builds on."""

    form_class: Any

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        column = next(parent for parent in type(self).__mro__ if parent.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{column.__name__}", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class LineField(_BoundedField, models.CharField):
    """Text of one line."""

    form_class = form_fields.LineField
    default_validators = [validate_line]


class LinesField(_BoundedField, models.CharField):
    """Text of several lines, up to `max_length` characters."""

    form_class = form_fields.LinesField
    default_validators = [validate_lines]


class EmailField(_BoundedField, models.EmailField):
    form_class = form_fields.EmailField
    default_validators = [validate_line, *models.EmailField.default_validators]


class DayField(_BoundedField, models.DateField):
    form_class = form_fields.DayField
    default_validators = [validate_day]


class MomentField(_BoundedField, models.DateTimeField):
    """A day with a time. For those that people choose; what Carelane itself notes is a plain DateTimeField."""

    form_class = form_fields.MomentField
    default_validators = [validate_moment]


class TimeField(_BoundedField, models.TimeField):
    form_class = form_fields.TimeField
