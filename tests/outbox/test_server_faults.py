"""What a mail server may do wrong: the mail waits with its secret and goes out after the repair, once."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from celery.signals import worker_shutting_down
from django.utils import timezone

from outbox import delivery
from outbox.claims import BACK_OFF
from outbox.content import EmailContent, MailKind, register
from outbox.delivery import deliver_due
from outbox.enqueue import drop_waiting
from outbox.models import Message
from script.drills.smtp_server import DrillController, Postmaster
from script.drills.stack import make_certificates
from tests.outbox.test_delivery import owe, state_of
from web.keys import uuid7

pytestmark = pytest.mark.django_db


class Server:
    """The drill's server, in a thread; it does what it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.behave("ok")

    def behave(self, behaviour: str) -> None:
        (self.folder / "behaviour").write_text(behaviour)

    @property
    def accepted(self) -> list[str]:
        path = self.folder / "accepted"
        return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def server(settings, tmp_path, unused_port):
    return run(settings, tmp_path, unused_port)


@pytest.fixture
def secure_server(settings, tmp_path, unused_port, monkeypatch):
    make_certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "good.crt"))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "drill", "secret"
    server = run(settings, tmp_path, unused_port)
    settings.EMAIL_USE_TLS = True
    return server


@pytest.fixture
def unused_port():
    """A port, and an end for what listens on it."""
    started: list[DrillController] = []
    yield started
    for controller in started:
        controller.stop()


def run(settings, folder, started) -> Server:
    server = Server(folder)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = DrillController(Postmaster(folder), hostname="127.0.0.1", port=port)
    controller.start()
    started.append(controller)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5
    return server


@pytest.mark.parametrize(
    "fault",
    [
        "mail 421 closing",
        "mail 530 not from you",
        "rcpt 421 closing",
        "rcpt 451 try later",
        "data 421 closing",
        "data 451 try later",
        "hang 1",
        "reset",
    ],
)
def test_a_fault_before_the_mail_was_taken_in_costs_a_delay(server, fault):
    server.behave(fault)
    message = owe(secrets={"token": "token-1234"})
    assert deliver_due() == 0
    assert state_of(message) == "waiting"
    assert message.sealed_secrets
    assert message.next_try_at <= timezone.now() + BACK_OFF[0]
    server.behave("ok")
    assert deliver_due(now=message.next_try_at) == 1
    assert server.accepted == [message.message_id]


@pytest.mark.parametrize("fault", ["bad-password", "bad-tls"])
def test_a_server_that_lets_nobody_in_costs_nothing(secure_server, fault):
    secure_server.behave(fault)
    message = owe(secrets={"token": "token-1234"})
    assert deliver_due() == 0
    assert (state_of(message), message.tries) == ("waiting", 0)
    secure_server.behave("ok")
    assert deliver_due() == 1
    assert secure_server.accepted == [message.message_id]


def test_a_secret_whose_end_is_unclear_is_never_sent_again(server):
    server.behave("drop")
    message = owe(secrets={"token": "token-1234"})
    assert deliver_due() == 0
    assert (state_of(message), message.sealed_secrets) == ("unknown", "")
    assert deliver_due(now=timezone.now() + timedelta(days=1)) == 0
    assert server.accepted == [message.message_id]


def test_any_other_mail_goes_out_once_more_under_its_name(server):
    server.behave("drop")
    message = owe("tests.reminder")
    deliver_due()
    assert server.accepted == [message.message_id] * 2
    assert state_of(message) == "unknown"


def test_a_server_that_fails_at_each_mail_is_left_alone_for_a_while(server):
    server.behave("reset")
    for _ in range(10):
        owe(secrets={"token": "token-1234"})
    deliver_due()
    assert Message.objects.filter(tries=1).count() == delivery.MOST_FAULTS


def test_a_server_that_drops_each_line_makes_no_end_of_all_that_waits(server):
    server.behave("drop")
    for _ in range(10):
        owe(secrets={"token": "token-1234"})
    deliver_due()
    assert Message.objects.filter(state="unknown").count() == delivery.MOST_FAULTS
    assert Message.objects.filter(state="waiting").count() == 10 - delivery.MOST_FAULTS


def test_after_the_longest_wait_all_has_left_within_ten_minutes():
    assert max(BACK_OFF) + timedelta(minutes=1) < timedelta(minutes=10)


# --- the last look ------------------------------------------------------------------------


def test_what_is_taken_back_while_the_mail_is_written_is_not_sent(server):
    def write(message, secrets):
        drop_waiting(client_id=message.client_id)
        return EmailContent(subject="Hello", paragraphs=["x"])

    register(MailKind("tests.taken-back", write))
    message = owe("tests.taken-back", client_id=uuid7(), secrets={"token": "token-1234"})
    other = owe()
    assert deliver_due() == 1
    assert server.accepted == [other.message_id]
    assert (state_of(message), message.sealed_secrets) == ("not-wanted", "")


def test_a_slow_server_gets_no_mail_that_is_no_longer_wanted_by_then(server, settings):
    settings.EMAIL_TIMEOUT = 5
    letters = iter([EmailContent(subject="Hello", paragraphs=["x"]), None])
    register(MailKind("tests.fading", lambda message, secrets: next(letters)))
    message = owe("tests.fading")
    server.behave(f"hang {delivery.LOOK_HOLDS + 0.1}")
    assert deliver_due() == 0
    assert (state_of(message), server.accepted) == ("not-wanted", [])


# --- asked to end -------------------------------------------------------------------------


def test_a_worker_that_is_asked_to_end_finishes_the_mail_in_hand(server):
    def write(message, secrets):
        worker_shutting_down.send(sender="mail@here", sig="SIGTERM", how="Warm", exitcode=0)
        return EmailContent(subject="Hello", paragraphs=["x"])

    register(MailKind("tests.last", write))
    message, waits = owe("tests.last"), owe(secrets={"token": "token-1234"})
    try:
        assert deliver_due() == 1
        assert (state_of(message), state_of(waits), waits.tries) == ("sent", "waiting", 0)
    finally:
        delivery.stopping.clear()
    assert deliver_due() == 1
