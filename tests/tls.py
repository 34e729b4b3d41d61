"""A real TLS server on loopback, whose certificate may have run out."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from script.drills.certificates import certificate

ASKS_FOR_TLS = 8  # bytes with which a program of PostgreSQL does, before it speaks TLS


@dataclass(frozen=True)
class TlsServer:
    port: int
    authority: Path  # who trusts this file trusts the server, but for its dates


@contextmanager
def tls_server(folder: Path, *, since: timedelta, lasts: timedelta, is_postgresql: bool = False) -> Iterator[TlsServer]:
    """It shakes hands, and hangs up."""
    key, text = certificate(since=since, lasts=lasts)
    authority, chain = folder / "authority.crt", folder / "chain.pem"
    authority.write_bytes(text)
    chain.write_bytes(key + text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)

    def listen() -> None:
        with suppress(OSError):
            while True:
                take(server.accept()[0])

    def take(plain: socket.socket) -> None:
        with closing(plain), suppress(OSError):
            plain.settimeout(10)
            if is_postgresql:
                plain.recv(ASKS_FOR_TLS, socket.MSG_WAITALL)
                plain.sendall(b"S")
            context.wrap_socket(plain, server_side=True).close()

    server = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield TlsServer(server.getsockname()[1], authority)
    finally:
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(15)
