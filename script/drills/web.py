"""The web server as in production, but for one thing: a request may say how its transaction ends.

gunicorn "script.drills.web:application()". The header Drill-Ending names it. Once the mail is owed and nothing is
committed:

    error         an exception
    line-lost     the line to the database is cut
    killed        the process is killed (SIGKILL), and whatever else it has in hand with it

or once all is committed, before any worker has heard of it:

    killed-late   the same
"""

import os
import signal
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import django

django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection

from clients import lifecycle
from outbox import enqueue

ABORTED = ["error", "line-lost", "killed"]
KILLED_LATE = "killed-late"

ending: ContextVar[str] = ContextVar("ending", default="")


class AbortedError(Exception):
    """What the drill was told to raise."""


def application() -> WSGIApplication:
    lifecycle.enqueue = ending_after(lifecycle.enqueue)  # type: ignore[attr-defined]
    enqueue._hint = dying_before(enqueue._hint)
    site = get_wsgi_application()

    def told(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        ending.set(environ.get("HTTP_DRILL_ENDING", ""))
        return site(environ, start_response)

    return told


def ending_after(enqueue: Callable[..., bool]) -> Callable[..., bool]:
    def wrapped(*args: Any, **kwargs: Any) -> bool:
        is_new = enqueue(*args, **kwargs)
        if ending.get() == "killed":
            die()
        if ending.get() == "line-lost":
            connection.connection.close()
        if ending.get() == "error":
            raise AbortedError
        return is_new

    return wrapped


def dying_before(hint: Callable[[], None]) -> Callable[[], None]:
    def wrapped() -> None:
        if ending.get() == KILLED_LATE:
            die()
        hint()

    return wrapped


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
