"""A picture of the insurer's booklet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.keys import uuid7
from web.upload_fields import LetterField


class BookletForm(forms.Form):
    """One page or the whole of it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    file = LetterField(label=_("Picture or PDF of the booklet or card"))
