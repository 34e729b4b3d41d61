"""Requests as views see them, once the middleware has run."""

from django.http import HttpRequest, JsonResponse
from django_htmx.middleware import HtmxDetails


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which can do nothing with a page: it takes JSON alone."""
    return request.headers.get("Accept", "").strip() == "application/json"


def refused_json(why: str, *, status: int) -> JsonResponse:
    """What a script is told where a person would get a page or be sent on."""
    return JsonResponse({"why": why}, status=status)


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails
