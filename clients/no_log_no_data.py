"""Where the access log can't be written, nothing of a client is shown."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from clients.access_log import LogUnavailableError
from web.errors import unavailable


class NoLogNoDataMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 and nothing else; every other exception is none of ours."""
        return unavailable(request, exception) if isinstance(exception, LogUnavailableError) else None
