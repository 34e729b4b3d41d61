"""An admin changes a practitioner's address: whoever reads the old mailbox is out at once."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from consent.codes import enter_code, send_code_for_link
from consent.models import ShareLink
from outbox.delivery import deliver_due
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.factories.consent import ShareLinkFactory, ViewerSessionFactory


@pytest.fixture
def link(db) -> ShareLink:
    return ShareLinkFactory(token="the-token")


def move(link: ShareLink) -> None:
    practitioner = link.grant.practitioner
    practitioner.email = "new.clinic@physio.example"
    practitioner.save()


def test_the_old_link_is_the_same_dead_page_as_any(link, client):
    page = reverse("practitioner_portal:open_link", args=["the-token"])
    assert client.get(page).status_code == 200
    move(link)
    for answer in (client.get(page), client.post(page)):
        assert answer.status_code == 404
        assert answer.content == client.get("/no/such/page/").content
    assert not Message.objects.exists()


def test_the_browser_of_the_old_mailbox_opens_nothing(link):
    browser = Browser()
    ViewerSessionFactory(practitioner=link.grant.practitioner, token="the-old")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "the-old"
    shared = reverse("practitioner_portal:record", args=[link.grant_id])
    assert browser.get(shared).status_code == 200
    move(link)
    assert browser.get(shared).headers["Location"] == reverse("practitioner_portal:enter")
    assert browser.get(reverse("practitioner_portal:list")).headers["Location"] == reverse("practitioner_portal:enter")


def test_a_code_that_went_to_the_old_mailbox_opens_nothing(link):
    code_request = send_code_for_link(link)
    code = unseal_secrets(Message.objects.get(kind="consent.code").sealed_secrets)["code"]
    move(link)
    assert enter_code(code, browser=code_request.browser).practitioner is None


def test_a_code_that_waits_for_the_old_mailbox_is_not_sent(link):
    send_code_for_link(link)
    move(link)
    deliver_due()
    assert Message.objects.get(kind="consent.code").state == "not-wanted"
