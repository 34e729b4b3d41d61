"""A letter or a picture that somebody sends: known by its content, never by its name."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from web.uploads import MOST_BYTES, TooLargePictureError, UnreadableFileError, Upload, checked


class LetterField(forms.FileField):
    """A PDF, JPEG or PNG of up to 10 MB; gives a web.uploads.Upload, or None where nothing was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("A PDF, or a picture (JPEG or PNG), up to 10 MB."))
        super().__init__(
            widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
            error_messages={
                "required": _("Choose a file."),
                "empty": _("That file is empty. Choose another."),
            },
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        sent = super().clean(data, initial)
        if not sent:
            return None
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                _("That file has %(size)s. Choose one of up to 10 MB.") % {"size": filesizeformat(sent.size)}
            )
        try:
            return checked(sent)
        except TooLargePictureError:
            raise forms.ValidationError(
                _("That picture has too many pixels: 25 million are read. Take it smaller, or save it as a PDF.")
            ) from None
        except UnreadableFileError:
            raise forms.ValidationError(
                _("That can't be read as a PDF, JPEG or PNG. Save it as a PDF, or take a picture of it.")
            ) from None
