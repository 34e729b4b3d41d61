"""While the client holds the trainer's device, the trainer's session opens the client's question and nothing else."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.http import SignedInRequest
from accounts.second_factor import is_of_the_demo
from web.http import refused_json, wants_json

HANDED_OVER = "handed_over"  # in the session: {"client", "grant", "at"}
INSIDE = {
    "coordination:in_person",
    "coordination:in_person_agree",
    "coordination:in_person_decline",
    "coordination:take_back",
    # Proving who one is, and going.
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_logout",
}


def hand_over(request: HttpRequest, *, client_id: UUID, grant_id: UUID) -> None:
    """From here on this session is fenced in; see FenceMiddleware."""
    request.session[HANDED_OVER] = {"client": str(client_id), "grant": str(grant_id), "at": time.time()}


def handed_over(request: HttpRequest) -> tuple[UUID, UUID] | None:
    """The client and the consent for which the device was handed over; None where it was not."""
    held = request.session.get(HANDED_OVER)
    return (UUID(held["client"]), UUID(held["grant"])) if held else None


def take_back(request: SignedInRequest) -> None:
    """Lets the fence down for the trainer who has proven who they are since the device was handed over.

    Raises ReauthenticationRequired before that. In the demo, where nobody has a password, the button is enough.
    """
    handed_at = request.session[HANDED_OVER]["at"]
    proven_at = [record["at"] for record in get_authentication_records(request, request.user)]
    if not is_of_the_demo(request) and max(proven_at, default=0) <= handed_at:
        raise ReauthenticationRequired
    del request.session[HANDED_OVER]


class FenceMiddleware:
    """Leads every address back to the client's question while the device is handed over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if HANDED_OVER not in request.session or (match and match.view_name in INSIDE):
            return None
        if wants_json(request):
            return refused_json("handed-over", status=401)
        return redirect("coordination:in_person")
