"""Signing out: what the browser keeps of a trainer goes with them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

PHONE_COOKIE = "phone-log"  # set by phone.js: this browser draws the log itself
WIPED = "wiped"  # sent by phone.js once it has wiped what it kept of this trainer


def leaves_nothing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Has the browser of a trainer who signs out forget its storage where no script has done so.

    The script wipes this trainer's alone; the header would take another one's unsent entries too.
    """

    @wraps(view)
    def left(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        was_trainer = getattr(request.user, "is_trainer", False)
        response = view(request, *args, **kwargs)
        if not was_trainer or request.user.is_authenticated:
            return response
        response.delete_cookie(PHONE_COOKIE, samesite="Lax")
        if WIPED not in request.POST:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return left
