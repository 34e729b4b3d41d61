"""Work that says, while it lasts, that its worker is alive."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


class Heartbeat:
    """Calls `renew` every so many seconds in a thread of its own while the block runs.

    The thread ends with its process: a killed worker renews nothing more.
    """

    def __init__(self, renew: Callable[[], object], *, every: float) -> None:
        self.renew = renew
        self.every = every
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="heartbeat")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._is_over.wait(self.every):
                try:
                    self.renew()
                except DatabaseError:
                    logger.warning("A lease could not be renewed", exc_info=True)
        finally:
            connection.close()
