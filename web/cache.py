"""The caches. The embedded stack's: Django's files, with counts that are right when many count at once.
And Redis, which this machine's files stand in for while it does not answer."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError, RedisError
from redis.retry import Retry

from web.breaker import PATIENCE, redis_breaker


class LockedFileCache(FileBasedCache):
    """Django's reads and then writes; guesses at the same moment would be counted as one."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._locked():
            return super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._locked():
            return super().incr(*args, **kwargs)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        folder = Path(self._dir)  # type: ignore[attr-defined]
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class SteadyRedisCache(RedisCache):
    """Redis while it answers quickly; while it does not, files of this machine, where each machine counts for itself.

    `OPTIONS["FALLBACK"]` is the folder of those files. `is_degraded` tells whoever counts to be stricter.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        folder = options.pop("FALLBACK")
        # A line that the kernel has given up while the machine was cut off shows that only when it is written to, and each
        # thread has one: it is opened anew at once. Nobody waits twice.
        anew = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        super().__init__(
            server,
            params
            | {"OPTIONS": {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": anew} | options},
        )
        self._fallback = LockedFileCache(folder, {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    @property
    def is_degraded(self) -> bool:
        return redis_breaker.is_open

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Redis's answer, or that of the files."""
        if redis_breaker.lets_through():
            try:
                with redis_breaker.timed():
                    return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                redis_breaker.open_after(error)
        return getattr(self._fallback, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("add", *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("touch", *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("delete", *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return dict(self._ask("get_many", *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("has_key", *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._ask("incr", *args, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> list[str]:
        return list(self._ask("set_many", *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._ask("delete_many", *args, **kwargs)

    def clear(self) -> None:
        self._ask("clear")
