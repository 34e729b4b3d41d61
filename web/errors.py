"""The error pages. The 404 is fixed bytes in each language, so another's record and a missing one are the same."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from web.database_loss import note_loss
from web.http import refused_json, wants_json
from web.ratelimit import TooManyError
from web.resubmit import send_again, typed_into


class EditConflict(Exception):
    """Somebody else changed it after the form was opened. `standing` is what stands now, where the form shows it."""

    def __init__(self, standing: Any = None) -> None:
        super().__init__()
        self.standing = standing


TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _fixed_page(name: str) -> bytes:
    """The same for everybody who reads this language, with the practice's name; nothing is asked of the database, which may be away."""
    from web.practice import known_name  # noqa: PLC0415 -- it raises the EditConflict of this module

    return _rendered(name, known_name(), get_language())


@lru_cache(maxsize=32)
def _rendered(name: str, practice_name: str, language: str | None) -> bytes:
    """`language` is the one in use: one page each."""
    return render_to_string(name, {"practice_name": practice_name}).encode()


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The same bytes for every address that leads nowhere, whoever asks."""
    response = HttpResponse(_fixed_page("404.html"), status=404)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """413 for what is larger than any form of ours takes, else 400. The body may be unread: it is not touched."""
    if isinstance(exception, TOO_BIG):
        return HttpResponse(_fixed_page("413.html"), status=413)
    # A session that could not be saved ends here too, and it may be the database that was lost.
    return note_loss(HttpResponse(_fixed_page("400.html"), status=400), exception)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """For an act beyond one's right on a client whom one does know: says which right is missing."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def too_many_requests(request: HttpRequest, again_at: datetime | None = None) -> HttpResponse:
    """A limit was reached: says when to try again, and which ways in no limit of strangers' closes."""
    seconds = max(1, int((again_at - timezone.now()).total_seconds())) if again_at else 5 * 60
    context = {"again_at": again_at + timedelta(minutes=1) if again_at else None}  # shown in whole minutes
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


class TooManyMiddleware:
    """Answers a limit that was reached, wherever that was found out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many_requests(request, exception.again_at) if isinstance(exception, TooManyError) else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or cookies are off: says what to do.

    What was typed is kept where the browser vouches that the form is our own: another site's words are not.
    """
    if wants_json(request):
        return refused_json("csrf", status=403)
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if ours and request.COOKIES.get(settings.CSRF_COOKIE_NAME) and typed_into(request):
        return send_again(request, signed_out=False, status=403)
    return HttpResponse(_fixed_page("403_csrf.html"), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is being handled."""
    return note_loss(HttpResponse(_fixed_page("500.html"), status=500), sys.exception())


def unavailable(request: HttpRequest, why: BaseException | None = None) -> HttpResponse:
    """Nothing was shown, because showing it could not be recorded."""
    return note_loss(HttpResponse(_fixed_page("503.html"), status=503, headers={"Retry-After": "30"}), why)
