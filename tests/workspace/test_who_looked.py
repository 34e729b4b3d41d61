"""The access log in plain words, for the trainer and for the client."""

import pytest
from django.test import Client as Browser
from django.urls import get_resolver, reverse
from django.utils.html import escape

from clients.access import join_own_account
from clients.access_log import Actor, record_access
from clients.access_proof import broken_chains
from clients.models import AccessEvent
from consent.log_words import lines, words_of_actions
from tests.access.api_rows import CALLS
from tests.access.rows import ROWS
from tests.access.world import BACKEND
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.practitioner_portal.test_shared_page import browser_of
from web.devices import device_of


def test_everything_that_is_logged_has_words():
    logged, known_words = {row.route for row in ROWS if row.log}, set(words_of_actions(get_resolver()))
    assert not logged - known_words, "Say with @logged on the views of these what somebody did who opened them."
    acts = {
        "backups:restore",
        "backups:shut_out",
        "clients:erase",
        "clients:break_glass",
        "clients:vouch_in_person",
        "consent:ended_again",
        "consent:overrule_objection",
    }
    known = {row.route for row in [*ROWS, *CALLS]} | acts
    assert not known_words - known, "No page of this name is left."


def test_the_client_reads_what_the_raw_log_has(trainer, trainer_browser, care_client):
    join_own_account(care_client)
    care_client.refresh_from_db()
    grant, physio = ConsentGrantFactory(client=care_client), PractitionerFactory()
    trainer_browser.get(reverse("workspace:overview", args=[care_client.pk]))
    record_access(
        care_client.pk,
        actor=Actor.practitioner(physio.pk, physio.name),
        action="practitioner_portal:record",
        through=("grant", grant.pk),
    )
    record_access(ClientFactory().pk, actor=Actor.user(trainer), action="benefits:overview")
    own = Browser()
    own.force_login(care_client.account, backend=BACKEND)
    page = own.get(reverse("client_portal:access_log", args=[care_client.pk])).content.decode()
    raw = AccessEvent.objects.filter(client_id=care_client.pk).order_by("-sequence")
    for line in lines(care_client, raw):
        for words in (line.who, line.did, line.through):
            assert escape(str(words)) in page
    assert "opened the overview" in page
    assert "with the client&#x27;s consent of" in page
    assert "opened the health benefits" not in page, "another client's"
    assert page.count("<strong>") >= raw.count()


def test_old_lines_are_on_further_pages(trainer, trainer_browser, care_client):
    for _ in range(60):
        record_access(care_client.pk, actor=Actor.user(trainer), action="benefits:overview")
    address = reverse("workspace:access_log", args=[care_client.pk])
    first = trainer_browser.get(address)
    assert len(first.context["lines"]) == 50
    second = trainer_browser.get(address, {"after": first.context["page"].next_key})
    assert len(second.context["lines"]) == 11, "sixty, and the two looks at the list so far, less the first fifty"


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile/15E148 Safari/604.1"


def test_a_practitioners_look_tells_the_device_and_what_was_open(care_client, trainer_browser):
    grant = ConsentGrantFactory(client=care_client, scopes=["attendance", "goals"])
    browser = browser_of(grant.practitioner)
    browser.get(reverse("practitioner_portal:record", args=[grant.pk]), headers={"user-agent": PHONE})
    page = trainer_browser.get(reverse("workspace:access_log", args=[care_client.pk])).content.decode()
    assert "on a phone" in page
    assert "Open to them: Which sessions you came to, Your goals" in page
    assert "iPhone" not in page
    assert not list(broken_chains())


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (PHONE, "phone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537 Chrome/141 Mobile Safari/537", "phone"),
        ("Mozilla/5.0 (Linux; Android 15; SM-X210) AppleWebKit/537 Chrome/141 Safari/537", "tablet"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "computer"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_coarsely(rf, user_agent, device):
    assert device_of(rf.get("/", headers={"user-agent": user_agent})) == device
