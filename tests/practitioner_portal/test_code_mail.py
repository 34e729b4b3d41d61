"""Who waits for a code whose mail failed, or of which nobody can tell, is told to ask for a new one."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import join_own_account
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.factories.consent import ConsentGrantFactory
from tests.factories.outbox import SuppressionFactory

NEVER_CAME = "Nobody can tell whether your code reached you"
ASKS_AGAIN = "every 10s"
COMES_BACK = "Mail to this address came back"


def ask_as_a_client(browser, address):
    browser.post(reverse("account_request_login_code"), {"email": address})
    return reverse("account_confirm_login_code")


def ask_as_a_practitioner(browser, address):
    browser.post(reverse("practitioner_portal:enter"), {"email": address})
    return reverse("practitioner_portal:code")


def clients_address(client):
    join_own_account(client)
    return client.email


def practitioners_address(client):
    return ConsentGrantFactory(client=client).practitioner.email


@pytest.fixture(params=[(ask_as_a_client, clients_address), (ask_as_a_practitioner, practitioners_address)])
def asker(request, care_client):
    """How one asks for a code, and the address of somebody who gets one."""
    ask, address_of = request.param
    return ask, address_of(care_client)


def shown(browser: Browser, page: str) -> str:
    return browser.get(page).content.decode()


@pytest.mark.parametrize("state", Message.GIVEN_UP_STATES)
def test_the_page_says_so_and_a_new_code_goes_out_at_once(client, asker, state):
    ask, address = asker
    page = ask(client, address)
    assert NEVER_CAME not in shown(client, page)
    assert ASKS_AGAIN in shown(client, page)
    Message.objects.filter(to=address).update(state=state, sealed_secrets="", gave_up_at=timezone.now())
    assert NEVER_CAME in shown(client, page)
    assert ASKS_AGAIN not in shown(client, page)
    ask(client, address)
    assert Message.objects.filter(to=address, state="waiting").count() == 1
    assert NEVER_CAME not in shown(client, page)


def test_another_browser_is_told_nothing(client, asker):
    ask, address = asker
    ask(client, address)
    Message.objects.filter(to=address).update(state="unknown", sealed_secrets="", gave_up_at=timezone.now())
    other = Browser()
    page = ask(other, "nobody@home.example")
    assert NEVER_CAME not in shown(other, page)
    assert ASKS_AGAIN in shown(other, page)  # as if somebody were there


def test_where_mail_comes_back_the_page_says_so_and_nothing_is_said_to_be_sent(client, asker):
    """Also when it is asked for again."""
    ask, address = asker
    SuppressionFactory(address=address)
    for _again in range(2):
        page = ask(client, address.upper())
        assert COMES_BACK in shown(client, page)
        assert COMES_BACK not in shown(client, page), "told once"
    assert not Message.objects.exists()


def test_an_address_that_nobody_has_is_answered_alike(client, asker):
    ask, address = asker
    for suppressed in (address, "nobody@home.example"):
        SuppressionFactory(address=suppressed)
    known, unknown = Browser(), Browser()
    pages = [shown(known, ask(known, address)), shown(unknown, ask(unknown, "nobody@home.example"))]
    assert [COMES_BACK in page for page in pages] == [True, True]
    assert [ASKS_AGAIN in page for page in pages] == [True, True]


def test_a_code_that_waited_while_the_address_went_dead_has_failed(client, asker):
    ask, address = asker
    page = ask(client, address)
    SuppressionFactory(address=address)
    deliver_due()
    assert Message.objects.get(to=address).state == "failed"
    assert NEVER_CAME in shown(client, page)
