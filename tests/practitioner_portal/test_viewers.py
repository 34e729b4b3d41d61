"""A practitioner's browsers: one look keeps one of them awake, and a renewed consent leads to its own."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from consent.models import ConsentGrant, ViewerSession
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory


@pytest.fixture
def grant(db) -> ConsentGrant:
    return ConsentGrantFactory()


@pytest.fixture
def browser(grant) -> Browser:
    browser = Browser()
    ViewerSessionFactory(practitioner=grant.practitioner, token="this-browser")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "this-browser"
    return browser


def test_a_look_keeps_no_other_browser_awake(browser, grant):
    long_ago = timezone.now() - settings.VIEWER_IDLE - timedelta(minutes=1)
    asleep = ViewerSessionFactory(practitioner=grant.practitioner, last_seen_at=long_ago)
    ViewerSession.objects.exclude(pk=asleep.pk).update(last_seen_at=timezone.now() - timedelta(minutes=5))
    assert browser.get(reverse("practitioner_portal:record", args=[grant.pk])).status_code == 200
    asleep.refresh_from_db()
    assert asleep.last_seen_at == long_ago


@pytest.mark.parametrize("same", ["client", "practitioner", "purpose"])
def test_a_renewed_consent_leads_to_the_new_one_of_the_same_three_alone(browser, grant, same):
    """The old address of a consent that was replaced; live ones that share only two of the three lead nowhere."""
    ConsentGrant.objects.filter(pk=grant.pk).update(replaced_at=timezone.now())
    three = {"client": grant.client, "practitioner": grant.practitioner, "purpose": "care"}
    two = {name: value for name, value in three.items() if name != same}
    other = ConsentGrantFactory(**({"purpose": "referral"} if same == "purpose" else {}), **two)
    address = reverse("practitioner_portal:record", args=[grant.pk])
    assert browser.get(address).status_code == 410
    ConsentGrant.objects.filter(pk=other.pk).delete()
    new = ConsentGrantFactory(**three)
    assert browser.get(address).url == reverse("practitioner_portal:record", args=[new.pk])


@pytest.mark.parametrize("ended", ["declined_at", "withdrawn_at", "replaced_at"])
def test_what_was_declined_withdrawn_or_replaced_stands_no_more(db, ended):
    standing = ConsentGrantFactory(given_at=None)
    ConsentGrantFactory(given_at=None, **{ended: timezone.now()})
    assert list(ConsentGrant.objects.not_ended()) == [standing]
