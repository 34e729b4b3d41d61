"""A practitioner's reply: noted, change the load, stop, call me; read by the trainer before the next session."""

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import Reply
from consent.models import ConsentGrant
from outbox.delivery import deliver_due
from reports.sending import send_report
from sessions_log.models import TrainingSession
from tests.factories.careplan import ReplyFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from tests.practitioner_portal.test_shared_page import browser_of
from web.keys import uuid7

WORDS = "The knee swells again, nothing below ninety degrees"


@pytest.fixture
def grant(care_client):
    return ConsentGrantFactory(client=care_client, scopes=["attendance"])


@pytest.fixture
def browser(grant):
    return browser_of(grant.practitioner)


def replies(browser, grant, **typed):
    return browser.post(reverse("practitioner_portal:reply", args=[grant.pk]), {"key": uuid7(), "text": ""} | typed)


def starts(trainer_browser, grant, **typed):
    return trainer_browser.post(reverse("sessions_log:start", args=[grant.client_id]), {"key": uuid7()} | typed)


@pytest.mark.parametrize("kind", ["noted", "change-load", "stop", "call-me"])
def test_each_is_kept_once_and_stands_on_today_and_on_the_clients_page(kind, browser, grant, trainer_browser):
    key = uuid7()
    for _ in range(2):
        assert replies(browser, grant, key=key, kind=kind, text=WORDS).status_code == 302
    reply = Reply.objects.get()
    assert (reply.kind, reply.text, reply.read_at) == (kind, WORDS, None)
    assert grant.practitioner.name in trainer_browser.get(reverse("today")).content.decode()
    overview = trainer_browser.get(reverse("workspace:overview", args=[grant.client_id])).content.decode()
    assert WORDS in overview


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"kind": "better"},
        {"kind": "change-load"},
        {"kind": "stop", "text": "x" * 501},
        {"kind": "stop", "text": "a\x00b"},
    ],
)
def test_what_can_not_be_kept_is_said(typed, browser, grant):
    response = replies(browser, grant, **typed)
    assert response.status_code == 422
    assert not Reply.objects.exists()


def test_a_look_sends_nothing(browser, grant):
    assert browser.get(reverse("practitioner_portal:reply", args=[grant.pk])).status_code == 405
    assert not Reply.objects.exists()


def test_a_discipline_that_sets_no_restrictions_may_note_and_ask_for_a_call(care_client):
    coach = PractitionerFactory(discipline=DisciplineFactory(may_set_restrictions="no"))
    grant = ConsentGrantFactory(client=care_client, practitioner=coach)
    browser = browser_of(coach)
    page = browser.get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode()
    assert 'value="call-me"' in page
    assert 'value="stop"' not in page
    assert replies(browser, grant, kind="stop").status_code == 422
    assert replies(browser, grant, kind="call-me").status_code == 302


@pytest.mark.parametrize(("kind", "mails"), [("stop", 1), ("call-me", 1), ("noted", 0), ("change-load", 0)])
def test_stop_and_call_me_are_mailed_at_once_without_a_word_of_it(kind, mails, browser, grant, mailoutbox):
    replies(browser, grant, kind=kind, text=WORDS)
    deliver_due()
    assert len(mailoutbox) == mails
    for mail in mailoutbox:
        assert mail.to == [grant.client.lead_trainer.email]
        assert "knee" not in mail.subject + mail.body
        assert grant.client.name not in mail.subject + mail.body


def test_no_mail_about_what_has_been_read(browser, grant, mailoutbox):
    replies(browser, grant, kind="stop")
    Reply.objects.update(read_at=timezone.now())
    deliver_due()
    assert not mailoutbox


@pytest.mark.parametrize("kind", ["stop", "change-load", "call-me"])
def test_no_session_starts_before_it_is_read(kind, browser, grant, trainer_browser):
    replies(browser, grant, kind=kind, text=WORDS)
    before = starts(trainer_browser, grant)
    assert before.status_code == 422
    assert WORDS in before.content.decode()
    assert not TrainingSession.objects.exists()
    assert Reply.objects.get().read_at is None, "seeing it is not saying that one has read it"
    assert starts(trainer_browser, grant, read=[Reply.objects.get().pk]).status_code == 302
    assert TrainingSession.objects.count() == 1
    assert Reply.objects.get().read_at


def test_noted_holds_nobody_up(grant, trainer_browser):
    ReplyFactory(client=grant.client, kind="noted")
    assert starts(trainer_browser, grant).status_code == 302


def test_a_reply_that_came_meanwhile_is_shown_first(grant, trainer_browser):
    first = ReplyFactory(client=grant.client, kind="stop")
    ReplyFactory(client=grant.client, kind="stop", text=WORDS)
    response = starts(trainer_browser, grant, read=[first.pk])
    assert response.status_code == 422
    assert WORDS in response.content.decode()


def test_another_clients_reply_is_neither_shown_nor_marked(grant, trainer_browser):
    theirs = ReplyFactory(kind="stop", text=WORDS)
    assert starts(trainer_browser, grant, read=[theirs.pk]).status_code == 302
    theirs.refresh_from_db()
    assert theirs.read_at is None
    read = reverse("workspace:read_reply", args=[grant.client_id, theirs.pk])
    assert trainer_browser.post(read).status_code == 404


def test_the_practitioner_sees_whether_it_was_read(browser, grant, trainer_browser):
    replies(browser, grant, kind="stop", text=WORDS)
    page = reverse("practitioner_portal:record", args=[grant.pk])
    assert "not read yet" in browser.get(page).content.decode()
    trainer_browser.post(reverse("workspace:read_reply", args=[grant.client_id, Reply.objects.get().pk]))
    shown = browser.get(page).content.decode()
    assert "not read yet" not in shown
    assert "read on" in shown


def test_another_practitioners_reply_is_not_shown(browser, grant):
    ReplyFactory(client=grant.client, text=WORDS)
    ReplyFactory(practitioner=grant.practitioner, text=WORDS)
    assert WORDS not in browser.get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode()


def test_nothing_is_kept_once_sharing_has_ended(browser, grant):
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())
    response = replies(browser, grant, kind="stop", text=WORDS)
    assert response.status_code == 410
    assert WORDS in response.content.decode()
    assert not Reply.objects.exists()


def test_a_practitioner_who_is_only_asked_has_no_reply_form(care_client):
    grant = RecordRequestFactory(client=care_client)
    page = browser_of(grant.practitioner).get(reverse("practitioner_portal:record", args=[grant.pk]))
    assert reverse("practitioner_portal:reply", args=[grant.pk]) not in page.content.decode()


def test_thanks_seen_is_one_press_on_a_report_and_asks_for_nothing(care_client, trainer_browser):
    grant = ConsentGrantFactory(client=care_client)
    today = timezone.localdate()
    report = send_report(grant, start=today, end=today, message="", trainer=care_client.lead_trainer)
    browser = browser_of(grant.practitioner)
    address = reverse("practitioner_portal:report", args=[grant.pk, report.pk])
    assert "Thanks, seen" in browser.get(address).content.decode()
    assert "Thanks, seen" not in browser.get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode()
    replies(browser, grant, kind="seen")
    assert Reply.objects.get().read_at is not None
    assert "Thanks, seen" not in trainer_browser.get(reverse("today")).content.decode()
    page = trainer_browser.get(reverse("reports:detail", args=[care_client.pk, report.pk])).content.decode()
    assert "<strong>Thanks, seen</strong>" in page
