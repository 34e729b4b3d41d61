"""Every route × method × actor × own, another's and missing: the table against the site."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clients.links import issue_client_link
from clients.models import ClientLink
from consent.models import ShareLink
from tests.access.actors import ADMINS, OWN_ACCOUNTS, PROFESSIONALS, SIGNED_IN, TRAINERS
from tests.access.asking import (
    ask,
    check_headers,
    check_nothing_leaks,
    kwargs_of,
    log_rows,
    parameters,
    reads,
    undone,
    written,
)
from tests.access.public_routes import PUBLIC_ROUTES
from tests.access.rows import ROWS
from tests.access.table import Row
from tests.access.world import Route, World, routes
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory
from web.errors import not_found
from web.keys import hash_token, new_token, uuid7

pytestmark = pytest.mark.django_db

METHODS = ["GET", "POST"]
ON_SERVICES = connection.vendor == "postgresql"
MOST_LET_IN = 3  # tried on the services
SIGN_IN = 302
SEND_AGAIN = 401  # to a form that came without a session: what was typed is kept on a page
APPS = sorted({row.route.partition(":")[0] for row in ROWS})


def each_answered(rows: list[Row]) -> pytest.MarkDecorator:
    """Each row with each method that it names."""
    cells = [(row, method) for row in rows for method in METHODS if method in row.answers]
    return pytest.mark.parametrize(("row", "method"), cells, ids=[f"{row.route}-{method}" for row, method in cells])


# --- the table is whole -------------------------------------------------------------------


def test_every_route_has_its_row():
    named = {row.route for row in ROWS}
    missing = sorted({route.name for route in routes()} - named - {route.name for route in admin_routes()})
    assert not missing, f"Give each of these routes a row in tests/access/*_rows.py: {', '.join(missing)}"


def test_every_row_has_its_route():
    known = {route.name for route in routes()}
    unknown = sorted({row.route for row in ROWS} - known)
    assert not unknown, f"These rows of tests/access/*_rows.py name no route: {', '.join(unknown)}"


def test_no_route_or_row_stands_twice():
    for names in (
        [row.route for row in ROWS],
        [route.name for route in routes() if not route.name.startswith("admin:")],
    ):
        assert sorted(names) == sorted(set(names))


def test_public_routes_are_those_on_the_list_and_say_why():
    open_to_all = {route.name for route in routes() if not getattr(route.callback, "login_required", True)}
    with_reason = {route.name for route in routes() if getattr(route.callback, "public_reason", "")}
    assert open_to_all == with_reason == PUBLIC_ROUTES


# --- own objects: who gets what -----------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route)
def test_own(world: World, row: Row, method: str, record_property):
    unexpected: list[str] = []
    actors = actors_who_try(world, row, method)
    for name, value in {"route": row.route, "actors": len(actors), "cells": len(actors)}.items():
        record_property(name, value)
    record_property("unexpected", unexpected)
    for actor in actors:
        check_own(world, row, method, actor, unexpected)


@pytest.mark.parametrize("app", APPS)
def test_own_by_a_method_that_no_page_answers(world: World, app: str):
    """It is refused by its name, so one actor tells, but on one route."""
    for row in ROWS:
        if row.route.partition(":")[0] == app:
            for actor in world.actors if row.route == "clients:edit" and not ON_SERVICES else ["lead"]:
                check_own(world, row, "DELETE", actor, [])


def check_own(world: World, row: Row, method: str, actor: str, unexpected: list[str]) -> None:
    """One cell of the table; a success that it doesn't know is added to `unexpected`."""
    with undone():
        expected = expected_for(row, method, actor)
        response, statements = ask(world, actor, row, method, of=world.ours)
        cell = f"{method} {row.route} as {actor}"
        if response.status_code not in expected and response.status_code < 300:
            unexpected.append(cell)
        assert response.status_code in expected, f"{cell}: {response.status_code}, not {sorted(expected)}"
        check_headers(response, cell)
        # Whoever holds a client's link reads what it is about: the link is the right to it.
        check_nothing_leaks(world, "lead" if row.kind == "client_link" else actor, response, cell)
        let_in = is_let_in(row, method, actor)
        if not let_in or method == "GET":
            assert not written(statements), f"{cell} writes: {written(statements)}"
        if method == "GET" and response.status_code == 200:
            assert len(reads(statements)) <= row.queries, f"{cell} asks too much:\n" + "\n".join(reads(statements))
        if let_in:
            owed = row.log if isinstance(row.log, int) else row.log.get(method, 0)
            owed = row.logs.get(actor, owed)
            assert log_rows(statements) == owed, f"{cell} writes {log_rows(statements)} rows in the access log"


def actors_who_try(world: World, row: Row, method: str) -> list[str]:
    """Everybody; on the services, only those who get past the door: a refusal is the same code on every database."""
    if not ON_SERVICES:
        return world.actors
    return [actor for actor in world.actors if is_let_in(row, method, actor)][:MOST_LET_IN] or ["lead"]


def is_let_in(row: Row, method: str, actor: str) -> bool:
    expected = expected_for(row, method, actor)
    return method in row.answers and expected == {status_for(row, method, actor)} and is_insider(row, actor)


def expected_for(row: Row, method: str, actor: str) -> set[int]:
    """The statuses that are right for this cell, on an object of the actor's own."""
    let_in = status_for(row, method, actor)
    if method in row.who.get(actor, {}):
        return {let_in}
    refused = {404} if method in row.answers else {404, 405}
    if row.kind in {"everybody", "client_link"}:
        return {let_in}
    if row.kind in {"practitioners", "practitioner_page"}:
        if actor in {"viewer", "account_viewer"} or (actor == "other_viewer" and row.kind == "practitioners"):
            return {let_in}
        return refused if actor == "other_viewer" else {row.outside} if method in row.answers else {row.outside, 405}
    if actor not in SIGNED_IN:
        return {SIGN_IN, SEND_AGAIN} if method == "POST" else {SIGN_IN}
    if row.kind == "client_page" and actor == "cover" and row.lead_only and method in row.answers:
        return {403}
    return {let_in} if row.kind == "signed_in" or actor in KNOCKS[row.kind] else refused


# Who of those who have signed in gets past the door of a row of this kind.
KNOCKS = {
    "professionals": PROFESSIONALS,
    "trainers": TRAINERS,
    "admins": ADMINS,
    "clients": OWN_ACCOUNTS,
    "client_page": ["lead", "cover"],
    "own_page": ["client"],
    "emergency_page": ["glass_admin"],
    "asked_trainer": ["successor"],
    "importing_trainer": ["lead"],
    "referred_trainer": ["lead"],
}


def is_insider(row: Row, actor: str) -> bool:
    """Whether the row lets this actor do what it is there for (a sign-in page is not)."""
    insiders = KNOCKS | {
        "signed_in": SIGNED_IN,
        "client_page": ["lead"] if row.lead_only else ["lead", "cover"],
        "practitioners": ["viewer", "other_viewer", "account_viewer"],
        "practitioner_page": ["viewer", "account_viewer"],
    }
    return row.kind not in insiders or actor in insiders[row.kind]


def status_for(row: Row, method: str, actor: str) -> int:
    return row.who.get(actor, {}).get(method, row.answers.get(method, 405))


# --- another's and missing objects: one and the same 404 -----------------------------------


@pytest.mark.either_stack
@each_answered(ROWS)
def test_anothers_and_missing_are_the_same_404(world: World, row: Row, method: str):
    gone: dict[str, int] = {}
    headers_of_no_route = unrouted(world)
    for actor, kwargs, what in strange_objects(world, row):
        with undone():
            response, statements = ask(world, actor, row, method, kwargs=kwargs)
            cell = f"{method} {row.route} as {actor} on {what}"
            if method in row.gone and what.startswith("its own"):
                assert response.status_code in {404, row.gone[method]}, f"{cell}: {response.status_code}"
                missing_or_anothers = gone.setdefault(what.split(" ")[-1] + actor, response.status_code)
                assert response.status_code == missing_or_anothers, f"{cell} is told from a missing one"
                assert not written(statements), f"{cell} writes: {written(statements)}"
                continue
            assert response.status_code == 404, f"{cell}: {response.status_code}"
            assert response.content == not_found(response.wsgi_request).content, f"{cell}: another 404"
            assert not response.cookies, f"{cell} sets a cookie"
            assert not written(statements), f"{cell} writes: {written(statements)}"
            headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
            assert headers == headers_of_no_route, f"{cell} differs in its headers"


def strange_objects(world: World, row: Row) -> Iterator[tuple[str, dict[str, Any], str]]:
    """(actor, kwargs, what they are) for everything that an actor of the row may not find."""
    if not parameters(row) or row.kind in {"everybody", "professionals"}:
        return  # one's own passkeys: tests/accounts/test_second_step.py
    if row.kind == "client_link":
        is_share = row.purpose == "share"
        if row.purpose in {"address-change", "suggested"}:
            dead = {"an unknown link": new_token()}
        else:
            dead = dead_share_tokens(world) if is_share else dead_tokens(world, row)
        for what, token in dead.items():
            if what in row.still_opens:
                continue
            for actor in ("anonymous", "lead", "other_viewer" if is_share else "viewer"):
                yield actor, {**kwargs_of(row, world.ours), "token": token}, what
        return
    yield from strange_records(world, row)
    strangers = {
        "client_page": ("stranger", "admin", "former_cover", "successor", "client", "glass_admin"),
        "own_page": ("other_client", "lead"),
        "emergency_page": ("admin", "lead"),
        "asked_trainer": ("stranger", "lead"),
        "importing_trainer": ("stranger", "cover"),
        "referred_trainer": ("stranger", "cover"),
    }
    if row.kind in strangers:
        missing = {name: missing_like(value) for name, value in kwargs_of(row, world.ours).items()}
        for actor in strangers[row.kind]:
            yield actor, missing, "a missing one"


def strange_records(world: World, row: Row) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Another's whole, nothing at all, and every mixture of one's own with another's."""
    private = {
        "practitioner_page": ["viewer", "account_viewer"],
        "client_page": ["lead", "cover"],
        "own_page": ["client"],
        "emergency_page": ["glass_admin"],
        "asked_trainer": ["successor"],
        "importing_trainer": ["lead"],
        "referred_trainer": ["lead"],
    }
    actors = private.get(row.kind, {"admins": ["admin"], "practitioners": ["viewer"]}.get(row.kind, ["lead"]))
    if row.lead_only:
        actors = ["lead"]
    own, others = kwargs_of(row, world.ours), kwargs_of(row, world.theirs)
    missing = {name: missing_like(value) for name, value in own.items()}
    is_private = row.kind in private
    for actor in actors:
        yield actor, missing, "a missing one"
        if is_private:
            yield actor, others, "another's"
        for name in set(own) - {"client_id"}:
            yield actor, {**own, name: missing[name]}, f"its own with a missing {name}"
            if is_private and name not in PUBLIC_OBJECTS:
                yield actor, {**own, name: others[name]}, f"its own with another's {name}"


# The network's and the library's own rows belong to nobody, nor does what a word of ours names.
PUBLIC_OBJECTS = {"act", "practitioner_id", "exercise_id", "code", "step", "topic"}


def missing_like(value: Any) -> Any:
    if isinstance(value, int):
        return value + 100_000
    return f"missing-{new_token()}" if isinstance(value, str) else uuid7()


def dead_tokens(world: World, row: Row) -> dict[str, str]:
    """Every way in which a client's link can be no link."""
    record = world.ours
    revoked, other_purpose = record.client_token(row.purpose), ClientLink.Purpose.STOP
    ClientLink.objects.order_by("-id").filter(client=record.client).first().delete()
    used = record.client_token(row.purpose)
    ClientLink.objects.filter(client=record.client).update(revoked_at=timezone.now())
    if row.purpose == other_purpose:
        other_purpose = ClientLink.Purpose.CONFIRM
    return {
        "a deleted link": revoked,
        "a revoked link": used,
        "an expired link": issue_client_link(
            record.client, row.purpose, expires_at=timezone.now() - timedelta(seconds=1)
        ),
        "a link for something else": issue_client_link(record.client, other_purpose),
        "an unknown link": new_token(),
    }


def dead_share_tokens(world: World) -> dict[str, str]:
    """A practitioner's link ends by its opening, with its time, by hand, and with the consent behind it."""
    past = timezone.now() - timedelta(seconds=1)
    withdrawn = ConsentGrantFactory(client=world.ours.client, withdrawn_at=timezone.now())
    made = {
        "a used link": ShareLinkFactory(grant=world.ours.grant, token=new_token(), first_opened_at=past),
        "a revoked link": ShareLinkFactory(grant=world.ours.grant, token=new_token(), revoked_at=past),
        "an expired link": ShareLinkFactory(grant=world.ours.grant, token=new_token(), expires_at=past),
        "a link of a consent that was withdrawn": ShareLinkFactory(grant=withdrawn, token=new_token()),
    }
    tokens = {}
    for what, link in made.items():
        tokens[what] = new_token()
        ShareLink.objects.filter(pk=link.pk).update(token_hash=hash_token(tokens[what]))
    return tokens | {"an unknown link": new_token()}


def unrouted(world: World) -> dict[str, str]:
    """The headers of the answer to an address that leads nowhere at all."""
    with undone():
        response = world.browser("lead").get("/no/such/address/")
    assert response.status_code == 404
    return {name: value for name, value in response.headers.items() if name != "Content-Length"}


# --- a role that was taken away ------------------------------------------------------------

# Whose role it is that lets them in. What was theirs is still theirs; without the role it opens nothing.
BY_ROLE = {
    "trainers": "lead",
    "client_page": "lead",
    "asked_trainer": "successor",
    "importing_trainer": "lead",
    "referred_trainer": "lead",
    "admins": "admin",
    "emergency_page": "glass_admin",
}


@pytest.mark.either_stack
@each_answered([row for row in ROWS if row.kind in BY_ROLE])
def test_a_role_taken_away_opens_nothing(world: World, row: Row, method: str):
    actor = BY_ROLE[row.kind]
    with undone():
        account = User.objects.filter(pk=world.users[actor].pk)
        account.update(is_trainer=False, is_network_admin=False, is_practitioner=True)
        response, statements = ask(world, actor, row, method)
        cell = f"{method} {row.route} as {actor} without the role"
        expected = row.who.get("account_viewer", {}).get(method, 404)
        assert response.status_code == expected, f"{cell}: {response.status_code}"
        assert not written(statements), f"{cell} writes: {written(statements)}"


# --- the admin site: for network admins alone ----------------------------------------------


def admin_routes() -> list[Route]:
    return [route for route in routes() if route.name.startswith("admin:")]


@pytest.mark.parametrize("route", admin_routes(), ids=lambda route: route.name)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_admin_site(world: World, route: Route, method: str):
    kwargs: dict[str, Any] = {name: str(world.ours.practitioner.pk) for name in route.parameters}
    if "app_label" in kwargs:
        kwargs["app_label"] = "practitioners"
    # The one without a name catches all other addresses below admin/.
    address = "/admin/no-such-page" if route.name == "admin:None" else reverse(route.name, kwargs=kwargs)
    for actor in ADMINS if ON_SERVICES else world.actors:
        with undone():
            response = world.browser(actor).generic(method, address)
            cell = f"{method} {route.name} as {actor}"
            check_headers(response, cell)
            check_nothing_leaks(world, actor, response, cell)
            if actor in ADMINS:
                assert response.status_code < 500, cell
            elif actor in SIGNED_IN:
                assert response.status_code == 404, f"{cell}: {response.status_code}"
                assert response.content == not_found(response.wsgi_request).content, cell
            else:
                assert response.status_code == 302, f"{cell}: {response.status_code}"
                assert response.headers["Location"].startswith(("/account/login/", "/admin/login/")), cell
