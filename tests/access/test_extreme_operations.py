"""The extremes in every field of a phone's operation, and in the admin site: no 5xx, nothing of another's."""

import json
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from sessions_log.models import TrainingSession
from sessions_log.offline.fields import AT_MOST
from sessions_log.offline.operations import OPERATIONS
from tests.access.asking import check_nothing_leaks, undone
from tests.access.extremes import DEEP, EMOJI, HALF, LINE_BREAK, NOWHERE, NUL
from tests.access.filling import forms_of
from tests.access.test_extremes import (
    FORM,
    encoded,
    text_of,
)
from tests.access.test_named_ids import PAGES, operation_with
from tests.access.test_routes import admin_routes
from tests.access.world import Route, World
from tests.sessions_log.phone import Phone
from web.context import phone_owner
from web.keys import uuid7

pytestmark = pytest.mark.django_db

OF_JSON: list[Any] = [
    None, True, -1, 10**30, 1.5e300, 2**31, "", NUL, HALF, LINE_BREAK, EMOJI, "9" * 5_000, "1e400", "NaN", "٣",
    "0001-01-01", NOWHERE, [], {}, [[[[]]]], {"entry": {"rows": []}},
]  # fmt: skip
BODIES = [
    b"", b"NaN", b"[]", b"\xff", b"9" * 5_000, DEEP.encode(), b'{"now": 1e999, "operations": []}',
    *(b'{"now": 1, "operations": [' + b"[" * deep + b"]" * deep + b"]}" for deep in (20, 900, 5_000)),
    *(b'{"now": 1, "operations": [' + b'{"rows": [' * deep + b"]}" * deep + b"]}" for deep in (5, 450)),
]  # fmt: skip
FRAME = ("key", "session", "client", "at", "type")


def fresh() -> dict[str, str]:
    return {"key": str(uuid7())}


@pytest.mark.parametrize("verb", OPERATIONS)
def test_no_field_of_an_operation_breaks_a_batch(world: World, verb: str):
    ours, browser = world.ours, world.browser("lead")
    browser.raise_request_exception = False
    phone = Phone(browser, world.users["lead"], ours.client)
    session: TrainingSession = ours.open_session
    sound = operation_with(phone, ours, session, verb, version=1)
    body = [name for name in sound if name not in FRAME]
    operations = [sound | dict.fromkeys(body, extreme) | fresh() for extreme in OF_JSON]
    operations += [sound | {name: extreme} | fresh() for name in body for extreme in (10**30, NUL, {})]
    operations += [sound | {name: extreme} for name in FRAME for extreme in OF_JSON] if verb == "start" else []
    with undone():
        for first in range(0, len(operations), AT_MOST):
            answer = phone.post(*operations[first : first + AT_MOST])
            assert answer.status_code in {200, 413}, answer.content
            check_nothing_leaks(world, "lead", answer, verb)
        for page in PAGES:
            answer = browser.get(reverse(page, args=[ours.client.pk, session.pk]))
            assert answer.status_code < 500, page
            check_nothing_leaks(world, "lead", answer, page)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:30]))
def test_no_body_breaks_the_taking(world: World, body: bytes):
    browser = world.browser("lead")
    browser.raise_request_exception = False
    owner = {"X-Phone-Owner": phone_owner(world.users["lead"].pk)}
    address = reverse("sessions_log:phone_operations")
    with undone():
        answer = browser.generic("POST", address, body, content_type="application/json", headers=owner)
        assert answer.status_code in {200, 400, 413}
        if answer.status_code == 200:
            assert {one["status"] for one in json.loads(answer.content)["answers"]} <= {422}


@pytest.mark.parametrize("route", admin_routes(), ids=lambda route: route.name)
def test_nothing_breaks_the_admin_site(proven: World, route: Route):
    browser = proven.browser("admin")
    browser.raise_request_exception = False
    if route.name == "admin:None":
        return
    made = [one for one in vars(proven.ours).values() if isinstance(one, Model)]
    kwargs = {"object_id": next((one.pk for one in made if one._meta.model_name in route.name), NOWHERE)}
    kwargs |= {"content_type_id": 1, "app_label": "practitioners", "url": "x"}
    address = reverse(route.name, kwargs={name: kwargs[name] for name in route.parameters})
    queries = ["q", "p", "o", "e", "all", "id", "id__exact", "verification__exact", "_changelist_filters", "_to_field"]
    with undone():
        page = browser.get(address)
        forms = [form for form in forms_of(text_of(page), address) if "logout" not in form.action]
    for extreme in (DEEP[:2_000], NUL, HALF, LINE_BREAK, EMOJI, "0001-01-01", "9999-12-31", "9" * 30):
        for query in queries if "changelist" in route.name else queries[:1]:
            with undone():
                answer = browser.get(f"{address}?{encoded({query: extreme})}")
                assert answer.status_code < 500, f"{route.name}: {query}={extreme!a}"
        for form in forms[:1]:
            typed = {name: kind for name, kind in form.kinds.items() if kind != "hidden"}
            with undone():
                answer = browser.post(
                    address, encoded(form.fillings()[0] | dict.fromkeys(typed, extreme)), content_type=FORM
                )
                assert answer.status_code < 500, f"{route.name}: {extreme!a}"
