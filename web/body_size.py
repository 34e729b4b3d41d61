"""No request larger than our largest form is taken in, whatever it is made of."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase

# A browser shows the answer only once it has sent everything: so much is read and thrown away for that.
READ_AWAY = 128 * 1024 * 1024
CHUNK = 256 * 1024


class BodySizeMiddleware:
    """Django's own limit leaves uploaded files out of the sum; this one counts them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = _content_length(request)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            if length <= READ_AWAY:
                while request.read(CHUNK):
                    pass
            raise RequestDataTooBig("The body is larger than any form's.")
        return self.get_response(request)


def _content_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
