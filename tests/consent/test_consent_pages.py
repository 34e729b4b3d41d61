"""The trainer asks, and the client answers by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from clients.links import issue_client_link
from clients.models import AccessEvent, Client, ClientLink
from consent.models import ConsentGrant, ShareLink
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.mailed_codes import code_in
from tests.pages import is_checked
from web.keys import uuid7

ADDRESS = re.compile(r"https?://[^/\s]+(/[^\s<\"]+)")


@pytest.fixture
def practitioner(db):
    return PractitionerFactory()


@pytest.fixture
def grant(care_client, practitioner):
    """An open question; `page` is its address."""
    return ConsentGrantFactory(
        client=care_client, practitioner=practitioner, given_at=None, scopes=["attendance", "goals"]
    )


@pytest.fixture
def page(grant):
    token = issue_client_link(grant.client, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    return reverse("consent:answer_consent", args=[token])


def ask_page(client):
    return reverse("consent:ask_consent", args=[client.pk])


def a_question(whom, /, **changes):
    return {
        "key": str(uuid7()),
        "practitioner": str(whom.pk),
        "scopes": ["attendance", "goals"],
        "last_day": f"{timezone.localdate() + timedelta(days=60)}",
        "note": "A word to you",
    } | changes


def addresses_mailed_to(address):
    """The paths in the last mail to `address`."""
    body = next(str(one.body) for one in reversed(mail.outbox) if address in one.to)
    return ADDRESS.findall(body)


# --- the trainer asks ---------------------------------------------------------------------


def test_from_the_question_to_the_practitioners_page_and_back(trainer_browser, client, care_client, practitioner):
    """The whole way, with the mails that really go out."""
    answer = trainer_browser.post(ask_page(care_client), a_question(practitioner))
    grant = ConsentGrant.objects.get()
    assert answer.headers["Location"].endswith(f"/consent/{grant.pk}/")
    deliver_due()
    question = addresses_mailed_to(care_client.email)[0]
    shown = client.get(question).content.decode()
    assert "A word to you" in shown
    assert practitioner.name in shown
    assert " checked" not in shown
    client.post(f"{question}agree/", {"scopes": ["goals"]})
    deliver_due()
    receipt = addresses_mailed_to(care_client.email)[0]
    share = addresses_mailed_to(practitioner.email)[0]
    assert "You said yes" in client.get(question).content.decode()
    client.post(share)
    deliver_due()
    code = code_in(mail.outbox[-1].body)
    arrived = client.post("/shared/code/", {"code": code}, follow=True)
    assert care_client.name in arrived.content.decode()
    client.post(receipt)
    ended = client.get(arrived.redirect_chain[-1][0])
    assert ended.status_code == 410
    for letter in mail.outbox:
        assert care_client.name not in letter.subject + str(letter.body) or care_client.email in letter.to


def test_asking_twice_with_one_form_asks_once(trainer_browser, care_client, practitioner):
    typed = a_question(practitioner)
    first, second = (trainer_browser.post(ask_page(care_client), typed) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Message.objects.filter(kind="consent.asked").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"practitioner": ""},
        {"practitioner": "nobody"},
        {"last_day": ""},
        {"last_day": "2020-01-01"},
        {"last_day": "2999-01-01"},
        {"note": "x" * 301},
        {"note": "nul \x00"},
        {"key": "no key"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_asked(trainer_browser, care_client, practitioner, changes):
    answer = trainer_browser.post(ask_page(care_client), a_question(practitioner, **changes))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not ConsentGrant.objects.exists()


def test_a_suspended_practitioner_is_not_offered(trainer_browser, care_client):
    suspended = PractitionerFactory(verification="suspended")
    assert suspended.name not in trainer_browser.get(ask_page(care_client)).content.decode()
    assert trainer_browser.post(ask_page(care_client), a_question(suspended)).status_code == 422


def test_the_practitioner_of_the_address_is_chosen_already(trainer_browser, care_client, practitioner):
    shown = trainer_browser.get(f"{ask_page(care_client)}?practitioner={practitioner.pk}").content.decode()
    assert is_checked(shown, practitioner.pk)
    assert trainer_browser.get(f"{ask_page(care_client)}?practitioner=nonsense").status_code == 200


def test_after_a_no_the_trainer_has_to_say_that_the_client_wants_it(trainer_browser, care_client, practitioner):
    ConsentGrantFactory(client=care_client, practitioner=practitioner, given_at=None, declined_at=timezone.now())
    refused = trainer_browser.post(ask_page(care_client), a_question(practitioner))
    assert refused.status_code == 422
    assert "changed their mind" in refused.content.decode()
    assert trainer_browser.post(ask_page(care_client), a_question(practitioner, client_wants="on")).status_code == 302


def test_a_wrong_address_is_asked_nothing(trainer_browser, care_client, practitioner):
    Client.objects.update(status="not-me")
    answer = trainer_browser.post(ask_page(care_client), a_question(practitioner))
    assert answer.status_code == 200
    assert "be asked by mail" in answer.content.decode()
    assert not ConsentGrant.objects.exists()


# --- the client answers -------------------------------------------------------------------


def test_a_hundred_looks_of_a_mail_scanner_change_nothing(client, grant, page):
    for _ in range(50):
        answer = client.get(page)
        client.head(page)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    grant.refresh_from_db()
    assert grant.state == "requested"
    assert not Message.objects.exists()
    looked = AccessEvent.objects.filter(action="consent:answer_consent", actor_kind="client")
    assert looked.count() == AccessEvent.objects.count() == 100, "each look is logged, and nothing else"


def test_it_says_who_shares_what_with_whom_until_when(client, grant, page):
    shown = client.get(page).content.decode()
    for words in (grant.client.lead_trainer.name, grant.practitioner.name, "Physiotherapist", "Your goals"):
        assert words in shown
    assert "What you trained" not in shown
    assert "front desk" not in shown
    grant.practitioner.mailbox_is_shared = True
    grant.practitioner.save()
    assert "The code goes to the clinic&#x27;s front desk" in client.get(page).content.decode()


@pytest.mark.parametrize("scopes", [[], ["benefits"], ["goals", "benefits"]])
def test_a_yes_needs_something_ticked_of_what_was_asked(client, grant, page, scopes):
    answer = client.post(f"{page}agree/", {"scopes": scopes})
    assert answer.status_code == 422
    grant.refresh_from_db()
    assert grant.state == "requested"


def test_a_yes_is_kept_and_a_later_no_changes_nothing(client, grant, page):
    for _ in range(2):
        assert client.post(f"{page}agree/", {"scopes": ["goals"]}).headers["Location"] == page
    client.post(f"{page}decline/")
    grant.refresh_from_db()
    assert grant.state == "given"
    assert ShareLink.objects.filter(grant=grant).count() == 1
    assert AccessEvent.objects.filter(action="consent:agree", object_id=str(grant.pk)).count() == 1
    assert "You said yes" in client.get(page).content.decode()


def test_a_no_is_kept_and_a_later_yes_changes_nothing(client, grant, page):
    client.post(f"{page}decline/")
    client.post(f"{page}agree/", {"scopes": ["goals"]})
    grant.refresh_from_db()
    assert grant.state == "declined"
    assert not ShareLink.objects.exists()
    assert "You said no" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [("replaced_at", "newer question"), ("withdrawn_at", "Sharing has ended"), ("ends_at", "last day is over")],
)
def test_a_question_that_is_closed_says_so(client, grant, page, change, words):
    ConsentGrant.objects.filter(pk=grant.pk).update(**{change: timezone.now()})
    assert client.post(f"{page}agree/", {"scopes": ["goals"]}).headers["Location"] == page
    assert words in client.get(page).content.decode()
    assert not ConsentGrant.objects.live().exists()


def test_this_isnt_me_stops_all_mail_until_the_client_has_confirmed(client, practitioner):
    unconfirmed = ClientFactory(confirmed_at=None)
    grant = ConsentGrantFactory(client=unconfirmed, practitioner=practitioner, given_at=None)
    token = issue_client_link(unconfirmed, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    page = reverse("consent:answer_consent", args=[token])
    assert (
        "This isn&#x27;t me" in client.get(page).content.decode()
        or "This isn't me" in client.get(page).content.decode()
    )
    assert client.post(f"{page}not-me/").status_code == 200
    unconfirmed.refresh_from_db()
    assert unconfirmed.status == "not-me"
    assert client.get(page).status_code == 404


def test_a_confirmed_client_is_not_disowned(client, grant, page):
    client.post(f"{page}not-me/")
    grant.client.refresh_from_db()
    assert grant.client.status == "active"
    assert "isn't me" not in client.get(page).content.decode()


def test_unknown_tokens_and_those_for_something_else_lead_nowhere(client, grant):
    homework = issue_client_link(grant.client, ClientLink.Purpose.HOMEWORK)
    for token in ("unknown", homework):
        for route in ("answer_consent", "withdraw"):
            assert client.get(reverse(f"consent:{route}", args=[token])).status_code == 404
        assert client.post(reverse("consent:agree", args=[token]), {"scopes": ["goals"]}).status_code == 404
