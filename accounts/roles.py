"""A person's roles, and the one that they are in: what each opens is kept apart.

Somebody may be a trainer and a network admin, and be a client of another trainer. At any moment a browser
is in one role; the pages of the others ask to switch first. What a role opens of a client is still decided
client by client, in `clients/access.py`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from web.http import HtmxRequest, refused_json, wants_json

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ACTIVE = "role"  # in the session


class Role(models.TextChoices):
    TRAINER = "trainer", _("Trainer")
    PRACTITIONER = "practitioner", _("Practitioner")
    CLIENT = "client", _("Client")
    ADMIN = "admin", _("Network admin")


class OtherRoleRequired(Exception):
    """The page belongs to another role of this person's: they are asked to switch."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.role = role


def roles_of(user: User) -> list[Role]:
    """Every role that somebody has, the first being the one that they begin with."""
    has = {
        Role.TRAINER: user.is_trainer,
        Role.PRACTITIONER: user.is_practitioner,
        Role.ADMIN: user.is_network_admin,
        Role.CLIENT: user.is_client,
    }
    return [role for role, owned in has.items() if owned]


def active_role(request: HttpRequest) -> Role | None:
    """The role that this browser is in; None for somebody who has none, or is not signed in."""
    if not isinstance(request.user, User):
        return None
    roles = roles_of(request.user)
    chosen = request.session.get(ACTIVE)
    return Role(chosen) if chosen in roles else next(iter(roles), None)


def switch_role(request: HttpRequest, role: Role) -> None:
    """Switches roles. Raises Http404 for one that the person does not have."""
    if not isinstance(request.user, User) or role not in roles_of(request.user):
        raise Http404
    request.session[ACTIVE] = role.value


def require_role(request: HttpRequest, *roles: Role) -> None:
    """Raises Http404 for whoever has none of the roles, OtherRoleRequired for whoever is in another one."""
    owned = [role for role in roles if isinstance(request.user, User) and role in roles_of(request.user)]
    if not owned:
        raise Http404
    if active_role(request) not in owned:
        raise OtherRoleRequired(owned[0])


def _only(*roles: Role) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require_role(request, *roles)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def trainers_only(view: View) -> View:
    """404 for everybody who is no trainer: an admin does not learn what there is."""
    return _only(Role.TRAINER)(view)


def admins_only(view: View) -> View:
    """404 for everybody who is no network admin."""
    return _only(Role.ADMIN)(view)


def trainers_and_admins(view: View) -> View:
    """404 for everybody who is neither: pages about no client, which trainers work with and admins may read."""
    return _only(Role.TRAINER, Role.ADMIN)(view)


def clients_only(view: View) -> View:
    """404 for everybody who is nobody's client."""
    return _only(Role.CLIENT)(view)


class RoleMiddleware:
    """Tells every page which role the browser is in, and asks to switch where the page belongs to another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.role = active_role(request)  # type: ignore[attr-defined]
        owned = roles_of(request.user) if isinstance(request.user, User) else []
        request.other_roles = [role for role in owned if role != request.role]  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OtherRoleRequired):
            return None
        if wants_json(request):
            return refused_json("role", status=403)
        back = request.get_full_path() if request.method == "GET" else ""
        context = {"role": exception.role, "back": back}
        return render(request, "accounts/other_role.html", context, status=403)


class SignedInRequest(HtmxRequest):
    user: User
    role: Role | None
