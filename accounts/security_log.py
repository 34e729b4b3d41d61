"""Who came in and what was refused, in the server's log: what, and from where; never what was typed, nor a name."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponseBase

from web.ratelimit import address_of

log = logging.getLogger("carelane.security")


def refused(what: str, request: HttpRequest) -> None:
    log.warning("Refused: %s, from %s", what, address_of(request))


def second_step_refused(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """allauth's signal: a wrong or used code of somebody whose password was right."""
    log.warning("Refused: second step of user %s, from %s", user.pk, address_of(request))


def signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Django's signal: by what somebody has proven who they are."""
    methods = [record["method"] for record in get_authentication_records(request, user)]
    log.info("Signed in: user %s by %s, from %s", user.pk, "+".join(methods) or "-", address_of(request))


class RefusalsMiddleware:
    """Notes each page that was refused: 403, 404 of a route that there is, and 429."""

    REFUSALS = frozenset({403, 404, 429})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code in self.REFUSALS and match is not None:
            who = getattr(request.user, "pk", None) or "nobody"
            place = address_of(request)
            log.warning("Refused: %s at %s, user %s, from %s", response.status_code, match.view_name, who, place)
        return response
