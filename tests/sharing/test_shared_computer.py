"""A clinic's computer that others use too is not remembered."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from consent.models import ShareLink, ViewerSession
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.factories.consent import ShareLinkFactory


@pytest.fixture
def link(db) -> ShareLink:
    return ShareLinkFactory(token="the-token")


@pytest.fixture
def clinic(link) -> Browser:
    """A browser that was let in with the box ticked."""
    browser = Browser()
    browser.post(reverse("practitioner_portal:open_link", args=["the-token"]))
    code = unseal_secrets(Message.objects.get(kind="consent.code").sealed_secrets)["code"]
    browser.post(reverse("practitioner_portal:code"), {"code": code, "is_shared_computer": "on"})
    return browser


def test_its_cookie_goes_with_the_browser(clinic):
    assert clinic.cookies[settings.VIEWER_COOKIE_NAME]["max-age"] == ""
    assert clinic.cookies[settings.VIEWER_COOKIE_NAME]["expires"] == ""
    viewer = ViewerSession.objects.get()
    assert viewer.expires_at - viewer.created_at == timedelta(hours=12)


def test_half_an_hour_without_a_look_ends_it_for_good(clinic, link):
    shared = reverse("practitioner_portal:record", args=[link.grant_id])
    assert clinic.get(shared).status_code == 200
    ViewerSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    assert clinic.get(shared).headers["Location"] == reverse("practitioner_portal:enter")
    assert clinic.post(reverse("practitioner_portal:go_on"), {"address": shared}).headers["Location"] == reverse(
        "practitioner_portal:enter"
    )
    assert clinic.get(shared).headers["Location"] == reverse("practitioner_portal:enter")
    writing = reverse("practitioner_portal:guidance", args=[link.grant_id])
    assert clinic.post(writing, {"go_on": "1"}).headers["Location"] == reverse("practitioner_portal:enter")
