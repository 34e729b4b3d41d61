"""How often one may try: counted in the cache, per kind of try and per who tries."""

import time
from collections.abc import Collection
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from web.limits import Limit


class TooManyError(Exception):
    """A limit was reached; from `again_at` on one may try again. `web.errors` answers it with 429, in words."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


def too_many(kind: str, who: str, *, limit: int, seconds: int) -> bool:
    """Counts one try of `kind` by `who`; True when that is more than `limit` in this stretch of `seconds`.

    A stretch is a day at most: the file cache gives a number that it adds to its own default age. While the shared
    cache is away, each machine counts for itself, and half of the limit is all that is let through.
    """
    key = _key(kind, who, seconds)
    cache.add(key, 0, timeout=seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # the cache dropped it between the two calls
        tries = 1
        cache.set(key, tries, timeout=seconds)
    return tries > (max(1, limit // 2) if getattr(cache, "is_degraded", False) else limit)


def count_among(times: list[float], limits: Collection[Limit], *, now: datetime) -> None:
    """Adds a try to the times of those before, in seconds since 1970; what is too old to count goes.

    For what is counted in the database. Raises TooManyError where it is one too many, and adds nothing.
    """
    moment = now.timestamp()
    times[:] = [at for at in times if at > moment - max(limit.seconds for limit in limits)]
    waits = [again_at for limit in limits if (again_at := _next_free(times, limit, now=moment)) is not None]
    if waits:
        raise TooManyError(datetime.fromtimestamp(max(waits), UTC))
    times.append(moment)


def _next_free(times: list[float], limit: Limit, *, now: float) -> float | None:
    """When the next try may be, in seconds since 1970; None for at once."""
    recent = sorted(at for at in times if at > now - limit.seconds)
    return recent[-limit.amount] + limit.seconds if len(recent) >= limit.amount else None


def count_try(limit: Limit, who: str) -> None:
    """Counts one try by `who`. Raises TooManyError where that is one too many."""
    if too_many(limit.name, who, limit=limit.amount, seconds=limit.seconds):
        end = (int(time.time()) // limit.seconds + 1) * limit.seconds
        raise TooManyError(datetime.fromtimestamp(end, UTC))


def give_back(limit: Limit, who: str) -> None:
    """Takes one counted try back: it turned out to be right."""
    key = _key(limit.name, who, limit.seconds)
    if cache.get(key, 0) > 0:
        cache.decr(key)


def _key(kind: str, who: str, seconds: int) -> str:
    return f"rate:{kind}:{who}:{int(time.time()) // seconds}"


def address_of(request: HttpRequest) -> str:
    """The network address that the request came from; behind a proxy of ours, what the proxy says."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.BEHIND_PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest) -> str:
    """Whom tries are counted for: the IPv4 address, or the /64 of an IPv6 address, which is one household's."""
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network(f"{address}/64", strict=False).network_address)
