"""A real receiver of webhooks on this machine, over TLS, that answers as it is told to: well, badly, or not at all."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from script.drills.certificates import certificate

Answering = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Received:
    target: str
    headers: dict[str, str]
    body: bytes


def says(status: int, *, head: str = "", body: bytes = b"") -> Answering:
    def answer(line: socket.socket) -> None:
        line.sendall(f"HTTP/1.1 {status} Words\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    return answer


def garbage(line: socket.socket) -> None:
    line.sendall(b"\x00\xff\xfe no HTTP at all\r\n\r\n")


def hangs_up(line: socket.socket) -> None:
    """Without a word."""


def silent(line: socket.socket) -> None:
    """Until the other side goes."""
    with suppress(OSError):
        while line.recv(1000):
            pass


def drips(first: bytes) -> Answering:
    """A byte every now and then, for ever: no time between two bytes is ever too long."""

    def answer(line: socket.socket) -> None:
        with suppress(OSError):
            line.sendall(first)
            while True:
                line.sendall(b"x")
                time.sleep(0.2)

    return answer


drips_its_status = drips(b"")
drips_its_headers = drips(b"HTTP/1.1 200 OK\r\nX-Slow: ")
drips_its_body = drips(b"HTTP/1.1 200 OK\r\n\r\n")


@dataclass
class Receiver:
    """Listens while the block lasts; `certificate` is the file that a sender has to trust."""

    folder: Path
    answer: Answering = field(default_factory=lambda: says(204))
    shakes_hands: bool = True
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.certificate = self.folder / "receiver.pem"
        if not self.certificate.exists():
            self.certificate.write_bytes(b"".join(certificate()))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self._server.getsockname()[1]}/carelane?for=me"
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(30)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                line, _address = self._server.accept()
                thread = threading.Thread(target=self._take, args=(line,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _take(self, plain: socket.socket) -> None:
        with closing(plain), suppress(OSError):
            if not self.shakes_hands:
                silent(plain)
                return
            with closing(self._context.wrap_socket(plain, server_side=True)) as line:
                self.received.append(_read(line))
                self.answer(line)


def _read(line: socket.socket) -> Received:
    with line.makefile("rb") as text:
        _method, target, _version = text.readline().decode().split(" ")
        headers = {}
        while head := text.readline().decode().strip():
            name, _colon, value = head.partition(":")
            headers[name.lower()] = value.strip()
        return Received(target, headers, text.read(int(headers["content-length"])))
