"""What the access log says of a view, on the view itself. `consent/log_words.py` reads it out."""

from collections.abc import Callable
from typing import Any, TypeVar

from web.words import StrOrPromise

View = TypeVar("View", bound=Callable[..., Any])


def logged(words: StrOrPromise) -> Callable[[View], View]:
    """Names what somebody did who opened the view: `@logged(_("looked at the goals"))`.

    A page that looks and changes stands with both ("opened or changed a goal"): asked (GET) or saved, the log does
    not tell them apart, since either way the record was open.
    """

    def decorate(view: View) -> View:
        view.logged_as = words  # type: ignore[attr-defined]
        return view

    return decorate
