"""Each request has an id, a line in the log and its place in the metrics: which page, how it went, how long it took."""

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from web.keys import uuid7
from web.logs import request_id
from web.metrics import REQUESTS, SECONDS

logger = logging.getLogger("carelane.request")

ID = re.compile(r"[0-9A-Za-z-]{8,64}")
OTHER = "other"  # addresses that lead nowhere, and methods that nobody knows
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestMiddleware:
    """Outermost, so that it sees every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token, began = request_id.set(id_of(request)), time.monotonic()
        try:
            response = self.get_response(request)
            note(request, response.status_code, time.monotonic() - began)
        finally:
            request_id.reset(token)
        return response


def id_of(request: HttpRequest) -> str:
    """The proxy's, where there is one: nobody else can set it."""
    given = request.headers.get("X-Request-Id", "") if settings.BEHIND_PROXY else ""
    return given if ID.fullmatch(given) else str(uuid7())


def note(request: HttpRequest, status: int, seconds: float) -> None:
    """By the route's name: an address may have a person's id, or a token, in it."""
    page = (request.resolver_match.view_name if request.resolver_match else "") or OTHER
    method = request.method if request.method in METHODS else OTHER
    REQUESTS.labels(page, method, str(status)).inc()
    SECONDS.labels(page).observe(seconds)
    fields = {"method": method, "page": page, "status": status, "ms": round(seconds * 1000)}
    logger.info("%s %s %d", method, page, status, extra={"fields": fields})
