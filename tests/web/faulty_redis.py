"""Real servers on loopback in the place of Redis: none at all, one that never answers, one that answers late or well."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

FAULTS = ["down", "hung", "slow"]
LATE = 0.12  # seconds: below the patience of a single question
ANSWERS = {b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n", b"CLIENT": b"+OK\r\n", b"GET": b"_\r\n", b"PING": b"+PONG\r\n"}


class _Late(socketserver.StreamRequestHandler):
    """Speaks just enough of Redis's protocol: one answer for each command, each of them late."""

    late = LATE

    def handle(self) -> None:
        while line := self.rfile.readline():
            words = [self._word() for _ in range(int(line[1:]))]
            time.sleep(self.late)
            self.wfile.write(ANSWERS.get(words[0].upper(), b":1\r\n"))

    def _word(self) -> bytes:
        return self.rfile.read(int(self.rfile.readline()[1:]) + 2)[:-2]


class _Well(_Late):
    late = 0.0


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


ANSWERING = {"slow": _Late, "none": _Well}


@contextmanager
def faulty_redis(fault: str) -> Iterator[str]:
    """The address of a Redis with this fault; "none" is no fault."""
    if fault in ANSWERING:
        with _Server(("127.0.0.1", 0), ANSWERING[fault]) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"redis://127.0.0.1:{server.server_address[1]}/0"
            server.shutdown()
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if fault == "hung":
            listener.listen(100)  # the kernel accepts, nobody reads
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
