"""The thread of a referral: both sides write and read, one mail without content, and it ends with the consent."""

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from consent.models import ConsentGrant, Scope
from outbox.delivery import deliver_due
from outbox.models import Message
from referrals import answers, attempts, thread
from referrals.mail import WRITTEN
from referrals.models import Attempt, Outcome, ReferralMessage, Side
from referrals.workflow import Party
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.factories.referrals import AttemptFactory, ReferralMessageFactory
from tests.pages import as_read
from web.keys import uuid7

pytestmark = pytest.mark.django_db

TEXT = "Her left calf again; may she run?"


@pytest.fixture
def attempt(care_client) -> Attempt:
    return AttemptFactory(referral__client=care_client, status="in-progress")


@pytest.fixture
def their_browser(attempt) -> Browser:
    return browser_of(attempt.practitioner)


def browser_of(practitioner) -> Browser:
    token = f"browser-{practitioner.pk}"
    ViewerSessionFactory(practitioner=practitioner, token=token)
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = token
    return browser


def address(name: str, attempt: Attempt) -> str:
    side = attempt.referral.client_id if name.startswith("referrals:") else attempt.grant_id
    return reverse(name, args=[side, attempt.pk])


def page(browser: Browser, name: str, attempt: Attempt) -> str:
    return as_read(browser.get(address(name, attempt)).content.decode())


def typed(**other: object) -> dict[str, object]:
    return {"key": uuid7(), "text": TEXT} | other


def from_trainer(attempt: Attempt, **other) -> ReferralMessage:
    values = {"side": Side.REQUESTER, "by": "Ana Costa", "text": TEXT} | other
    return thread.write_message(attempt, **values)


def test_both_sides_write_and_read_and_a_press_repeated_sends_once(attempt, trainer_browser, their_browser):
    sent = typed()
    for _ in range(2):
        answer = trainer_browser.post(address("referrals:write_message", attempt), sent)
        assert answer.headers["Location"] == address("referrals:detail", attempt)
    message = ReferralMessage.objects.get()
    assert (message.side, message.text, message.read_at) == ("requester", TEXT, None)

    read = page(their_browser, "practitioner_portal:referral", attempt)
    assert TEXT in read
    assert "Unread" in read
    assert "Unread message" in their_browser.get(reverse("practitioner_portal:list")).content.decode()
    assert ReferralMessage.objects.get().read_at is None, "a look alone changes nothing"

    reply = typed(text="Yes, on the flat", seen=message.pk)
    for _ in range(2):
        their_browser.post(address("practitioner_portal:referral_write", attempt), reply)
    message.refresh_from_db()
    assert message.read_at, "who answers has read it"
    own = attempt.messages.get(side="recipient")
    assert own.by == attempt.practitioner.name
    assert "Unread message" not in their_browser.get(reverse("practitioner_portal:list")).content.decode()

    overview = reverse("workspace:overview", args=[attempt.referral.client_id])
    assert "Unread message" in trainer_browser.get(overview).content.decode()
    assert "Yes, on the flat" in page(trainer_browser, "referrals:detail", attempt)
    trainer_browser.post(address("referrals:read_messages", attempt), {"seen": own.pk})
    assert "Unread message" not in trainer_browser.get(overview).content.decode()


def test_what_came_after_the_page_was_shown_stays_unread(attempt, trainer_browser):
    first, later = (ReferralMessageFactory(attempt=attempt) for _ in range(2))
    trainer_browser.post(address("referrals:read_messages", attempt), {"seen": first.pk})
    assert list(attempt.messages.unread_by(Side.REQUESTER)) == [later]
    for seen in ("", "nonsense", uuid7(), ReferralMessageFactory().pk):
        trainer_browser.post(address("referrals:read_messages", attempt), {"seen": seen})
    assert list(attempt.messages.unread_by(Side.REQUESTER)) == [later]


def test_one_mail_at_a_time_and_not_a_word_in_it(attempt):
    client = attempt.referral.client
    first = from_trainer(attempt)
    from_trainer(attempt)
    assert Message.objects.filter(kind=WRITTEN).count() == 1
    deliver_due()
    [letter] = mail.outbox
    assert letter.to == [attempt.practitioner.email]
    for words in (TEXT, "calf", client.name, client.first_name, attempt.referral.reason):
        assert words not in letter.body + letter.subject + letter.alternatives[0].content

    thread.mark_read(attempt, reader=Side.RECIPIENT, seen=attempt.messages.last().pk)
    assert first.attempt.messages.unread_by(Side.RECIPIENT).count() == 0
    from_trainer(attempt)
    thread.write_message(attempt, side=Side.RECIPIENT, by="Ivo", text="Fine")
    deliver_due()
    assert sorted(one.to[0] for one in mail.outbox[1:]) == sorted(
        [attempt.practitioner.email, client.lead_trainer.email]
    )
    assert not [one for one in mail.outbox if client.name in one.body]


def test_no_mail_where_it_was_read_or_the_consent_ended_meanwhile(attempt):
    thread.mark_read(attempt, reader=Side.RECIPIENT, seen=from_trainer(attempt).pk)
    deliver_due()
    from_trainer(attempt)
    ConsentGrant.objects.filter(pk=attempt.grant_id).update(withdrawn_at=attempt.created_at, ended_by="client")
    deliver_due()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "change",
    [
        {"grant__withdrawn_at": True},
        {"grant__practitioner__verification": "suspended"},
        {"grant__practitioner__email": "other@clinic.example"},
        {"status": "draft"},
        {"status": "rejected"},
        {"status": "completed", "acknowledged": True},
    ],
    ids=str,
)
def test_it_is_frozen(attempt, trainer_browser, change):
    ReferralMessageFactory(attempt=attempt, text="Earlier words")
    practitioner = attempt.practitioner
    if "grant__withdrawn_at" in change:
        ConsentGrant.objects.filter(pk=attempt.grant_id).update(withdrawn_at=attempt.created_at)
    for field in ("verification", "email"):
        value = change.get(f"grant__practitioner__{field}", getattr(practitioner, field))
        type(practitioner).objects.filter(pk=practitioner.pk).update(**{field: value})
    Attempt.objects.filter(pk=attempt.pk).update(status=change.get("status", attempt.status))
    if "acknowledged" in change:
        Outcome.objects.create(attempt=attempt, attended=True, summary="Done", acknowledged_at=attempt.created_at)
    read = page(trainer_browser, "referrals:detail", attempt)
    assert "Earlier words" in read
    assert "Send the message" not in read
    answer = trainer_browser.post(address("referrals:write_message", attempt), typed())
    assert answer.status_code == 422
    assert TEXT in answer.content.decode(), "what was typed can be copied"
    with pytest.raises(thread.ThreadFrozenError):
        thread.write_message(attempt, side=Side.RECIPIENT, by="Ivo", text=TEXT)
    assert attempt.messages.count() == 1


def test_it_goes_on_until_the_outcome_is_acknowledged(attempt):
    answers.complete(attempt, by="Ivo", attended=True, summary="Loosened")
    assert from_trainer(attempt).pk
    answers.acknowledge(attempt)
    with pytest.raises(thread.ThreadFrozenError):
        from_trainer(attempt)


def test_the_practitioner_reads_nothing_once_the_consent_has_ended(attempt, their_browser):
    from_trainer(attempt)
    attempts.move(attempt, to="cancelled", by=Party("Ana", "requester"), why="Moved away")
    answer = their_browser.get(address("practitioner_portal:referral", attempt))
    assert (answer.status_code, TEXT in answer.content.decode()) == (410, False)
    answer = their_browser.post(address("practitioner_portal:referral_write", attempt), typed(text="Too late"))
    assert answer.status_code == 410
    assert "Too late" in answer.content.decode(), "to be copied"
    assert attempt.messages.count() == 1


def test_without_the_referral_among_what_is_shared_there_is_no_thread(attempt, their_browser):
    from_trainer(attempt)
    attempt.grant.scopes.filter(scope=Scope.REFERRAL).update(taken_back_at=attempt.created_at)
    for name in ("referral_write", "referral_read"):
        assert their_browser.post(address(f"practitioner_portal:{name}", attempt), typed()).status_code == 404
    assert their_browser.get(address("practitioner_portal:referral", attempt)).status_code == 404
    assert "Unread message" not in their_browser.get(reverse("practitioner_portal:list")).content.decode()


def test_nobody_else_reads_or_writes_it(attempt, trainer_browser):
    from_trainer(attempt)
    colleague = MassageTherapistFactory()
    own = ConsentGrantFactory(client=attempt.referral.client, practitioner=colleague, purpose="referral")
    browser = browser_of(colleague)
    for grant in (own.pk, attempt.grant_id):
        for name in ("referral_write", "referral_read"):
            route = reverse(f"practitioner_portal:{name}", args=[grant, attempt.pk])
            assert browser.post(route, typed()).status_code == 404
        assert browser.get(reverse("practitioner_portal:referral", args=[grant, attempt.pk])).status_code == 404
    assert "Unread message" not in browser.get(reverse("practitioner_portal:list")).content.decode()
    elsewhere = AttemptFactory(referral__client=ClientFactory())
    for name in ("referrals:write_message", "referrals:read_messages"):
        assert trainer_browser.post(address(name, elsewhere), typed()).status_code == 404
        crossed = reverse(name, args=[attempt.referral.client_id, elsewhere.pk])
        assert trainer_browser.post(crossed, typed()).status_code == 404
    assert ReferralMessage.objects.count() == 1


def test_anothers_key_tells_nothing_and_overwrites_nothing(attempt, trainer_browser):
    theirs = ReferralMessageFactory(text="Of another client")
    answer = trainer_browser.post(address("referrals:write_message", attempt), typed(key=theirs.pk), follow=True)
    assert "Of another client" not in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.text == "Of another client"
    assert attempt.messages.get().text == TEXT


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001, "a\x00b"])
def test_a_text_that_is_none_is_said_and_nothing_is_kept(attempt, trainer_browser, their_browser, text):
    for browser, name in (
        (trainer_browser, "referrals:write_message"),
        (their_browser, "practitioner_portal:referral_write"),
    ):
        answer = browser.post(address(name, attempt), typed(text=text))
        assert answer.status_code == 422
        assert "Your message" in answer.content.decode()
    assert not ReferralMessage.objects.exists()
    assert not Message.objects.filter(kind=WRITTEN).exists()


def test_the_database_keeps_to_two_sides(attempt):
    for wrong in ({"side": "client"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReferralMessageFactory(attempt=attempt, **wrong)


def test_the_page_shows_the_newest_and_stays_short(attempt):
    for number in range(thread.MESSAGES_SHOWN + 2):
        ReferralMessageFactory(attempt=attempt, text=f"Words {number}")
    lines = thread.lines_of(attempt.pk, reader=Side.REQUESTER)
    assert (len(lines), lines[0].text, lines[-1].text) == (50, "Words 2", "Words 51")
