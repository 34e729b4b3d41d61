"""A letter or a picture that somebody sends: known by its content, never by its name."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from web.uploads import MOST_BYTES, TooLargePictureError, UnreadableFileError, Upload, checked, checked_to_show
from web.videos import TooLongVideoError


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
        _require_size(sent)
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


class DemonstrationField(forms.FileField):
    """A picture or a short video that is shown to the client; gives a web.uploads.Upload."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.FileInput({"accept": "image/jpeg,image/png,video/mp4,video/quicktime"}),
            help_text=_("A picture (JPEG or PNG), or a video (MP4 or MOV) of up to a minute; up to 10 MB."),
            error_messages={
                "required": _("Choose a picture or a video."),
                "empty": _("That file is empty. Choose another."),
            },
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Upload:
        sent = super().clean(data, initial)
        _require_size(sent)
        try:
            return checked_to_show(sent)
        except TooLongVideoError:
            raise forms.ValidationError(_("That video is longer than a minute. Cut it, or choose another.")) from None
        except TooLargePictureError:
            raise forms.ValidationError(
                _("That picture has too many pixels: 25 million are read. Take it smaller.")
            ) from None
        except UnreadableFileError:
            raise forms.ValidationError(
                _("That can't be read as a picture (JPEG, PNG) or a video (MP4, MOV). Choose another.")
            ) from None


def _require_size(sent: UploadedFile) -> None:
    size = sent.size or 0
    if size > MOST_BYTES:
        raise forms.ValidationError(
            _("That file has %(size)s. Choose one of up to 10 MB.") % {"size": filesizeformat(size)}
        )
