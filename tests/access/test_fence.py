"""While the client holds the trainer's device, no address of the trainer's opens on it."""

import time

import pytest
from django.urls import reverse

from consent.kiosk import HANDED_OVER, INSIDE
from consent.models import ConsentGrant
from tests.access import api_rows
from tests.access.asking import check_nothing_leaks, kwargs_of, undone
from tests.access.rows import ROWS
from tests.access.table import Row
from tests.access.test_routes import admin_routes
from tests.access.world import World

# The shell is answered before anybody is asked who they are: it holds nothing of anybody.
SHELL = "sessions_log:phone"
# A browser's cookies count for nothing there: who holds the device gets what a stranger gets.
CALLS = {row.route for row in [*api_rows.CALLS, *api_rows.FHIR]}
OUTSIDE = [row for row in ROWS if row.route not in INSIDE | {SHELL} | CALLS]


@pytest.fixture
def fenced(world: World):
    """The lead trainer's browser, handed over for the question that the client has still to answer."""
    browser = world.browser("lead")
    session = browser.session
    grant = world.ours.asked_grant
    session[HANDED_OVER] = {"client": str(world.ours.client.pk), "grant": str(grant.pk), "at": time.time()}
    session.save()
    yield browser
    del session[HANDED_OVER]
    session.save()


@pytest.mark.either_stack
@pytest.mark.parametrize("row", OUTSIDE, ids=lambda row: row.route)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_every_other_route_leads_back_to_the_question(world: World, fenced, row: Row, method: str):
    address = reverse(row.route, kwargs=kwargs_of(row, world.ours))
    with undone():
        for headers in ({}, {"HX-Request": "true"}):
            response = fenced.generic(method, address, headers=headers)
            assert response.status_code == 302, address
            assert response.url == reverse("consent:in_person")


def test_a_script_is_told_that_the_device_is_handed_over(fenced):
    for route in ("phone_day", "phone_token", "phone_operations"):
        answer = fenced.get(reverse(f"sessions_log:{route}"), headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()) == (401, {"why": "handed-over"})


def test_the_admin_site_is_fenced_too(fenced):
    for route in admin_routes():
        if not route.parameters:
            assert fenced.get(reverse(route.name)).url == reverse("consent:in_person"), route.name


def test_the_question_shows_what_the_client_may_read(world: World, fenced):
    response = fenced.get(reverse("consent:in_person"))
    assert response.status_code == 200
    assert world.ours.asked_grant.practitioner.name in response.content.decode()
    check_nothing_leaks(world, "lead", response, "in person")
    for link in ("/clients/", "/me/", "/practitioners/"):
        assert f'href="{link}' not in response.content.decode()


def test_an_address_that_leads_nowhere_says_nothing(fenced):
    assert fenced.get("/no/such/page/").status_code == 404


def test_taking_back_asks_who_one_is(world: World, fenced):
    response = fenced.post(reverse("consent:take_back"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert HANDED_OVER in fenced.session


def test_an_answer_decides_nothing_but_this_question(world: World, fenced):
    with undone():
        assert fenced.post(reverse("consent:in_person_decline")).status_code == 302
        declined = set(ConsentGrant.objects.filter(declined_at__isnull=False).values_list("pk", flat=True))
        assert declined == {world.ours.asked_grant.pk}
