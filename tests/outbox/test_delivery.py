"""Mail that is owed goes out once, whatever the mail server says meanwhile."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from outbox.claims import BACK_OFF, LEASE, claim_next, mark_in_flight, release_abandoned
from outbox.content import EmailContent, MailKind, register
from outbox.delivery import deliver, deliver_due
from outbox.enqueue import drop_waiting, enqueue
from outbox.models import Message, Suppression
from outbox.sealing import unseal_secrets
from outbox.smtp import new_carrier
from outbox.suppression import suppress
from web.keys import uuid7

pytestmark = pytest.mark.django_db


def owe(kind="tests.plain", *, to="ana@home.example", key="", **options) -> Message:
    dedupe_key = key or f"{kind}:{uuid7()}"
    assert enqueue(kind, to=to, dedupe_key=dedupe_key, **options)
    return Message.objects.get(dedupe_key=dedupe_key)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_it_goes_out_once(postmaster):
    message = owe()
    assert deliver_due() == 1
    assert deliver_due() == 0
    assert (state_of(message), message.tries, len(postmaster.mails)) == ("sent", 1, 1)
    assert message.sent_at is not None


def test_owing_it_twice_sends_it_once(postmaster):
    owe(key="benefit:1:30d")
    assert not enqueue("tests.plain", to="ana@home.example", dedupe_key="benefit:1:30d")
    deliver_due()
    assert not enqueue("tests.plain", to="ana@home.example", dedupe_key="benefit:1:30d")
    deliver_due()
    assert len(postmaster.mails) == 1


def test_a_rule_that_fails_owes_nothing(postmaster):
    with transaction.atomic():
        owe()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_it_waits_for_its_time(postmaster):
    now = timezone.now()
    owe(due_at=now + timedelta(hours=1))
    assert deliver_due(now=now) == 0
    assert deliver_due(now=now + timedelta(hours=1)) == 1


def test_a_secret_is_sealed_and_erased_once_it_is_out(postmaster):
    message = owe(secrets={"token": "token-1234"})
    assert "token-1234" not in message.sealed_secrets
    assert unseal_secrets(message.sealed_secrets) == {"token": "token-1234"}
    deliver_due()
    message.refresh_from_db()
    assert (message.sealed_secrets, message.carries_secret) == ("", True)
    assert "token-1234" in postmaster.mails[0].get_body(("plain",)).get_content()


def test_the_database_keeps_no_secret_of_a_mail_that_is_out():
    message = owe(secrets={"token": "token-1234"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="sent", sent_at=timezone.now())


def test_a_refusal_that_may_pass_is_tried_again_later(postmaster):
    postmaster.refusals = ["451 try later", "421 too busy", ""]
    message = owe()
    start = timezone.now()
    assert deliver_due() == 0
    assert state_of(message) == "waiting"
    assert message.next_try_at >= start + BACK_OFF[0]
    assert "451" in message.last_error
    assert deliver_due() == 0
    assert deliver_due(now=message.next_try_at) == 0
    assert state_of(message) == "waiting"
    assert message.tries == 2
    assert deliver_due(now=message.next_try_at) == 1
    assert (state_of(message), len(postmaster.mails)) == ("sent", 1)
    assert not Suppression.objects.exists()


def test_after_the_last_try_it_has_failed_and_says_why(postmaster):
    message = owe(secrets={"token": "token-1234"})
    postmaster.refusals = ["451 try later"] * (len(BACK_OFF) + 1)
    for _ in range(len(BACK_OFF) + 1):
        deliver_due(now=Message.objects.get().next_try_at)
    assert state_of(message) == "failed"
    assert "451" in message.last_error
    assert message.sealed_secrets == ""


def test_a_refusal_for_good_fails_at_once_and_the_address_gets_no_more(postmaster):
    postmaster.refusals = ["550 no such user"]
    message, later = owe(), owe(due_at=timezone.now() + timedelta(hours=1))
    deliver_due()
    assert (state_of(message), message.tries) == ("failed", 1)
    assert "550" in message.last_error
    assert deliver_due(now=timezone.now() + timedelta(hours=2)) == 0
    assert state_of(later) == "failed"
    assert postmaster.mails == []


def test_a_server_that_is_away_costs_nothing(settings, postmaster):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    message = owe()
    assert deliver_due() == 0
    assert state_of(message) == "waiting"
    settings.EMAIL_PORT = port
    assert deliver_due(now=message.next_try_at) == 1


def test_a_stop_holds_for_reminders_alone(postmaster):
    suppress("Ana@Home.example", scope=Suppression.REMINDERS, cause="stopped", why="asked to stop")
    reminder, other = owe("tests.reminder"), owe("tests.plain")
    deliver_due()
    assert (state_of(reminder), state_of(other)) == ("not-wanted", "sent")


def test_a_mail_no_longer_wanted_is_not_sent(postmaster):
    message = owe("tests.unwanted", secrets={"token": "token-1234"})
    assert deliver_due() == 0
    assert (state_of(message), message.sealed_secrets, postmaster.mails) == ("not-wanted", "", [])


def test_what_waits_for_a_client_can_be_taken_back(postmaster):
    client_id = uuid7()
    waiting, others = owe(client_id=client_id, secrets={"token": "s"}), owe(client_id=uuid7())
    assert drop_waiting(client_id=client_id) == 1
    deliver_due()
    assert (state_of(waiting), waiting.sealed_secrets, state_of(others)) == ("not-wanted", "", "sent")


def test_poison_holds_up_no_other(postmaster, caplog):
    poison = [owe("tests.poison"), owe("tests.no_such_kind")]
    good = [owe() for _ in range(5)]
    assert deliver_due() == 5
    assert [state_of(message) for message in good] == ["sent"] * 5
    assert [state_of(message) for message in poison] == ["waiting", "failed"]
    assert "ana@home.example" not in caplog.text


def claimed_and_left(*, now, in_flight):
    """A worker that died over the mail: before it was in flight, or after."""
    message = claim_next(uuid7(), now=now)
    assert message
    if in_flight:
        assert mark_in_flight(message)
        Message.objects.update(claimed_until=now + LEASE)
    return message


@pytest.mark.parametrize("in_flight", [False, True])
def test_a_reminder_whose_worker_died_is_sent_again_under_its_name(postmaster, in_flight):
    message = owe("tests.reminder")
    now = timezone.now()
    claimed_and_left(now=now, in_flight=in_flight)
    assert deliver_due(now=now + LEASE / 2) == 0
    assert deliver_due(now=now + LEASE + timedelta(seconds=1)) == 1
    assert state_of(message) == "sent"
    assert postmaster.mails[0]["Message-ID"] == message.message_id


def test_a_reminder_is_sent_again_after_an_unclear_end_but_once(postmaster):
    message = owe("tests.reminder")
    now = timezone.now()
    for ends in (1, 2):
        claimed_and_left(now=now, in_flight=True)
        now += LEASE + timedelta(seconds=1)
        release_abandoned(now)
        message.refresh_from_db()
        assert message.unclear_ends == ends
    assert state_of(message) == "unknown"
    assert deliver_due(now=now) == 0


def test_a_secret_in_flight_whose_worker_died_is_never_sent_again(postmaster):
    message = owe(secrets={"token": "token-1234"})
    now = timezone.now()
    claimed_and_left(now=now, in_flight=True)
    assert deliver_due(now=now + LEASE + timedelta(seconds=1)) == 0
    assert (state_of(message), message.sealed_secrets, postmaster.mails) == ("unknown", "", [])


def test_a_secret_that_was_only_claimed_has_not_left_and_waits_again(postmaster):
    message = owe(secrets={"token": "token-1234"})
    now = timezone.now()
    claimed_and_left(now=now, in_flight=False)
    assert deliver_due(now=now + LEASE + timedelta(seconds=1)) == 1
    assert state_of(message) == "sent"
    assert "token-1234" in postmaster.mails[0].get_body(("plain",)).get_content()


def test_a_mail_over_which_workers_die_lets_others_go_first(postmaster):
    deadly = owe("tests.reminder")
    now = timezone.now()
    for _ in range(2):
        claimed_and_left(now=now, in_flight=False)
        now += LEASE + timedelta(seconds=1)
        release_abandoned(now)
    assert state_of(deadly) == "waiting"
    assert deadly.next_try_at > timezone.now() + BACK_OFF[0]


def test_a_worker_that_lost_its_claim_sends_nothing(postmaster):
    """It slept through its lease, and another has taken the mail over."""
    message = owe("tests.reminder")
    now = timezone.now()
    sleeper = claim_next(uuid7(), now=now)
    later = now + LEASE + timedelta(seconds=1)
    assert deliver_due(now=later) == 1
    carrier = new_carrier()
    carrier.open()
    assert not deliver(sleeper, carrier)
    carrier.close()
    assert (state_of(message), len(postmaster.mails)) == ("sent", 1)


def test_the_headers_say_whose_it_is_and_how_to_stop_it(postmaster):
    message = owe("tests.reminder")
    deliver_due()
    [mail] = postmaster.mails
    assert mail["Message-ID"] == message.message_id
    assert mail["List-Unsubscribe"] == "<https://carelane.example/l/stop/abc/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_is_no_reminder_can_not_be_stopped(postmaster):
    owe()
    deliver_due()
    [mail] = postmaster.mails
    assert mail["List-Unsubscribe"] is None
    assert mail["Reply-To"] == "ben@people.example"
    assert str(mail["From"]) == '"Ben Ito, Ito Strength" <care@carelane.example>'


@pytest.mark.parametrize(
    "letter",
    [
        EmailContent(subject="Hello\r\nBcc: evil@evil.example", paragraphs=["x"]),
        EmailContent(subject="Hello", paragraphs=["x"], sender_name="Ben\r\nBcc: evil@evil.example"),
        EmailContent(subject="Hello", paragraphs=["x"], reply_to="ben@people.example\r\nBcc: evil@evil.example"),
        EmailContent(subject="Hello", paragraphs=["x"], stop_address="https://x/\r\nBcc: evil@evil.example"),
    ],
)
def test_a_line_break_makes_no_header(postmaster, letter):
    register(MailKind("tests.break", lambda message, secrets: letter))
    owe("tests.break")
    deliver_due()
    for mail in postmaster.mails:
        assert mail["Bcc"] is None


@pytest.mark.parametrize(
    "address", ["ana@home.example\r\nBcc: evil@evil.example", "ana@home.example\nRCPT TO:<evil@evil.example>"]
)
def test_an_address_with_a_line_break_reaches_nobody(postmaster, address):
    message = owe(to=address)
    deliver_due()
    assert postmaster.mails == []
    assert state_of(message) in {"waiting", "failed"}


def test_a_name_from_elsewhere_arrives_whole(postmaster):
    letter = EmailContent(subject="سؤال – « Ça va ? »", paragraphs=["Chloé"], sender_name="Zoë Ōta")
    register(MailKind("tests.names", lambda message, secrets: letter))
    owe("tests.names")
    deliver_due()
    assert str(postmaster.mails[0]["Subject"]) == "سؤال – « Ça va ? »"
    assert "Zoë Ōta" in str(postmaster.mails[0]["From"])


def test_mail_as_files(settings):
    settings.EMAIL_BACKEND = "outbox.backends.EmlFileBackend"
    message = owe()
    assert deliver_due() == 1
    [path] = settings.MAIL_DIR.iterdir()
    assert path.suffix == ".eml"
    assert message.message_id in path.read_text()


def test_many_go_out_in_one_run(postmaster):
    for _ in range(120):
        owe()
    assert deliver_due() == 120
    assert len({mail["Message-ID"] for mail in postmaster.mails}) == 120
