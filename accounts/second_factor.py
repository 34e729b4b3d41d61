"""Nobody who may see others' data works before a second factor is set up."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.mail import LET_IN_AGAIN
from accounts.models import AccountEvent, User
from accounts.roles import Hat, hats_of
from accounts.sessions import end_all_sessions
from outbox.post import enqueue
from web.http import refused_json, wants_json
from web.keys import uuid7

HAS_ONE = "second_factor"  # in the session: no need to ask the database again
DEMO = "demo"  # in the session of somebody whom the demo signed in with one click

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What can be reached without one: setting one up, proving who one is, and going.
WITHOUT = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "account_reauthenticate",
    "account_change_password",
    "account_logout",
}


def needs_second_factor(user: User) -> bool:
    """Everybody with another hat than the client's: who has that one alone sees their own record alone."""
    return bool(set(hats_of(user)) - {Hat.CLIENT})


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_of_the_demo(request: HttpRequest) -> bool:
    """Whether the demo's one click signed this browser in: the one exemption, in demo mode only."""
    return settings.DEMO_MODE and bool(request.session.get(DEMO))


@transaction.atomic
def let_in_again(user: User, *, by: User, reason: str) -> None:
    """Takes a lost second factor off, for an admin who made sure who is asking; its owner is told by mail.

    Every session of the account ends. At the next signing in, by password, a new factor has to be set up.
    """
    Authenticator.objects.filter(user=user).delete()
    end_all_sessions(user)
    AccountEvent.objects.create(user=user, by=by, what=AccountEvent.What.LET_IN_AGAIN, reason=reason)
    enqueue(
        LET_IN_AGAIN, to=user.email, dedupe_key=f"{LET_IN_AGAIN}:{uuid7()}", language=user.language, subject_id=user.pk
    )


class SecondFactorMiddleware:
    """Sends everybody who has none and needs one to where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not isinstance(request.user, User) or not getattr(view, "login_required", True):
            return None
        if request.session.get(HAS_ONE) or not needs_second_factor(request.user) or is_of_the_demo(request):
            return None
        if has_second_factor(request.user):
            request.session[HAS_ONE] = True
            return None
        if request.resolver_match and request.resolver_match.url_name in WITHOUT:
            return None
        if wants_json(request):
            return refused_json("second-step", status=401)
        messages.info(request, _("Set up a second step first: it keeps clients' records safe if your password leaks."))
        return redirect("mfa_index")
