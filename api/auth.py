"""Who calls: the token in the Authorization header, and in whose name it comes.

The trainer's own rights decide what a call may see. A token takes from them (reading alone, chosen clients) and never adds.
"""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import SignedInRequest
from api.models import THROUGH, ApiToken
from api.tokens import MARK, find_token, note_use, opens
from clients.access import open_client
from clients.models import Client
from web.limits import API_CALLS, API_GUESSES
from web.ratelimit import count_try, network_of


class NotAuthenticatedError(Exception):
    """No token, or none that opens anything: answered with 401."""


class NotInScopeError(Exception):
    """The token may not do this: answered with 403 and these words."""


class ApiRequest(SignedInRequest):
    api_token: ApiToken
    user: User
    session: SessionBase


def authenticate(request: HttpRequest, *, now: datetime | None = None) -> ApiToken:
    """The token that came with the request, which is its trainer's from here on.

    Raises NotAuthenticatedError, and TooManyError where a network guesses or a token calls too often.
    """
    if _has_a_secret_in_its_address(request):
        raise NotAuthenticatedError(
            _("A token must not stand in an address, where it is logged. Send it in the Authorization header. Revoke "
              "this one: others may have read it.")
        )  # fmt: skip
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotAuthenticatedError(_("Send a token: “Authorization: Bearer …”. Trainers make one under You."))
    moment = now or timezone.now()
    token = find_token(secret.strip(), now=moment)
    if token is None:
        count_try(API_GUESSES, network_of(request))
        raise NotAuthenticatedError(_("This token opens nothing: it is unknown, expired or revoked."))
    count_try(API_CALLS, str(token.pk))
    note_use(token, now=moment)
    request.user = token.trainer
    request.session = SessionStore()  # no browser's: who it is comes from the token alone
    request.api_token = token  # type: ignore[attr-defined]
    request.opened_through = (THROUGH, token.pk)  # type: ignore[attr-defined]  # for the access log
    return token


def _has_a_secret_in_its_address(request: HttpRequest) -> bool:
    named = {"token", "access_token", "api_key", "key", "authorization"} & {name.lower() for name in request.GET}
    return bool(named) or MARK in request.META.get("QUERY_STRING", "")


def require_write(request: ApiRequest) -> None:
    """Raises NotInScopeError for a token that may read alone."""
    if not request.api_token.may_write:
        raise NotInScopeError(_("This token may read alone. Make one that may write."))


def refuse_fhir(token: ApiToken) -> None:
    """Raises NotInScopeError for a token for FHIR, which opens nothing else."""
    if token.is_for_fhir:
        raise NotInScopeError(_("This token is for FHIR alone. Make one that reads or writes."))


def require_fhir(token: ApiToken) -> None:
    """Raises NotInScopeError for every other token."""
    if not token.is_for_fhir:
        raise NotInScopeError(_("This token is not for FHIR. Make one that reads as FHIR."))


def open_client_by_token(
    request: ApiRequest, client_id: UUID, *, lead: bool = False, about: tuple[str, object] = ("", "")
) -> Client:
    """The client by the very door of the pages (clients.access.open_client), if the token was made for them too."""
    if not opens(request.api_token, client_id):
        raise Http404
    return open_client(request, client_id, lead=lead, about=about)
