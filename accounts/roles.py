"""A person's hats, and the one that they wear: what each opens is kept apart.

Somebody may be a trainer and a network admin, and be a client of another trainer. At any moment a browser
wears one hat; the pages of the others ask to switch first. What a hat opens of a client is still decided
client by client, in `clients/access.py`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from web.http import refused_json, wants_json

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
WORN = "hat"  # in the session


class Hat(models.TextChoices):
    TRAINER = "trainer", _("Trainer")
    PRACTITIONER = "practitioner", _("Practitioner")
    CLIENT = "client", _("Client")
    ADMIN = "admin", _("Network admin")


class OtherHatError(Exception):
    """The page belongs to another hat of this person's: they are asked to switch."""

    def __init__(self, hat: Hat) -> None:
        super().__init__()
        self.hat = hat


def hats_of(user: User) -> list[Hat]:
    """Every hat that somebody has, the first being the one that they begin with."""
    has = {
        Hat.TRAINER: user.is_trainer,
        Hat.PRACTITIONER: user.is_practitioner,
        Hat.ADMIN: user.is_network_admin,
        Hat.CLIENT: user.is_client,
    }
    return [hat for hat, owned in has.items() if owned]


def worn_hat(request: HttpRequest) -> Hat | None:
    """The hat that this browser wears; None for somebody who has none, or is not signed in."""
    if not isinstance(request.user, User):
        return None
    hats = hats_of(request.user)
    chosen = request.session.get(WORN)
    return Hat(chosen) if chosen in hats else next(iter(hats), None)


def wear(request: HttpRequest, hat: Hat) -> None:
    """Switches hats. Raises Http404 for one that the person does not have."""
    if not isinstance(request.user, User) or hat not in hats_of(request.user):
        raise Http404
    request.session[WORN] = hat.value


def require_hat(request: HttpRequest, *hats: Hat) -> None:
    """Raises Http404 for whoever has none of the hats, OtherHatError for whoever wears another one."""
    owned = [hat for hat in hats if isinstance(request.user, User) and hat in hats_of(request.user)]
    if not owned:
        raise Http404
    if worn_hat(request) not in owned:
        raise OtherHatError(owned[0])


def _only(*hats: Hat) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require_hat(request, *hats)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def trainers_only(view: View) -> View:
    """404 for everybody who is no trainer: an admin does not learn what there is."""
    return _only(Hat.TRAINER)(view)


def admins_only(view: View) -> View:
    """404 for everybody who is no network admin."""
    return _only(Hat.ADMIN)(view)


def trainers_and_admins(view: View) -> View:
    """404 for everybody who is neither: pages about no client, which trainers work with and admins may read."""
    return _only(Hat.TRAINER, Hat.ADMIN)(view)


def clients_only(view: View) -> View:
    """404 for everybody who is nobody's client."""
    return _only(Hat.CLIENT)(view)


class HatMiddleware:
    """Tells every page which hat is worn, and asks to switch where the page belongs to another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.hat = worn_hat(request)  # type: ignore[attr-defined]
        owned = hats_of(request.user) if isinstance(request.user, User) else []
        request.other_hats = [hat for hat in owned if hat != request.hat]  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OtherHatError):
            return None
        if wants_json(request):
            return refused_json("hat", status=403)
        back = request.get_full_path() if request.method == "GET" else ""
        page = {"hat": exception.hat, "back": back}
        return render(request, "accounts/other_hat.html", page, status=403)
