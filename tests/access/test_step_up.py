"""What gives power asks for a proof younger than 30 minutes, or stands in step_up_list.py with the reason."""

import time
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.urls import reverse

from tests.access.asking import kwargs_of, statements_run, undone, written
from tests.access.granting import Function, granting_functions, view_of
from tests.access.rows import ROWS
from tests.access.step_up_list import ITSELF_THE_PROOF, WITHOUT_PROOF
from tests.access.table import Row
from tests.access.world import Route, World, routes

MINUTE = 60
BY_NAME = {row.route: row for row in ROWS}
# Kinds of rows (tests/access/table.py) that are an admin's role, or about how somebody proves who they are.
OF_POWER = {"admins", "emergency_page", "professionals"}
INSIDERS = {"admins": "admin", "emergency_page": "glass_admin", "asked_trainer": "successor"}
REAUTHENTICATION = ("/account/reauthenticate/", "/account/second-step/confirm/")


@pytest.fixture(scope="module")
def powerful() -> dict[str, Route]:
    """An admin's routes that take a POST, those that change how somebody signs in, and those that may give a right."""
    granting = granting_functions()
    return {route.name: route for route in routes() if is_of_power(route, granting)}


def is_of_power(route: Route, granting: set[Function]) -> bool:
    if route.name.startswith("admin:"):
        return True
    row = BY_NAME.get(route.name)  # that each has one is for test_routes.py
    return row is not None and "POST" in row.answers and (row.kind in OF_POWER or view_of(route) in granting)


def test_the_list_has_no_stale_entry(powerful: dict[str, Route]):
    stale = sorted(WITHOUT_PROOF.keys() - powerful.keys())
    assert not stale, f"Take these out of tests/access/step_up_list.py: {', '.join(stale)}"
    assert all(WITHOUT_PROOF.values()), "each has its reason"


def test_the_kind_is_found(powerful: dict[str, Route]):
    """The routes that were open once are among those that are walked."""
    known = {
        "network_admin:practitioner", "clients:ask_handover", "clients:give_cover", "clients:leave",
        "clients:name_successor", "network_admin:ask_for_clients", "network_admin:emergency", "account_email",
        "network_admin:invite_person", "network_admin:open_person", "network_admin:person", "mfa_add_webauthn",
    }  # fmt: skip
    assert known <= powerful.keys()


@pytest.mark.either_stack
@pytest.mark.django_db
def test_a_proof_of_more_than_30_minutes_is_too_old(world: World, powerful: dict[str, Route]):
    wrong = []
    for name in sorted(powerful.keys() - WITHOUT_PROOF.keys()):
        with undone():
            response, statements = post(world, powerful[name], minutes=31)
            if not is_asked_for_proof(response):
                wrong.append(f"{name} asks for no fresh proof ({response.status_code}), and is not on the list")
            if written(statements):
                wrong.append(f"{name} writes before the proof: {written(statements)}")
        with undone():
            response, _ = post(world, powerful[name], minutes=29)
            if is_asked_for_proof(response):
                wrong.append(f"{name} does not take a proof of 29 minutes")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_nothing_on_the_list_asks_for_one(world: World, powerful: dict[str, Route]):
    wrong = []
    for name, reason in WITHOUT_PROOF.items():
        if name in BY_NAME and name in powerful and reason != ITSELF_THE_PROOF:
            with undone():
                response, _ = post(world, powerful[name], minutes=31)
                if is_asked_for_proof(response):
                    wrong.append(f"{name} asks: take it out of tests/access/step_up_list.py")
    assert not wrong, "\n".join(wrong)


def is_asked_for_proof(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(REAUTHENTICATION)


def post(world: World, route: Route, *, minutes: int) -> tuple[HttpResponse, list[str]]:
    """Whoever the route is for sends what its row sends, having proven who they are some minutes ago."""
    row = BY_NAME.get(route.name)
    actor = "admin" if row is None else INSIDERS.get(row.kind, "lead")
    browser = world.browser(actor)
    session = SessionStore(browser.cookies["session"].value)
    session["account_authentication_methods_user"] = str(world.users[actor].pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() - minutes * MINUTE, "reauthenticated": True}
    ]
    session.save()
    address, answers = address_of(world, route, row), {} if row is None else row.data(world.ours)
    with statements_run() as statements:
        response = browser.post(address, {"csrfmiddlewaretoken": "x", **answers})
    return response, statements


def address_of(world: World, route: Route, row: Row | None) -> str:
    if row is not None:
        row.before(world.ours)
        return reverse(route.name, kwargs=kwargs_of(row, world.ours))
    if route.name == "admin:None":  # the one that catches all other addresses below admin/
        return "/admin/no-such-page"
    kwargs: dict[str, Any] = {name: str(world.ours.practitioner.pk) for name in route.parameters}
    return reverse(route.name, kwargs=kwargs | ({"app_label": "practitioners"} if "app_label" in kwargs else {}))
