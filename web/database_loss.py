"""The database goes away for a moment, as when it is restarted: a read is tried again, a form is handed back as typed."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from web.http import refused_json, wants_json
from web.keys import uuid_or_none
from web.resubmit import typed_into

logger = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds that a read waits for the database to come back
AGAIN_EVERY = 0.25
SAFE = {"GET", "HEAD"}
# PostgreSQL's classes of errors: the line was cut, the server is going down or coming up.
CONNECTION, SHUTDOWN = "08", {"57P01", "57P02", "57P03"}
LOST = "_database_was_lost"  # on a response


def is_loss(error: BaseException | None) -> bool:
    """Whether it, or what it came from, is a connection that broke or could not be made."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)) and connection.vendor == "postgresql":
            state = getattr(error.__cause__, "sqlstate", None)
            if state is None or state.startswith(CONNECTION) or state in SHUTDOWN:
                return True
        error = error.__cause__ or error.__context__
    return False


def note_loss(response: HttpResponse, error: BaseException | None) -> HttpResponse:
    """Called where an error is answered: DatabaseLossMiddleware then does what can be done."""
    if is_loss(error):
        setattr(response, LOST, True)
    return response


class DatabaseLossMiddleware:
    """Around all that asks the database. Django turns an error into an answer before it gets here, hence the mark."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not hasattr(response, LOST):
            return response
        connection.close()
        if request.method in SAFE and _is_back():
            logger.warning("The database was away: a page was read again")
            fresh = type(request)(request.environ)  # type: ignore[attr-defined, call-arg]
            response = self.get_response(fresh)
            request.resolver_match = fresh.resolver_match
            if not hasattr(response, LOST):
                return response
        logger.warning(
            "The database was away: %s", "nothing was shown" if request.method in SAFE else "perhaps nothing was saved"
        )
        return perhaps_not_saved(request) if request.method not in SAFE else away(request)


def _is_back() -> bool:
    """Waits until the database answers, for a while."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.ensure_connection()
        except DatabaseError:
            if time.monotonic() > until:
                return False
            time.sleep(AGAIN_EVERY)
        else:
            return True


def away(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return refused_json("database", status=503)
    return _page("database_away.html", {})


def perhaps_not_saved(request: HttpRequest) -> HttpResponse:
    """What was typed, where the browser vouches that the form is ours. It is drawn without the database.

    The view's own transaction may have been committed, and only what is written after it (the session) have failed. So
    a form is offered to be sent again only where its key makes two of them one.
    """
    if wants_json(request):
        return refused_json("database", status=503)
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    is_ours = ours and settings.CSRF_COOKIE_NAME in request.COOKIES
    context = {
        "typed": typed_into(request) if is_ours else [],
        "counts_once": uuid_or_none(request.POST.get("key")) is not None,
        "token": request.POST.get("csrfmiddlewaretoken", ""),
        "address": request.get_full_path(),
        "files": bool(request.FILES),
    }
    return _page("database_perhaps_not_saved.html", context)


def _page(template: str, context: dict[str, object]) -> HttpResponse:
    from web.practice import known_name  # noqa: PLC0415 -- it imports web.errors, which imports this module

    page = render_to_string(template, context | {"practice_name": known_name()})
    response = HttpResponse(page, status=503, headers={"Retry-After": "5"})
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "DENY"
    return response
