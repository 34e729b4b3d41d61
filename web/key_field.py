"""The key that a page gives to what its form makes, so that a form sent twice makes one row."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from web.keys import uuid7


class KeyField(forms.UUIDField):
    """The row's key; a new one where the form brings none that is a key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> UUID:
        try:
            return super().clean(value) or uuid7()
        except ValidationError:
            return uuid7()
