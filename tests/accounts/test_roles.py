"""One person, several roles: what each opens is kept apart, and switching is one click."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.access import join_own_account
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory


@pytest.fixture
def everything(db):
    """Trainer of one client, admin of the network, and somebody else's client."""
    person = TrainerFactory(is_network_admin=True)
    person.led = ClientFactory(lead_trainer=person)
    person.record = ClientFactory(email=person.email)
    join_own_account(person.record)
    return person


@pytest.fixture
def browser(everything) -> Browser:
    browser = Browser()
    browser.force_login(everything, backend=BACKEND)
    return browser


def pages(person) -> dict[str, str]:
    return {
        "trainer": reverse("workspace:overview", args=[person.led.pk]),
        "admin": reverse("network_admin:desk"),
        "client": reverse("client_portal:record", args=[person.record.pk]),
    }


@pytest.mark.parametrize("worn", ["trainer", "admin", "client"])
def test_each_hat_opens_its_own_pages_alone(everything, browser, worn):
    browser.post(reverse("accounts:switch_role"), {"role": worn})
    for role, address in pages(everything).items():
        response = browser.get(address)
        assert response.status_code == (200 if role == worn else 403), f"{role} while wearing {worn}"
        if role != worn:
            page = response.content.decode()
            assert everything.led.name not in page
            assert f'name="next" value="{address}"' in page


def test_switching_is_one_click_and_leads_back(everything, browser):
    address = pages(everything)["admin"]
    assert browser.get(address).status_code == 403
    assert browser.post(reverse("accounts:switch_role"), {"role": "admin", "next": address}).url == address
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_switching_never_leads_elsewhere(browser, elsewhere):
    answers = {"role": "admin", "next": elsewhere}
    assert browser.post(reverse("accounts:switch_role"), answers).url == reverse("network_admin:desk")


@pytest.mark.parametrize("role", ["admin", "client", "practitioner", "owner", ""])
def test_nobody_wears_a_hat_they_do_not_have(trainer_browser, role):
    assert trainer_browser.post(reverse("accounts:switch_role"), {"role": role}).status_code == 404
    assert trainer_browser.get(reverse("network_admin:people")).status_code == 404


def test_a_hat_that_was_taken_off_opens_nothing(everything, browser):
    browser.post(reverse("accounts:switch_role"), {"role": "admin"})
    everything.is_network_admin = False
    everything.save()
    assert browser.get(reverse("network_admin:people")).status_code == 404
    assert browser.get(reverse("today")).status_code == 200
