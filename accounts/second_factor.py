"""Nobody who may see others' data works before a second factor is set up."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.internal.flows.trust import is_trusted_browser
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from accounts.events import record_event, tell
from accounts.models import AccountEvent, User
from accounts.recent_changes import RecentChanges
from accounts.roles import Role, roles_of
from web.endings import keep_ending
from web.http import refused_json, wants_json

HAS_ONE = "second_factor"  # in the session: no need to ask the database again
PARTS_REMOVED = "second-step-removed"  # a line of the file that no restore undoes (web/endings.py)
DEMO = "demo"  # in the session of somebody whom the demo signed in with one click

PARTS = {
    Authenticator.Type.TOTP: _lazy("authenticator app"),
    Authenticator.Type.WEBAUTHN: _lazy("passkey"),
    Authenticator.Type.RECOVERY_CODES: _lazy("recovery codes"),
}
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
    """Everybody with another role than the client's: who has that one alone sees their own record alone."""
    return bool(set(roles_of(user)) - {Role.CLIENT})


def may_use_mailed_code(user: User) -> bool:
    """A practitioner without a role of power besides: password and a code by mail are enough.

    The code alone opens as much at /shared/enter/, and an account must not cost more than that. Not while
    the mailbox proves nothing, since an admin has changed it.
    """
    roles = set(roles_of(user))
    if Role.PRACTITIONER not in roles or roles & {Role.TRAINER, Role.ADMIN}:
        return False
    return RecentChanges.of(user, now=timezone.now()).new_mailbox_until() is None


def has_second_factor(user: User) -> bool:
    """Whether an app or a passkey is set up: then it was asked for at signing in."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def parts_of_second_step(user: User) -> dict[int, str]:
    """What somebody can show as a second step, by key: passkeys, an app, recovery codes."""
    return dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def record_second_step(user: User, *, before: dict[int, str]) -> None:
    """Notes and tells what was added or removed since `before`; codes that were made anew are added."""
    after = parts_of_second_step(user)
    added = {after[key] for key in after.keys() - before.keys()}
    removed = {before[key] for key in before.keys() - after.keys()} - added
    for what, types in ((AccountEvent.What.FACTOR_ADDED, added), (AccountEvent.What.FACTOR_REMOVED, removed)):
        if types:
            thing = ", ".join(str(name) for kind, name in PARTS.items() if kind in types)
            tell(record_event(user, what, by=user, after=thing))
    keep_removed_parts(user, before.keys() - after.keys())


def keep_removed_parts(user: User, keys: Iterable[int]) -> None:
    """So that they are removed again where a backup is restored (web/endings.py)."""
    if removed := ",".join(str(key) for key in sorted(keys)):
        keep_ending(PARTS_REMOVED, user.pk, removed, now=timezone.now())


def passed_second_step(request: HttpRequest, user: User) -> bool:
    """Whether this browser has shown a second step that is enough for `user`'s roles."""
    if has_second_factor(user):
        return True
    if not may_use_mailed_code(user):
        return False
    entered_code = any(record["method"] == "code" for record in get_authentication_records(request, user))
    return entered_code or is_trusted_browser(request, user)


def is_of_the_demo(request: HttpRequest) -> bool:
    """Whether the demo's one click signed this browser in: the one exemption, in demo mode only."""
    return settings.DEMO_MODE and bool(request.session.get(DEMO))


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
        url_name = request.resolver_match.url_name if request.resolver_match else ""
        until = RecentChanges.of(request.user, now=timezone.now()).new_mailbox_until()
        if until and url_name != "account_logout":
            return _mailbox_proves_nothing(request, until)
        if passed_second_step(request, request.user):  # not kept: it ends with a role of power
            return None
        if url_name in WITHOUT:
            return None
        if wants_json(request):
            return refused_json("second-step", status=401)
        messages.info(request, _("Set up a second step first: it keeps clients' records safe if your password leaks."))
        return redirect("mfa_index")


def _mailbox_proves_nothing(request: HttpRequest, until: datetime) -> HttpResponseBase:
    """To somebody without a second step whose address an admin has changed: none can be set up from there yet."""
    if wants_json(request):
        return refused_json("second-step", status=401)
    return render(request, "accounts/new_mailbox.html", {"until": until}, status=403)
