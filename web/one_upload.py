"""At most one file of a person is read at a time: reading one may take a process and a hundred megabytes."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from web.keys import hash_token, new_token

LONGEST = 60  # seconds; the lock of a process that died ends by itself


class OneUploadMiddleware:
    """A second file that is sent while the first is still being read is refused (429). Nobody waits in a thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sender = _sender(request)
        if not sender or request.content_type != "multipart/form-data" or not request.FILES:
            return self.get_response(request)
        lock, own = f"upload:{sender}", new_token()
        if not cache.add(lock, own, timeout=LONGEST):
            return render(request, "upload_busy.html", status=429)
        try:
            return self.get_response(request)
        finally:
            if cache.get(lock) == own:
                cache.delete(lock)


def _sender(request: HttpRequest) -> str:
    """Who is signed in, or the practitioner's browser; "" for a stranger, of whom no view reads a file."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    viewer = request.COOKIES.get(settings.VIEWER_COOKIE_NAME)
    return hash_token(viewer) if viewer else ""
