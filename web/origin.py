"""Where a form came from, on pages that tell their address to nobody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class OriginOfSecretPagesMiddleware:
    """Lets forms of `no_referrer` pages through the check against forged requests, which stays whole.

    A browser sends `Origin: null` from a page with `Referrer-Policy: no-referrer`, even to the page's own
    site, and Django refuses that. The same browser says in `Sec-Fetch-Site`, which no script can set, that
    the form is our own; only then the origin is filled in. Where that header is never sent (plain HTTP from
    another machine) the form's token decides alone, as it does in Django without an `Origin`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.headers.get("Origin") == "null":
            came_from = request.headers.get("Sec-Fetch-Site")
            if came_from == "same-origin":
                request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
            elif came_from is None and not request.is_secure():
                del request.META["HTTP_ORIGIN"]
        return self.get_response(request)
