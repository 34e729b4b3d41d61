"""Texts that may be translated later than they are written down."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, pgettext

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    StrOrPromise = str | _StrPromise
else:
    StrOrPromise = str


def data_words(text: str) -> str:
    """A text of the data that ships with Carelane, in the language in use (`<app>/locale`); any other as it is."""
    return pgettext("data", text)


def labelled(label: StrOrPromise, text: object) -> str:
    """ "Effort: 6"; in French "Effort : 6", with a space that does not break."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}
