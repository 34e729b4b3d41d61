"""Asking as an actor of the world, and what every answer owes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.access.record import OBJECTS, Record
from tests.access.table import Row
from tests.access.world import World, routes

DOOR = re.compile(
    r'FROM "(django_session|consent_viewersession|consent_grantscope|mfa_authenticator)"|FROM "accounts_user" WHERE "accounts_user"."id" ='
    r'|JOIN "clients_clientuserobjectpermission"|"practitioners_practitioner"."account_id" ='
    r'|WHERE \("consent_consentgrant"."id" = \S+ AND "consent_consentgrant"."practitioner_id" ='
)
LOG_TABLES = ("clients_accessevent", "clients_accesschain")
TOLD_OF_IT = 'FROM "webhooks_webhook"'
# A look keeps the browser's own session alive; that is no change to anything.
SESSIONS = ("django_session", "consent_viewersession", "usersessions_usersession")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(
    world: World,
    actor: str,
    row: Row,
    method: str,
    *,
    of: Record | None = None,
    kwargs: dict[str, Any] | None = None,
) -> tuple[HttpResponse, list[str]]:
    """The answer, and what was asked of the database for it."""
    record = of or world.ours
    row.before(world.ours)
    row.before(world.theirs)
    address = reverse(row.route, kwargs=kwargs_of(row, record) if kwargs is None else kwargs)
    browser = world.browser(actor)
    with statements_run() as statements:
        # A browser sends at least the form's token.
        answers = {"csrfmiddlewaretoken": "x", **row.data(record)}
        response = browser.post(address, answers) if method == "POST" else browser.generic(method, address)
    return response, statements


@contextmanager
def statements_run() -> Iterator[list[str]]:
    """Each with its values behind it. (Django's own capture has SQLite quote them, by one more statement for each.)"""
    statements: list[str] = []

    def note(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        statements.append(f"{sql} {params}")
        return run(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def kwargs_of(row: Row, record: Record) -> dict[str, Any]:
    made = {}
    for name in parameters(row):
        if name in row.kwargs:
            made[name] = row.kwargs[name](record)
        elif name == "token" and row.purpose == "share":
            made[name] = record.share_token
        elif name == "token" and row.purpose == "address-change":
            made[name] = record.address_change_token
        elif name == "token" and row.purpose == "suggested":
            made[name] = record.suggested_token
        elif name == "token" and row.purpose:
            made[name] = record.client_token(row.purpose)
        else:
            assert name in OBJECTS, f"Say in tests/access/record.py: OBJECTS where {row.route} gets its {name} from."
            made[name] = OBJECTS[name](record)
    return made


def parameters(row: Row) -> frozenset[str]:
    return _parameters_by_route().get(row.route, frozenset())


@cache
def _parameters_by_route() -> dict[str, frozenset[str]]:
    return {route.name: route.parameters for route in routes()}


def check_headers(response: HttpResponse, cell: str) -> None:
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "")
    assert "default-src 'self'" in policy, cell
    assert "unsafe" not in policy, cell
    assert "nonce" not in policy, cell
    for directive in ("object-src", "base-uri", "frame-ancestors"):
        assert f"{directive} 'none'" in policy, cell
    assert headers.get("X-Content-Type-Options") == "nosniff", cell
    assert headers.get("Cache-Control") == "no-store", cell
    assert headers.get("Referrer-Policy") in {"same-origin", "no-referrer"}, cell
    assert headers.get("X-Robots-Tag") == "noindex, nofollow", cell


def check_nothing_leaks(world: World, actor: str, response: HttpResponse, cell: str) -> None:
    """No text of a client whom the actor may not see, on any page and in any header."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    answer = body.decode(errors="replace") + str(response.headers)
    leaked = {text for text in world.may_not_show(actor) if text in answer}
    assert not leaked, f"{cell} shows {leaked}"


# When a report was first read is noted, and ends its reminder.
READ_MARKS = ('SET "first_read_at"', "'reports.unread'")


def written(statements: list[str]) -> list[str]:
    """What changed, but for the access log, the browser's own session, and that a report has been read."""
    left_out = (*LOG_TABLES, *SESSIONS, *READ_MARKS)
    return [sql for sql in statements if WRITES.match(sql) and not any(table in sql for table in left_out)]


def reads(statements: list[str]) -> list[str]:
    """What the page itself asks of the database; not for whom else there is news the first time that it is opened."""
    return [
        sql
        for sql in statements
        if sql.lstrip().upper().startswith("SELECT")
        and not DOOR.search(sql)
        and not any(table in sql for table in (*LOG_TABLES, TOLD_OF_IT))
    ]


def log_rows(statements: list[str]) -> int:
    return sum(1 for sql in statements if WRITES.match(sql) and 'INSERT INTO "clients_accessevent"' in sql)
