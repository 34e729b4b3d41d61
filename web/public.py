"""Deny by default: every page wants a signed-in person unless its view says why not."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import middleware
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from web.http import refused_json, wants_json
from web.resubmit import send_again, typed_into

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(reason: str) -> Callable[[View], View]:
    """Opens a view to people who are not signed in; the reason is kept on it for the access test."""

    def mark(view: View) -> View:
        opened = login_not_required(view)
        opened.public_reason = reason  # type: ignore[attr-defined]
        return opened

    return mark


def no_referrer(response: HttpResponseBase) -> None:
    """For pages whose address is a secret: the browser tells it to nobody, not even to us."""
    response.headers["Referrer-Policy"] = "no-referrer"


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's own, but a form that is sent after the session ended is kept on a page that sends it again.

    htmx is told to load the sign-in page whole instead of swapping it in.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if wants_json(request):
            return refused_json("signed-out", status=401)
        if typed_into(request):
            return keep_what_was_typed(request)
        response = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
        return response


def keep_what_was_typed(request: HttpRequest) -> HttpResponse:
    """A page that sends the form again once its owner has shown who they are, for a plain form and for htmx."""
    if request.headers.get("HX-Request") != "true":
        return send_again(request, signed_out=True, status=401)
    response = send_again(request, signed_out=True, status=422)  # which htmx swaps, here for the whole page
    response.headers["HX-Retarget"] = "body"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
