"""Answers as FHIR has them: resources as JSON, and every refusal as an OperationOutcome."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from api.auth import NotAuthenticatedError, NotInScopeError
from clients.access_log import LogUnavailableError
from fhir.values import Resource
from web.ratelimit import TooManyError

MEDIA = "application/fhir+json"
PREFIX = "/api/fhir/"
# The kind of issue for a refusal that says nothing of its own, by its status.
CODES = {401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported", 406: "not-supported"}


class Refusal(Exception):
    """Refuses a call; `code` is one of FHIR's issue types."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code, self.words = status, code, words


def outcome(resource: Resource, *, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(resource, ensure_ascii=False), status=status, content_type=MEDIA)


def issue(status: int, code: str = "", words: str = "") -> HttpResponse:
    """The answer to what is refused."""
    code = code or CODES.get(status, "exception" if status >= 500 else "invalid")
    details: dict[str, Any] = {"details": {"text": words}} if words else {}
    row = {"severity": "error", "code": code} | details
    return outcome({"resourceType": "OperationOutcome", "issue": [row]}, status=status)


def refused(error: Exception) -> HttpResponse:
    """What was raised, in words of an OperationOutcome."""
    if isinstance(error, Refusal):
        return issue(error.status, error.code, error.words)
    if isinstance(error, NotAuthenticatedError):
        response = issue(401, words=str(error))
        response.headers["WWW-Authenticate"] = 'Bearer realm="Carelane"'
        return response
    if isinstance(error, NotInScopeError):
        return issue(403, words=str(error))
    if isinstance(error, TooManyError):
        response = issue(429, "throttled", _("Too many calls. “Retry-After” says in how many seconds to go on."))
        left = (error.again_at - timezone.now()).total_seconds()
        response.headers["Retry-After"] = str(max(1, int(left) + 1))
        return response
    if isinstance(error, LogUnavailableError):
        response = issue(503, "transient", _("Nothing was shown, because showing it could not be recorded."))
        response.headers["Retry-After"] = "30"
        return response
    return issue(404)
