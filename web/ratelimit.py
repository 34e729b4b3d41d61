"""How often one may try: counted in the cache, per kind of try and per who tries."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def too_many(kind: str, who: str, *, limit: int, seconds: int) -> bool:
    """Counts one try of `kind` by `who`; True when that is more than `limit` in this stretch of `seconds`.

    A stretch is a day at most: the file cache gives a number that it adds to its own default age.
    """
    key = f"rate:{kind}:{who}:{int(time.time()) // seconds}"
    cache.add(key, 0, timeout=seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # the cache dropped it between the two calls
        tries = 1
        cache.set(key, tries, timeout=seconds)
    return tries > limit


def address_of(request: HttpRequest) -> str:
    """The network address that the request came from; behind a proxy of ours, what the proxy says."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.BEHIND_PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
