"""A real SMTP server on the loopback, which answers as a test tells it to, and mails to owe."""

import asyncio
import socket
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from outbox import content
from outbox.content import EmailContent, MailKind


class Postmaster:
    """What the server has taken in; `refusals` are its next answers, "" meaning yes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: list[str] = []
        self.seconds_a_mail = 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        refusal = self.refusals.pop(0) if self.refusals else ""
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.seconds_a_mail:
            await asyncio.sleep(self.seconds_a_mail)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def postmaster(settings):
    taken = Postmaster()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield taken
    controller.stop()


def write_plain(message, secrets):
    return EmailContent(
        subject="A question",
        paragraphs=["Hello Ana,", "How did it go?"],
        actions=[("Answer", f"https://carelane.example/l/{secrets.get('token', 'x')}/")],
        after=["It takes a minute."],
        asides=[("This isn't me", "https://carelane.example/not-me/")],
        sender_name="Ben Ito, Ito Strength",
        sender_address="1 Gym Street, Toronto",
        reply_to="ben@people.example",
    )


def write_reminder(message, secrets):
    return EmailContent(
        subject="A reminder", paragraphs=["Hello."], stop_address="https://carelane.example/l/stop/abc/"
    )


def write_nothing(message, secrets):
    return None


def write_poison(message, secrets):
    raise ValueError("The record that it is about can't be read.")


@pytest.fixture(autouse=True)
def _kinds():
    """Kinds of mail for these tests alone."""
    before = dict(content._kinds)
    content.register(MailKind("tests.plain", write_plain))
    content.register(MailKind("tests.reminder", write_reminder, is_reminder=True))
    content.register(MailKind("tests.unwanted", write_nothing))
    content.register(MailKind("tests.poison", write_poison))
    yield
    content._kinds.clear()
    content._kinds.update(before)
