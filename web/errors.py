"""The error pages. The 404 is fixed bytes, so another's record and a missing one are the same."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from web.http import refused_json, wants_json
from web.typed import send_again, typed_into

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@cache
def _fixed_page(name: str) -> bytes:
    return render_to_string(name).encode()


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The same bytes for every address that leads nowhere, whoever asks."""
    response = HttpResponse(_fixed_page("404.html"), status=404)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """413 for what is larger than any form of ours takes, else 400. The body may be unread: it is not touched."""
    if isinstance(exception, TOO_BIG):
        return HttpResponse(_fixed_page("413.html"), status=413)
    return HttpResponse(_fixed_page("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """For an act beyond one's right on a client whom one does know: says which right is missing."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


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
    return HttpResponse(_fixed_page("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Nothing was shown, because showing it could not be recorded."""
    return HttpResponse(_fixed_page("503.html"), status=503, headers={"Retry-After": "30"})
