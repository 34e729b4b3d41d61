"""One-time codes: to the practitioner's own mailbox, for one browser, five tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from consent.codes import enter_code, send_code_for_link, send_code_to_address
from consent.links import find_share_link, opens, send_share_link
from consent.models import ShareLink, ViewerCode
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory
from tests.factories.practitioners import PractitionerFactory
from web.codes import normalised
from web.ratelimit import TooManyError


def code_mailed_to(practitioner):
    message = Message.objects.filter(kind="consent.code", to=practitioner.email).latest("created_at", "id")
    return unseal_secrets(message.sealed_secrets)["code"]


def wrong(code):
    return normalised(code)[1:] + ("A" if normalised(code)[0] != "A" else "C")


@pytest.fixture
def link(db):
    return ShareLinkFactory()


def test_the_right_code_opens_the_link_once_in_the_browser_that_asked(link):
    practitioner = link.grant.practitioner
    code_request = send_code_for_link(link)
    code = code_mailed_to(practitioner)
    assert enter_code(code, browser="another browser").practitioner is None
    entry = enter_code(code, browser=code_request.browser)
    assert (entry.practitioner, entry.link) == (practitioner, link)
    link.refresh_from_db()
    assert link.first_opened_at
    assert not opens(link)
    assert enter_code(code, browser=code_request.browser).practitioner is None


def test_wrong_codes_are_counted_down_and_the_sixth_is_not_heard(link):
    code_request = send_code_for_link(link)
    code = code_mailed_to(link.grant.practitioner)
    left = [enter_code(wrong(code), browser=code_request.browser).tries_left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert enter_code(code, browser=code_request.browser).practitioner is None


def test_a_code_lives_ten_minutes(link):
    now = timezone.now()
    code_request = send_code_for_link(link, now=now)
    code = code_mailed_to(link.grant.practitioner)
    late = now + timedelta(minutes=10)
    assert enter_code(code, browser=code_request.browser, now=late).practitioner is None
    assert enter_code(code, browser=code_request.browser, now=late - timedelta(seconds=1)).practitioner


def test_the_mailbox_gets_so_many_and_the_trainer_is_told_once(link):
    now = timezone.now()
    for _ in range(3):
        send_code_to_address(link.grant.practitioner.email, now=now)
    for _ in range(2):
        with pytest.raises(TooManyError) as refused:
            send_code_to_address(link.grant.practitioner.email, now=now)
    assert refused.value.again_at == now + timedelta(hours=1)
    told = Message.objects.get(kind="consent.codes-used-up")
    assert told.to == link.grant.client.lead_trainer.email
    assert send_code_for_link(link, now=now).is_new, "who holds the link is no stranger"
    assert send_code_to_address(link.grant.practitioner.email, now=now + timedelta(hours=1, seconds=1)).is_new


def test_within_a_codes_life_the_same_browser_gets_nothing_new(link):
    now = timezone.now()
    code_request = send_code_for_link(link, now=now)
    code = code_mailed_to(link.grant.practitioner)
    again = send_code_for_link(link, browser=code_request.browser, now=now + timedelta(minutes=3))
    assert (again.is_new, again.mailed_at, again.browser) == (False, now, code_request.browser)
    unknown = send_code_to_address("nobody@nowhere.example", now=now)
    assert not send_code_to_address("nobody@nowhere.example", browser=unknown.browser, now=now).is_new
    assert enter_code(code, browser=code_request.browser, now=now).practitioner


def test_only_hashes_are_kept(link):
    code_request = send_code_for_link(link)
    row = ViewerCode.objects.get()
    code = code_mailed_to(link.grant.practitioner)
    stored = " ".join(map(str, ViewerCode.objects.values_list().get())) + " ".join(
        map(str, Message.objects.filter(kind="consent.code").values_list().get())
    )
    assert code not in row.code_hash
    assert normalised(code) not in stored
    assert code_request.browser not in stored
    send_share_link(link.grant)
    assert set(ShareLink.objects.values_list("token_hash", flat=True)).isdisjoint({"share-token-0"})


def test_an_address_is_answered_alike_whether_known_or_not(link):
    known = send_code_to_address(link.grant.practitioner.email.upper())
    unknown = send_code_to_address("nobody@nowhere.example")
    nothing_shared = send_code_to_address(PractitionerFactory().email)
    assert Message.objects.filter(kind="consent.code").count() == 1
    for code_request in (known, unknown, nothing_shared):
        assert enter_code("AAAAAAAA", browser=code_request.browser).tries_left == 4


def test_practitioners_who_share_a_mailbox_each_get_a_code_of_their_own(db):
    first, second = (ConsentGrantFactory(practitioner__email="desk@clinic.example") for _ in range(2))
    code_request = send_code_to_address("desk@clinic.example")
    mails = Message.objects.filter(kind="consent.code", to="desk@clinic.example")
    codes = {
        ViewerCode.objects.get(pk=mail.subject_id).practitioner_id: unseal_secrets(mail.sealed_secrets)["code"]
        for mail in mails
    }
    assert set(codes) == {first.practitioner_id, second.practitioner_id}
    assert enter_code(codes[second.practitioner_id], browser=code_request.browser).practitioner == second.practitioner
    assert enter_code(codes[first.practitioner_id], browser=code_request.browser).practitioner is None


@pytest.mark.parametrize("change", ["revoked", "expired", "opened", "withdrawn", "lapsed", "suspended", "archived"])
def test_a_link_opens_only_while_it_is_fresh_and_its_consent_lives(link, change):
    grant, now = link.grant, timezone.now()
    assert opens(link)
    if change == "revoked":
        link.revoked_at = now
    elif change == "expired":
        link.expires_at = now
    elif change == "opened":
        link.first_opened_at = now
    elif change == "withdrawn":
        grant.withdrawn_at = now
    elif change == "lapsed":
        grant.ends_at = now
    elif change == "suspended":
        grant.practitioner.verification = "suspended"
        grant.practitioner.save()
    else:
        grant.client.status = "archived"
        grant.client.save()
    link.save()
    grant.save()
    assert not opens(link)


def test_an_unknown_token_leads_nowhere(db):
    assert find_share_link("no such token") is None
    assert find_share_link("\x00") is None


@pytest.mark.django_db(transaction=True)
def test_fifty_guesses_at_once_are_five():
    link = ShareLinkFactory()
    code_request = send_code_for_link(link)
    guess = wrong(code_mailed_to(link.grant.practitioner))

    def try_it(_):
        try:
            while True:
                try:
                    return enter_code(guess, browser=code_request.browser).tries_left
                except OperationalError as error:  # a test's SQLite in memory refuses at once instead of waiting
                    if "locked" not in str(error):
                        raise
                    sleep(0.01)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(try_it, range(50)))
    assert sorted(answers, reverse=True)[:4] == [4, 3, 2, 1]
    assert answers.count(0) == 46
    assert ViewerCode.objects.get().tries_left == 0
