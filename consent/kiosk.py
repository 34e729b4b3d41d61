"""While the client holds the trainer's device, the trainer's session opens the client's question and nothing else."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.roles import SignedInRequest
from accounts.second_factor import is_of_the_demo
from web.http import refused_json, wants_json

HANDED_OVER = "handed_over"  # in the session: {"client", "grant", "at"}; "grant" is "" for the question of an address
INSIDE = {
    "consent:in_person",
    "consent:in_person_agree",
    "consent:in_person_decline",
    "consent:in_person_accept_address",
    "consent:in_person_mailbox",
    "consent:in_person_vouch",
    "consent:take_back",
    # Proving who one is, and going.
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_logout",
}


def enter_kiosk(request: HttpRequest, *, client_id: UUID, grant_id: UUID | None = None) -> None:
    """From here on this session is in kiosk mode, for a consent's question or for the client's address.

    See KioskMiddleware.
    """
    grant = str(grant_id) if grant_id else ""
    request.session[HANDED_OVER] = {"client": str(client_id), "grant": grant, "at": time.time()}


def handed_over(request: HttpRequest) -> tuple[UUID, UUID] | None:
    """The client and the consent for which the device was handed over; None where it was not, or for no consent."""
    kiosk = request.session.get(HANDED_OVER)
    return (UUID(kiosk["client"]), UUID(kiosk["grant"])) if kiosk and kiosk["grant"] else None


def handed_over_to(request: HttpRequest) -> UUID | None:
    """The client to whom the device was handed over, whatever for; None where it was not."""
    kiosk = request.session.get(HANDED_OVER)
    return UUID(kiosk["client"]) if kiosk else None


def question_page(request: HttpRequest) -> str:
    """The name of the page that the client has to answer."""
    return "consent:in_person" if handed_over(request) else "consent:in_person_mailbox"


def exit_kiosk(request: SignedInRequest) -> None:
    """Ends kiosk mode for the trainer who has proven who they are since the device was handed over.

    Raises ReauthenticationRequired before that. In the demo, where nobody has a password, the button is enough.
    """
    handed_at = request.session[HANDED_OVER]["at"]
    proven_at = [record["at"] for record in get_authentication_records(request, request.user)]
    if not is_of_the_demo(request) and max(proven_at, default=0) <= handed_at:
        raise ReauthenticationRequired
    del request.session[HANDED_OVER]


class KioskMiddleware:
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
        return redirect(question_page(request))
