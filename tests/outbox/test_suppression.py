"""A refusal, a bounce and a complaint each keep back what they should, for as long as they should, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.lifecycle import confirm_client
from outbox.bounce_reports import take_report
from outbox.delivery import deliver_due
from outbox.enqueue import enqueue
from outbox.models import Message, Suppression
from outbox.refusals import Cause
from outbox.suppression import LONG_BACK_OFF, lift, message_reported, record_bounce, record_complaint
from tests.factories.clients import ClientFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

ANA = "ana@home.example"


def owe(kind="tests.plain", *, to=ANA, **options) -> Message:
    key = f"{kind}:{uuid7()}"
    assert enqueue(kind, to=to, dedupe_key=key, **options)
    return Message.objects.get(dedupe_key=key)


def sent(kind="tests.plain", **options) -> Message:
    message = owe(kind, **options)
    deliver_due()
    message.refresh_from_db()
    assert message.state == "sent"
    return message


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


# --- refused at once ----------------------------------------------------------------------


def test_a_bad_mailbox_gets_no_more_mail_until_its_reader_confirms_it(postmaster):
    client = ClientFactory(email=ANA, confirmed_at=None)
    postmaster.refusals = ["550 5.1.1 User unknown"]
    refused, later = owe(), owe()
    deliver_due()
    assert (state_of(refused), state_of(later)) == ("failed", "failed")
    assert "came back" in later.last_error
    assert Suppression.objects.get().cause == "bad-mailbox"
    confirm_client(client)
    assert deliver_due() == 0
    assert sent()


@pytest.mark.parametrize(
    "refusal",
    ["554 5.7.1 Blocked as spam", "552 5.2.2 Mailbox full", "452 4.2.2 Mailbox full", "550 Blocked by policy"],
)
@pytest.mark.parametrize("secrets", [{}, {"token": "token-1234"}])
def test_a_policy_or_a_full_mailbox_is_tried_again_over_days_and_keeps_nothing_back(postmaster, refusal, secrets):
    postmaster.refusals = [refusal]
    refused, other = owe(secrets=secrets), owe()
    start = timezone.now()
    assert deliver_due() == 1
    assert (state_of(refused), state_of(other)) == ("waiting", "sent")
    assert refused.next_try_at >= start + LONG_BACK_OFF[0]
    assert not Suppression.objects.exists()
    assert deliver_due(now=refused.next_try_at) == 1


def test_after_days_of_refusals_it_has_failed_and_the_next_mail_is_tried(postmaster):
    refused = owe()
    postmaster.refusals = ["554 5.7.1 Blocked as spam"] * (len(LONG_BACK_OFF) + 1)
    for _ in range(len(LONG_BACK_OFF) + 1):
        deliver_due(now=Message.objects.get().next_try_at)
    assert state_of(refused) == "failed"
    assert sent()


def test_what_can_not_be_delivered_as_it_is_fails_alone(postmaster):
    postmaster.refusals = ["554 5.6.0 Content rejected"]
    refused, other = owe(), owe()
    deliver_due()
    assert (state_of(refused), state_of(other)) == ("failed", "sent")


# --- complaints ---------------------------------------------------------------------------


def test_a_complaint_stops_reminders_of_that_kind_and_nothing_else(postmaster):
    record_complaint(sent("tests.reminder"), why="abuse")
    reminder, other = owe("tests.reminder"), owe("tests.plain")
    deliver_due()
    assert (state_of(reminder), state_of(other)) == ("not-wanted", "sent")


def test_a_complaint_about_a_consent_mail_is_kept_for_people_and_stops_nothing(postmaster):
    record_complaint(sent("tests.plain"), why="abuse")
    assert Suppression.objects.get().scope == "tests.plain"
    assert sent("tests.plain")
    assert sent("tests.reminder")


# --- bounces ------------------------------------------------------------------------------


def test_a_bounce_of_a_bad_mailbox_fails_the_mail_and_suppresses(postmaster):
    message = sent()
    for _ in range(2):
        record_bounce(message, cause=Cause.BAD_MAILBOX, why="550 5.1.1 User unknown")
    assert state_of(message) == "failed"
    assert Suppression.objects.get().address == ANA


def test_a_bounce_of_a_full_mailbox_is_sent_again_under_its_name(postmaster):
    message = sent()
    record_bounce(message, cause=Cause.FULL, why="552 5.2.2 Mailbox full")
    assert state_of(message) == "waiting"
    assert not Suppression.objects.exists()
    assert deliver_due(now=message.next_try_at) == 1
    assert [mail["Message-ID"] for mail in postmaster.mails] == [message.message_id] * 2


def test_one_with_a_secret_that_bounces_is_never_sent_again(postmaster):
    message = sent(secrets={"token": "token-1234"})
    record_bounce(message, cause=Cause.FULL, why="552 5.2.2 Mailbox full")
    assert state_of(message) == "failed"


def test_a_report_is_believed_only_about_a_late_mail_of_ours_to_that_reader(postmaster):
    message = sent()
    assert message_reported(message.message_id.strip("<>")) == message
    assert message_reported(message.message_id, recipient="Ana@Home.example") == message
    assert message_reported(message.message_id, recipient="eve@evil.example") is None
    assert message_reported("<unknown@carelane.example>") is None
    assert message_reported(message.message_id, now=timezone.now() + timedelta(days=15)) is None


def test_lifting_leaves_the_readers_own_stop(postmaster):
    Suppression.objects.create(address=ANA, scope="reminders", cause="stopped", why="their own word")
    record_bounce(sent(), cause=Cause.BAD_MAILBOX, why="550 5.1.1")
    assert lift("Ana@home.example") == 1
    assert sent()
    reminder = owe("tests.reminder")
    deliver_due()
    assert state_of(reminder) == "not-wanted"


# --- reports by mail ----------------------------------------------------------------------

BOUNCE = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: care@carelane.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sun, 29 Nov 2026 01:00:00 +0000

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.home.example
Diagnostic-Code: smtp; {diagnostic}

--b1
Content-Type: {copy_type}

Message-ID: {message_id}
From: Carelane <care@carelane.example>
To: {to}
Subject: A question

--b1--
"""
COMPLAINT = """\
From: <abuse@provider.example>
To: care@carelane.example
Subject: FW: A reminder
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain

This is an email abuse report.

--b2
Content-Type: message/feedback-report

Feedback-Type: {feedback}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: <hidden@provider.example>

--b2
Content-Type: message/rfc822

Message-ID: {message_id}
From: Carelane <care@carelane.example>
Subject: A reminder

Hello.
--b2--
"""


def bounce_of(message, *, to=ANA, action="failed", status="5.1.1", diagnostic="550 5.1.1 User unknown", **changes):
    values = {"message_id": message.message_id, "copy_type": "message/rfc822", **changes}
    return BOUNCE.format(to=to, action=action, status=status, diagnostic=diagnostic, **values).encode()


@pytest.mark.parametrize("copy_type", ["message/rfc822", "text/rfc822-headers"])
def test_a_delivery_report_is_read_and_acted_on(postmaster, copy_type):
    message = sent()
    assert take_report(bounce_of(message, copy_type=copy_type)) == 1
    assert state_of(message) == "failed"
    assert "User unknown" in message.last_error
    assert Suppression.objects.get().cause == "bad-mailbox"


def test_a_full_mailbox_in_a_report_keeps_nothing_back(postmaster):
    message = sent()
    take_report(bounce_of(message, status="5.2.2", diagnostic="552 5.2.2 Mailbox full"))
    assert state_of(message) == "waiting"
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("changes", [{"action": "delayed"}, {"action": "delivered"}, {"to": "eve@evil.example"}])
def test_a_delay_a_success_and_another_reader_change_nothing(postmaster, changes):
    message = sent()
    assert take_report(bounce_of(message, **changes)) == 0
    assert state_of(message) == "sent"


def test_a_complaint_is_read_by_the_mail_it_is_about(postmaster):
    message = sent("tests.reminder")
    take_report(COMPLAINT.format(message_id=message.message_id, feedback="abuse").encode())
    assert Suppression.objects.get().scope == "tests.reminder"


def test_a_reader_who_says_that_it_is_no_spam_changes_nothing(postmaster):
    message = sent("tests.reminder")
    assert take_report(COMPLAINT.format(message_id=message.message_id, feedback="not-spam").encode()) == 0


@pytest.mark.parametrize("cut", range(0, 1100, 97))
def test_a_report_that_is_cut_anywhere_or_is_none_breaks_nothing(postmaster, cut):
    message = sent()
    take_report(bounce_of(message)[:cut])
    take_report(b"\xff\x00" + bounce_of(message)[cut:])
    take_report(b"Subject: On holiday\n\nI am away.")


def test_the_command_reads_one_report_or_a_maildir(postmaster, tmp_path, monkeypatch, capsys):
    import io
    import sys
    from mailbox import Maildir
    from types import SimpleNamespace

    from django.core.management import call_command

    first, second = sent(), sent()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(bounce_of(first))))
    call_command("read_bounces")
    box = Maildir(tmp_path / "bounces")
    box.add(bounce_of(second, status="5.2.2", diagnostic="552 5.2.2 Mailbox full"))
    call_command("read_bounces", maildir=str(tmp_path / "bounces"))
    assert (state_of(first), state_of(second), len(box)) == ("failed", "waiting", 0)
    assert capsys.readouterr().out.splitlines() == ["1 reports about mails of ours."] * 2
