"""One try: a POST over TLS to an address that was looked at. Nothing of the database is used here.

Each step has a time, and all together have one that no receiver outlasts: then the line is cut, whatever drips from it.
Redirects are not followed. Of the answer the status alone is read; a body is never.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from webhooks.addresses import NoAddressError, NotPublicError, Resolver, addresses_in_time, port_of
from webhooks.models import Delivery

RESOLVING = 4.0  # seconds, for the name
CONNECTING = 4.0  # seconds, to each address
READING = 6.0  # seconds without anything
IN_ALL = 10.0  # seconds
Error = Delivery.Error


@dataclass(frozen=True)
class Try:
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or why there is none."""

    status: int | None = None
    error: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _Line(http.client.HTTPConnection):
    """To one of the given addresses and no other, under the host's name."""

    default_port = 443

    def __init__(self, host: str, port: int, addresses: Sequence[str]) -> None:
        super().__init__(host, port, timeout=READING)
        self._addresses = addresses
        self.is_cut = False

    def connect(self) -> None:
        """Raises OSError, ssl.SSLError among them."""
        plain = self._reach()
        try:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        except BaseException:
            plain.close()
            raise
        self.sock.settimeout(READING)
        if self.is_cut:
            raise TimeoutError
        self.sock.do_handshake()

    def _reach(self) -> socket.socket:
        """The first address that takes a line. Raises what the last one did."""
        failed: OSError = TimeoutError()
        for address in self._addresses:
            if self.is_cut:
                raise TimeoutError
            try:
                return socket.create_connection((address, self.port), timeout=CONNECTING)
            except OSError as error:
                failed = error
        raise failed

    def cut(self) -> None:
        """From another thread: whoever waits for the other side gets an end at once."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def send(attempt: Try, *, resolver: Resolver) -> Answer:
    """Never raises for what a receiver, a name or a network does."""
    ends_at = time.monotonic() + IN_ALL
    parts = urlsplit(attempt.url)
    host, port = parts.hostname or "", port_of(parts)
    try:
        addresses = addresses_in_time(host, port, within=RESOLVING, resolver=resolver)
    except NotPublicError:
        return Answer(error=Error.ADDRESS)
    except NoAddressError:
        return Answer(error=Error.NAME)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    with closing(_Line(host, port, addresses)) as line:
        timer = threading.Timer(max(0.0, ends_at - time.monotonic()), line.cut)
        timer.daemon = True
        timer.start()
        try:
            return _post(line, target, attempt)
        finally:
            timer.cancel()


def _post(line: _Line, target: str, attempt: Try) -> Answer:
    try:
        line.request("POST", target, body=attempt.body, headers=dict(attempt.headers))
        with closing(line.getresponse()) as response:
            status = response.status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(error=Error.TIME if line.is_cut else _why(error))
    # http.client takes the end of a line that was cut for the end of the head.
    return Answer(error=Error.TIME) if line.is_cut else Answer(status=status)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return Error.TIME
    if isinstance(error, ssl.SSLCertVerificationError):
        return Error.CERTIFICATE
    if isinstance(error, OSError):
        return Error.CONNECTION
    return Error.ANSWER
