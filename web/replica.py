"""A copy of the database that follows it (CARELANE_REPLICA_URL) and reads what is long: exports, figures, progress.

Who may read is always asked of the database itself: a consent that was withdrawn holds on the copy for some seconds more. So a
view goes through its door first, and only then into `from_replica`. Nobody misses what they have just written: a cookie says
how far the database had come then, and a copy that is not there yet is not read.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from web.breaker import Breaker

REPLICA = "replica"
NOTHING = "0/0"
SAFE = {"GET", "HEAD", "OPTIONS"}
POSITION = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
UNKNOWN = "FFFFFFFF/FFFFFFFF"  # no copy comes so far
MOST_BEHIND = 120  # seconds; the sweeps write each minute, so that a copy which follows is never so old
IS_FIT = """
SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn AND pg_last_xact_replay_timestamp() > now() - %s * interval '1 second'
"""

_reads_replica: ContextVar[bool] = ContextVar("reads_replica", default=False)
replica_breaker = Breaker("the copy of the database")


class ReplicaRouter:
    """Everything is written to, and by default read from, the database itself."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return REPLICA if _reads_replica.get() else None

    def allow_relation(self, first: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None


@contextmanager
def from_replica(request: HttpRequest) -> Iterator[None]:
    """What is read inside comes from the copy, where there is one that knows all that this browser has written."""
    written = request.COOKIES.get(settings.WRITTEN_COOKIE_NAME, NOTHING)
    token = _reads_replica.set(REPLICA in connections and _has_come_to(written))
    try:
        yield
    finally:
        _reads_replica.reset(token)


def _has_come_to(written: str) -> bool:
    """Asks the copy (one query); one that does not answer is left alone for a while."""
    if not POSITION.fullmatch(written) or not replica_breaker.lets_through():
        return False
    try:
        with replica_breaker.timed(), connections[REPLICA].cursor() as cursor:
            cursor.execute(IS_FIT, [written, MOST_BEHIND])
            row = cursor.fetchone()
    except DatabaseError as error:
        connections[REPLICA].close()
        replica_breaker.open_after(error)
        return False
    return bool(row and row[0])


class ReadYourWritesMiddleware:
    """Outside all that writes, so that what it notes is after the last commit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in SAFE and REPLICA in connections:
            response.set_cookie(
                settings.WRITTEN_COOKIE_NAME,
                _position(),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _position() -> str:
    """How far the database has come (one query)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
            return str(cursor.fetchone()[0])
    except DatabaseError:
        return UNKNOWN
