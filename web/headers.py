"""Headers that every answer carries."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

LOGOS = "/practice/logo/"


class PrivateByDefaultMiddleware:
    """Nothing but static files and the practice's logo may be kept by a browser, a proxy or a search engine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_logo = request.path.startswith(LOGOS) and response.status_code == HTTPStatus.OK
        if is_logo or request.path.startswith(settings.STATIC_URL):
            return response
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
