"""A practitioner comes in: link, code, page; and what every other browser gets."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import AccessEvent
from consent.models import ConsentGrant, ShareLink, ViewerCode, ViewerSession
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory, ViewerSessionFactory
from web.keys import uuid7


@pytest.fixture
def link(db):
    return ShareLinkFactory(token="the-token")


@pytest.fixture
def verified(link):
    """A browser that the link's practitioner has verified."""
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "viewer-cookie"
    ViewerSessionFactory(practitioner=link.grant.practitioner, token="viewer-cookie")
    return browser


def share(token="the-token"):
    return reverse("practitioner_portal:open_link", args=[token])


def page_of(grant):
    return reverse("practitioner_portal:record", args=[grant.pk])


def last_code():
    return unseal_secrets(Message.objects.filter(kind="consent.code").latest("created_at", "id").sealed_secrets)["code"]


def test_link_code_page(client, link):
    opened = client.post(share(), follow=True)
    assert opened.redirect_chain == [("/shared/code/", 302)]
    assert "the-token" not in opened.content.decode()
    assert client.get(page_of(link.grant)).headers["Location"] == "/shared/enter/"
    arrived = client.post("/shared/code/", {"code": last_code()})
    assert arrived.headers["Location"] == page_of(link.grant)
    cookie = arrived.cookies[settings.VIEWER_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 60 * 60
    assert ViewerSession.objects.get().token_hash != cookie.value
    assert client.get(page_of(link.grant)).status_code == 200
    link.refresh_from_db()
    assert link.first_opened_at


def test_a_hundred_looks_of_a_mail_scanner_change_nothing(client, link):
    for _ in range(50):
        page = client.get(share())
        client.head(share())
    assert link.grant.client.name not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    link.refresh_from_db()
    assert link.first_opened_at is None
    assert not ViewerCode.objects.exists()
    assert not Message.objects.exists()
    assert not AccessEvent.objects.exists()
    assert ConsentGrant.objects.live().get() == link.grant


@pytest.mark.parametrize("change", ["unknown", "revoked", "expired", "opened", "withdrawn", "lapsed"])
def test_every_dead_link_is_the_same_page(client, link, change):
    now = timezone.now()
    changes = {"revoked": "revoked_at", "expired": "expires_at", "opened": "first_opened_at"}
    if change in changes:
        ShareLink.objects.update(**{changes[change]: now})
    elif change == "withdrawn":
        ConsentGrant.objects.update(withdrawn_at=now)
    elif change == "lapsed":
        ConsentGrant.objects.update(ends_at=now)
    token = "no-such-token" if change == "unknown" else "the-token"
    nowhere = client.get("/no/such/page/")
    for answer in (client.get(share(token)), client.post(share(token))):
        assert answer.status_code == 404
        assert answer.content == nowhere.content
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not Message.objects.exists()


def test_a_used_link_leads_a_verified_browser_to_the_page(verified, link):
    ShareLink.objects.update(first_opened_at=timezone.now())
    assert verified.get(share()).headers["Location"] == page_of(link.grant)
    other = ShareLinkFactory(token="another-token", first_opened_at=timezone.now())
    assert verified.get(share("another-token")).status_code == 404
    assert other.grant.practitioner != link.grant.practitioner


def test_wrong_codes_are_told_with_the_tries_left(client, link):
    client.post(share())
    wrong = "AAAA-AAAA"
    words = ["4 tries", "3 tries", "2 tries", "1 try", "any more"]
    for tries in words:
        answer = client.post("/shared/code/", {"code": wrong})
        assert answer.status_code == 422
        assert tries in answer.content.decode()
    assert client.post("/shared/code/", {"code": last_code()}).status_code == 422
    assert not ViewerSession.objects.exists()


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "123456789", "\x00", "٠١٢٣٤٥٦٧", "1" * 300])
def test_what_is_no_code_takes_no_try(client, link, typed):
    client.post(share())
    answer = client.post("/shared/code/", {"code": typed})
    assert answer.status_code == 422
    assert ViewerCode.objects.get().tries_left == 5


def test_a_code_may_be_pasted_with_spaces(client, link):
    client.post(share())
    code = last_code()
    assert client.post("/shared/code/", {"code": f" {code[:4].lower()} {code[5:]} "}).status_code == 302


def test_a_code_opens_nothing_in_another_browser(client, link):
    client.post(share())
    assert Browser().post("/shared/code/", {"code": last_code()}).headers["Location"] == "/shared/enter/"


def test_pressed_again_the_earlier_code_still_works(client, link):
    for _ in range(4):
        page = client.post(share(), follow=True)
    assert "just mailed still works here" in page.content.decode()
    assert Message.objects.filter(kind="consent.code").count() == 1
    assert client.post("/shared/code/", {"code": last_code()}).status_code == 302


def test_after_so_many_codes_for_other_browsers_the_link_says_when(link):
    answers = [Browser().post(share()) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Try again in 1\xa0hour" in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"]


def test_an_address_opens_all_that_is_shared(client, link):
    second = ConsentGrantFactory(practitioner=link.grant.practitioner)
    client.post("/shared/enter/", {"email": link.grant.practitioner.email})
    arrived = client.post("/shared/code/", {"code": last_code()}, follow=True)
    assert arrived.redirect_chain[-1][0] == "/shared/"
    page = arrived.content.decode()
    assert link.grant.client.name in page
    assert second.client.name in page


def test_known_and_unknown_addresses_look_alike(client, link):
    answers = []
    for email in (link.grant.practitioner.email, "nobody@nowhere.example"):
        browser = Browser()
        first = browser.post("/shared/enter/", {"email": email})
        shown = browser.get("/shared/code/")
        tried = browser.post("/shared/code/", {"code": "AAAA-AAAA"})
        answers.append([(one.status_code, one.headers.get("Location")) for one in (first, shown, tried)])
        answers[-1].append("4 tries" in tried.content.decode())
    assert answers[0] == answers[1]


@pytest.mark.parametrize("email", ["", "no address", "a@b.example\nBcc: c@d.example", "\x00@b.example", "a" * 300])
def test_what_is_no_address_is_said_and_kept(client, db, email):
    answer = client.post("/shared/enter/", {"email": email})
    assert answer.status_code == 422
    assert not ViewerCode.objects.exists()


# --- the page's door ----------------------------------------------------------------------


def test_an_unverified_browser_gets_the_same_for_any_address(client, link):
    for grant_id in (link.grant_id, uuid7()):
        answer = client.get(reverse("practitioner_portal:record", args=[grant_id]))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/shared/enter/")
    assert not AccessEvent.objects.exists()


def test_another_practitioners_grant_does_not_exist(verified, link):
    other = ConsentGrantFactory()
    answer = verified.get(page_of(other))
    assert answer.status_code == 404
    assert answer.content == verified.get(reverse("practitioner_portal:record", args=[uuid7()])).content
    assert not AccessEvent.objects.filter(client_id=other.client_id).exists()


def test_each_look_leaves_one_line_in_the_access_log(verified, link):
    verified.get(page_of(link.grant))
    event = AccessEvent.objects.get(client_id=link.grant.client_id)
    assert (event.actor_kind, event.actor_id) == ("practitioner", link.grant.practitioner_id)
    assert (event.through_kind, event.through_id) == ("grant", str(link.grant_id))
    assert event.action == "practitioner_portal:record"


def test_over_time_the_page_follows_the_consent_on_the_very_next_request(verified, link):
    grant = link.grant
    ConsentGrant.objects.filter(pk=grant.pk).update(given_at=None)
    assert verified.get(page_of(grant)).status_code == 410
    ConsentGrant.objects.filter(pk=grant.pk).update(given_at=timezone.now())
    assert grant.client.name in verified.get(page_of(grant)).content.decode()
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())
    ended = verified.get(page_of(grant))
    assert ended.status_code == 410
    assert "Sharing has ended" in ended.content.decode()
    assert grant.client.name not in ended.content.decode()
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=None, ends_at=timezone.now())
    assert verified.get(page_of(grant)).status_code == 410


def test_a_suspended_practitioner_is_out_at_once(verified, link):
    practitioner = link.grant.practitioner
    practitioner.verification = "suspended"
    practitioner.save()
    assert verified.get(page_of(link.grant)).headers["Location"] == "/shared/enter/"


def test_half_an_hour_without_a_look_takes_one_press(verified, link):
    ViewerSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=30))
    shut = verified.get(page_of(link.grant))
    assert link.grant.client.name not in shut.content.decode()
    assert 'name="address"' in shut.content.decode()
    assert verified.get(page_of(link.grant)).content  # a GET does not reopen it
    assert link.grant.client.name not in verified.get(page_of(link.grant)).content.decode()
    on = verified.post("/shared/continue/", {"address": page_of(link.grant)}, follow=True)
    assert link.grant.client.name in on.content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/shared/", "//evil.example", "/clients/", "", "\x00"])
def test_continue_leads_nowhere_else(verified, link, address):
    assert verified.post("/shared/continue/", {"address": address}).headers["Location"] == "/shared/"


def test_thirty_days_are_the_most(verified, link):
    ViewerSession.objects.update(expires_at=timezone.now())
    assert verified.get(page_of(link.grant)).headers["Location"] == "/shared/enter/"
    assert verified.post("/shared/continue/", {}).headers["Location"] == "/shared/enter/"


def test_leaving_ends_the_browsers_access(verified, link):
    verified.post("/shared/leave/")
    verified.cookies[settings.VIEWER_COOKIE_NAME] = "viewer-cookie"
    assert verified.get(page_of(link.grant)).headers["Location"] == "/shared/enter/"


def test_the_list_shows_what_is_live_and_nothing_else(verified, link, django_assert_max_num_queries):
    practitioner = link.grant.practitioner
    gone = ConsentGrantFactory(practitioner=practitioner, withdrawn_at=timezone.now(), client__name="Somebody Gone")
    for _ in range(10):
        ConsentGrantFactory(practitioner=practitioner)
    with django_assert_max_num_queries(5):
        page = verified.get("/shared/").content.decode()
    assert link.grant.client.name in page
    assert gone.client.name not in page
    assert not AccessEvent.objects.exists()


def test_a_renewed_consents_old_address_leads_to_the_new_one(verified, link):
    old = link.grant
    ConsentGrant.objects.filter(pk=old.pk).update(replaced_at=timezone.now())
    newer = ConsentGrantFactory(client=old.client, practitioner=old.practitioner)
    assert verified.get(page_of(old)).headers["Location"] == page_of(newer)
