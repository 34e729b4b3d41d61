"""Sessions of browsers read from the cache first (CARELANE_SESSIONS=redis); the truth is the database's row.

Whoever lists or ends somebody's sessions does so by their rows, and Redis may be emptied or away: nobody is signed out by
that. A session that is ended while one machine does not reach Redis is known as ended to the others within LASTS.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.cache import cache
from django.db import transaction

LASTS = 60  # seconds; accounts/sessions.py writes a session that is used as often


class SessionStore(DatabaseStore):
    """As Django's own in the database, with a copy of each in the cache, signed alike."""

    def load(self) -> dict[str, Any]:
        if copy := cache.get(self._cached_as):
            return self.decode(copy)
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # the stubs lack it
        if row is None:
            return {}
        # Not over what is there: somebody may have written a newer one meanwhile.
        cache.add(self._cached_as, row.session_data, LASTS)
        return self.decode(row.session_data)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's
        super().save(must_create)
        cache.delete(self._cached_as)

    def delete(self, session_key: str | None = None) -> None:
        super().delete(session_key)
        name = _cached_as(session_key or self.session_key)
        cache.delete(name)
        transaction.on_commit(lambda: cache.delete(name))  # another request may have put it back before the commit

    @property
    def _cached_as(self) -> str:
        return _cached_as(self.session_key)


def _cached_as(session_key: str | None) -> str:
    return f"session:{session_key}"
