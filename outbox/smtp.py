"""One mail over SMTP in steps, so that its sender knows what the server may have taken in.

Until the final dot was handed over, the server can't have accepted the mail. From then until its answer was read,
nobody can tell. So the text goes first, and the dot by itself.
"""

import logging
import re
import select
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Protocol

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

logger = logging.getLogger(__name__)

FINAL_ANSWER = 60.0  # seconds to wait for the answer to a whole mail: servers that check for spam take their time
LINE_WITH_DOT = re.compile(rb"(?m)^\.")
SERVICE_CLOSING = 421


class MailError(Exception):
    """The mail did not go out, or nobody can tell whether it did."""


class RefusedError(MailError):
    """The server said no to this mail: `code` and `text` are its reply (RFC 5321), `step` is "rcpt" or "data"."""

    def __init__(self, code: int, text: str, *, step: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text
        self.step = step


class UnsendableError(MailError):
    """No server would take it as it is, today or later."""


class ServerFaultError(MailError):
    """The server is away, closing, or takes no mail from us at all. The mail was not accepted."""


class UnclearEndError(MailError):
    """The whole mail was handed over and no answer came: it may have been accepted."""


@dataclass(frozen=True)
class Envelope:
    """A mail as it goes to the server."""

    mail: EmailMessage
    sender: str
    recipient: str
    content: bytes

    @classmethod
    def of(cls, mail: EmailMessage) -> "Envelope":
        """Raises UnsendableError where an address or a header is none, such as one with a line break in it."""
        [address] = mail.to
        _name, sender = parseaddr(mail.from_email)
        try:
            recipient = sanitize_address(address, "utf-8")
            content = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own subclasses take it
        except ValueError as error:
            raise UnsendableError(str(error)) from error
        return cls(mail, sender, recipient, content)


class Carrier(Protocol):
    """What takes mails one by one. Each step raises a MailError; `faults` counts those in a row of which the server's fault is the cause."""

    faults: int

    def open(self) -> None: ...
    def address(self, envelope: Envelope) -> None: ...
    def send_text(self, envelope: Envelope) -> None: ...
    def send_end(self, envelope: Envelope) -> None: ...
    def drop(self) -> None: ...
    def close(self) -> None: ...


def new_carrier() -> Carrier:
    """For the mail backend of the settings."""
    backend = get_connection()
    return SmtpCarrier(backend) if isinstance(backend, EmailBackend) else BackendCarrier(backend)


class BackendCarrier:
    """For a backend that either delivers a mail or raises, such as mail as files."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend
        self.faults = 0

    def open(self) -> None:
        pass

    def address(self, envelope: Envelope) -> None:
        pass

    def send_text(self, envelope: Envelope) -> None:
        pass

    def send_end(self, envelope: Envelope) -> None:
        try:
            self.backend.send_messages([envelope.mail])
        except OSError as error:
            self.faults += 1
            raise ServerFaultError(_described(error)) from error
        self.faults = 0

    def drop(self) -> None:
        pass

    def close(self) -> None:
        self.backend.close()


class SmtpCarrier:
    """One connection with the settings of Django's backend, kept open from mail to mail."""

    def __init__(self, backend: EmailBackend) -> None:
        self.backend = backend
        self.faults = 0
        self.is_used = False  # whether a mail has gone over this connection

    @property
    def connection(self) -> smtplib.SMTP:
        if self.backend.connection is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        return self.backend.connection

    def open(self) -> None:
        """Connects and signs in where it is not connected."""
        with self._faults():
            if self.backend.open():
                self.is_used = False
                # The end goes by itself, and must not wait for the text to be acknowledged.
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connection.ehlo_or_helo_if_needed()

    def address(self, envelope: Envelope) -> None:
        """Names sender and recipient. A connection that the server has closed meanwhile is opened anew, once."""
        try:
            self._name_sender(envelope)
        except ServerFaultError:
            if not self.is_used:
                raise
            self.faults -= 1
            self.open()
            self._name_sender(envelope)
        with self._faults():
            code, text = self.connection.rcpt(envelope.recipient)
            if code in {250, 251}:
                return
            self._raise_if_closing(code, text)
            self.connection.rset()
        raise RefusedError(code, _text(text), step="rcpt")

    def send_text(self, envelope: Envelope) -> None:
        """Hands over all but the end: whatever happens up to here, the mail has not left."""
        with self._faults():
            code, text = self.connection.docmd("DATA")
            if code == 354:
                content = LINE_WITH_DOT.sub(b"..", envelope.content)
                self.connection.send(content if content.endswith(b"\r\n") else content + b"\r\n")
                return
            self._raise_if_closing(code, text)
            self.connection.rset()
        raise RefusedError(code, _text(text), step="data")

    def send_end(self, envelope: Envelope) -> None:
        """Hands the end over and waits for the server's answer."""
        with self._faults():
            self._raise_if_hung_up()
            self.connection.send(b".\r\n")
        try:
            code, text = self._final_answer()
        except (smtplib.SMTPException, OSError) as error:
            self._count_unclear()
            raise UnclearEndError(_described(error)) from error
        with self._faults():
            self._raise_if_closing(code, text)
        if code >= 400:
            raise RefusedError(code, _text(text), step="data")
        if code // 100 != 2:
            self._count_unclear()
            raise UnclearEndError(f"{code} {_text(text)}")
        self.faults = 0
        self.is_used = True

    def _count_unclear(self) -> None:
        """A fault like others: were it none, a server that drops each line would make an end of all that waits."""
        self.faults += 1
        self.drop()

    def drop(self) -> None:
        """Cuts the line without a word: what was begun is not accepted."""
        connection, self.backend.connection = self.backend.connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()

    def close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self.backend.close()

    def _name_sender(self, envelope: Envelope) -> None:
        with self._faults():
            size = [f"size={len(envelope.content)}"] if self.connection.has_extn("size") else []
            code, text = self.connection.mail(envelope.sender, size)
            if code != 250:
                raise smtplib.SMTPSenderRefused(code, text, envelope.sender)

    @property
    def _socket(self) -> socket.socket:
        if self.connection.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        return self.connection.sock

    def _raise_if_hung_up(self) -> None:
        """A server has nothing to say in the middle of a text: what can be read there is the end of the line."""
        if select.select([self._socket], [], [], 0)[0]:
            raise smtplib.SMTPServerDisconnected("the line was cut in the middle of the text")

    def _final_answer(self) -> tuple[int, bytes]:
        sock = self._socket
        patience = sock.gettimeout()
        sock.settimeout(FINAL_ANSWER)
        answer = self.connection.getreply()
        sock.settimeout(patience)
        return answer

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Whatever fails in the block is the server's fault; the next mail gets a new connection."""
        try:
            yield
        except (smtplib.SMTPException, OSError) as error:
            self.faults += 1
            self.drop()
            raise ServerFaultError(_described(error)) from error

    @staticmethod
    def _raise_if_closing(code: int, text: bytes) -> None:
        if code == SERVICE_CLOSING:
            raise smtplib.SMTPServerDisconnected(f"{code} {_text(text)}")


def _text(reply: bytes) -> str:
    return reply.decode(errors="replace")


def _described(error: Exception) -> str:
    """An error in a line, without what smtplib quotes of addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {_text(text) if isinstance(text, bytes) else text}"
    return f"{type(error).__name__}: {error}"
