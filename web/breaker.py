"""Redis, or a copy of the database, may be down, hung or slow: whoever needs it asks here first, so that no request waits
for it twice."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

logger = logging.getLogger(__name__)

PATIENCE = 0.2  # seconds for one answer, and for one connection
AGAIN_AFTER = 15.0  # seconds without Redis, after which one caller tries it again
# Seconds that an answer may take without being slow: where ten threads are busy, one that came at once is read up to
# 45 ms later, as each of the others has the interpreter for 5 ms before it.
USUAL = 0.05
MOST_SLOWNESS = 0.3  # seconds beyond the usual, summed up over answers, that are borne


CERTIFICATE = "its certificate is refused"


def is_refused_certificate(error: BaseException) -> bool:
    """Whether it is a TLS certificate that is not believed, such as one that has run out."""
    return "certificate verify failed" in str(error)


class Breaker:
    """Open (do without) after a failure, or once answers have been slow for `MOST_SLOWNESS` in all."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = Lock()
        self.reset()

    def reset(self) -> None:
        """As at the start: it is taken to be there."""
        self._is_open = False
        self._try_again_at = 0.0
        self._slowness = 0.0

    @property
    def is_open(self) -> bool:
        return self._is_open

    def lets_through(self) -> bool:
        """Whether Redis may be asked now; while open, True for one caller each `AGAIN_AFTER`."""
        if not self._is_open:
            return True
        with self._lock:
            if time.monotonic() < self._try_again_at:
                return False
            self._try_again_at = time.monotonic() + AGAIN_AFTER
            return True

    def open_after(self, error: BaseException) -> None:
        """The log gets the error's kind, and none of its words."""
        self.open(CERTIFICATE if is_refused_certificate(error) else type(error).__name__)

    def open(self, why: str) -> None:
        with self._lock:
            if not self._is_open:
                logger.warning("Doing without %s for now: %s", self._name, why)
            self._is_open, self._slowness = True, 0.0
            self._try_again_at = time.monotonic() + AGAIN_AFTER

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Around one question; an answer closes the breaker, slow ones open it. Errors are the caller's."""
        began = time.monotonic()
        yield
        with self._lock:
            self._slowness = max(0.0, self._slowness + time.monotonic() - began - USUAL)
            is_slow = self._slowness > MOST_SLOWNESS or (self._is_open and self._slowness > USUAL)
            self._is_open = self._is_open and is_slow
        if is_slow:
            self.open("it is slow")


redis_breaker = Breaker("Redis")
