"""Every refusal is told as RFC 9457 has it (application/problem+json), whatever in the site refused."""

import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from api.auth import NotAuthenticatedError, NotInScopeError
from api.fhir_outcomes import MEDIA as FHIR_MEDIA, PREFIX as FHIR_PREFIX, issue
from clients.access_log import LogUnavailableError
from clients.lifecycle import NotConfirmedError
from web.json_in import MalformedError, TooLargeError
from web.ratelimit import TooManyError

PREFIX = "/api/v1/"
MEDIA = "application/problem+json"


class Problem(Exception):
    """Refuses a call with words, and where it is of fields with those of each: [{"at", "words"}]."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors


def problem(status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """The answer; without words of its own its title says it."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body |= ({"detail": detail} if detail else {}) | ({"errors": errors} if errors else {})
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA)


def problem_of_form(errors: Any) -> Problem:
    """What a form of the pages says of the same fields."""
    rows = [
        {"at": "" if name == "__all__" else name, "words": str(words)}
        for name, each in errors.items()
        for words in each
    ]
    return Problem(422, _("Something in it can't be taken."), rows)


def register_handlers(api: NinjaAPI) -> None:
    """What calls raise, in words of a problem."""

    def answers(error: type[Exception], make: Callable[[Any], HttpResponse]) -> None:
        api.add_exception_handler(error, lambda _request, exception: make(exception))

    answers(Problem, lambda error: problem(error.status, error.detail, error.errors))
    answers(NotAuthenticatedError, _not_authenticated)
    answers(NotInScopeError, lambda error: problem(403, str(error)))
    answers(Http404, lambda _error: problem(404))
    answers(PermissionDenied, lambda error: problem(403, str(error)))
    answers(TooManyError, lambda error: _too_many(error.again_at))
    answers(TooLargeError, lambda _error: problem(413))
    answers(MalformedError, lambda _error: problem(400, _("The body is no JSON, or nested too deep.")))
    answers(LogUnavailableError, lambda _error: _unavailable())
    answers(NotConfirmedError, lambda _error: problem(
        409, _("The client has not confirmed yet, so no health detail can be kept.")
    ))  # fmt: skip
    answers(ValidationError, _invalid)
    answers(HttpError, lambda error: problem(error.status_code, str(error)))


def _not_authenticated(error: NotAuthenticatedError) -> HttpResponse:
    response = problem(401, str(error))
    response.headers["WWW-Authenticate"] = 'Bearer realm="Carelane"'
    return response


def _too_many(again_at: datetime) -> HttpResponse:
    response = problem(429, _("Too many calls. “Retry-After” says in how many seconds to go on."))
    response.headers["Retry-After"] = str(max(1, int((again_at - timezone.now()).total_seconds()) + 1))
    return response


def _unavailable() -> HttpResponse:
    response = problem(503, _("Nothing was shown, because showing it could not be recorded."))
    response.headers["Retry-After"] = "30"
    return response


def _invalid(error: ValidationError) -> HttpResponse:
    rows = [{"at": ".".join(map(str, each["loc"])), "words": str(each["msg"])} for each in error.errors]
    return problem(422, _("Something in it can't be taken."), rows)


# How a call that nothing of the API itself has refused is refused, by the beginning of its address.
REFUSING: dict[str, Callable[[int], HttpResponse]] = {PREFIX: problem, FHIR_PREFIX: issue}


class ApiMiddleware:
    """No cookie counts on the API, and whatever refuses a call, the answer is a problem (or FHIR's own) and no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refuse = next((make for prefix, make in REFUSING.items() if request.path_info.startswith(prefix)), None)
        if refuse is None:
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or response.headers.get("Content-Type") in {MEDIA, FHIR_MEDIA}:
            return response
        instead = refuse(response.status_code)
        for name, value in response.headers.items():
            if name.lower() not in {"content-type", "content-length"}:
                instead.headers[name] = value
        return instead
