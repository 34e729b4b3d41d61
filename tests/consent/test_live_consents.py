"""Whoever may see a client by a consent stands on three pages, each with a way to end it: no consent is out of sight."""

from datetime import timedelta
from itertools import product

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import join_own_account
from consent.models import ConsentGrant, Direction, Purpose
from tests.access.world import BACKEND
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory

# Every kind of consent that the database takes: a record request is for care alone (grant_request_has_a_question).
KINDS = [pair for pair in product(Direction, Purpose) if pair != (Direction.REQUEST, Purpose.REFERRAL)]
HOW = ConsentGrant.HowGiven
# Paused and suspended ones may be used again one day, so they have to be in sight as well.
CURRENT: dict[str, dict[str, object]] = {
    "given": {},
    "paused": {"for_address": "earlier@clinic.example"},
    "suspended": {"practitioner__verification": "suspended"},
}
NOT_LIVE = {
    "requested": {"given_at": None},
    "declined": {"given_at": None, "declined_at": timezone.now()},
    "withdrawn": {"withdrawn_at": timezone.now()},
    "replaced": {"replaced_at": timezone.now()},
    "lapsed": {"ends_at": timezone.now() - timedelta(seconds=1)},
}


@pytest.fixture
def own_browser(care_client) -> Browser:
    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    return browser


def make(client, direction, purpose, how, changes) -> ConsentGrant:
    factory = RecordRequestFactory if direction == Direction.REQUEST else ConsentGrantFactory
    signed = {"witness": client.lead_trainer, "answered_name": client.name} if how == HOW.IN_PERSON else {}
    return factory(client=client, purpose=purpose, how_given=how, **signed, **changes)


def pages_that_end(grant, trainer_browser, own_browser) -> set[str]:
    """The pages that have the button which ends this consent."""
    key = [grant.client_id, grant.pk]
    ends = {
        "workspace:overview": (trainer_browser, reverse("consent:trainer_ends_sharing", args=key)),
        "clients:who": (trainer_browser, reverse("consent:trainer_ends_sharing", args=key)),
        "client_portal:record": (own_browser, reverse("consent:own_ends_sharing", args=key)),
    }
    return {
        route
        for route, (browser, end) in ends.items()
        if f'action="{end}"' in browser.get(reverse(route, args=[grant.client_id])).content.decode()
    }


def test_no_state_is_left_out(care_client):
    for states in (CURRENT, NOT_LIVE):
        for state, changes in states.items():
            assert make(care_client, Direction.SHARE, Purpose.CARE, HOW.MAIL, changes).state == state


@pytest.mark.parametrize(("state", "how"), [("paused", HOW.MAIL), ("suspended", HOW.MAIL), *product(["given"], HOW)])
@pytest.mark.parametrize(("direction", "purpose"), KINDS)
def test_each_stands_on_all_three_pages(trainer_browser, own_browser, care_client, direction, purpose, how, state):
    grant = make(care_client, direction, purpose, how, CURRENT[state])
    everywhere = {"workspace:overview", "clients:who", "client_portal:record"}
    assert pages_that_end(grant, trainer_browser, own_browser) == everywhere


@pytest.mark.parametrize("state", NOT_LIVE)
@pytest.mark.parametrize(("direction", "purpose"), KINDS)
def test_none_that_is_not_live_does(trainer_browser, own_browser, care_client, direction, purpose, state):
    grant = make(care_client, direction, purpose, HOW.MAIL, NOT_LIVE[state])
    assert pages_that_end(grant, trainer_browser, own_browser) == set()


def test_the_buttons_end_them(trainer_browser, own_browser, care_client):
    by_trainer, by_client = ConsentGrantFactory(client=care_client), ConsentGrantFactory(client=care_client)
    trainer_browser.post(reverse("consent:trainer_ends_sharing", args=[care_client.pk, by_trainer.pk]))
    own_browser.post(reverse("consent:own_ends_sharing", args=[care_client.pk, by_client.pk]))
    ended = ConsentGrant.objects.order_by("requested_at").values_list("ended_by", flat=True)
    assert set(ended) == {"trainer", "client"}
