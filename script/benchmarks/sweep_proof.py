"""The nightly proof of the access log: a history of events that was proven, and a fiftieth that is new."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, sleep
from uuid import UUID

from django.db import connection

from clients.access_heads import compact, keep_head, kept_heads
from clients.access_log import Actor, fingerprint, record_access_to_each
from clients.access_proof import NIGHTS, night_of
from clients.integrity_check import prove_access_log
from clients.models import AccessEvent
from script.benchmarks.sampling import cpu_ms
from script.benchmarks.sweep_rows import DAY, IS_POSTGRES, MOST_MEMORY, ON_SQLITE, TIMES, forget_peak, peak_mb
from script.benchmarks.table import Row
from web.keys import uuid7

EVENTS = 1_000_000
EVENTS_A_CLIENT = 100
NEW_ONE_IN = 50
MOST_WAITING = 50.0  # milliseconds that a page's line waits for the proof


def measured_proof(part: int) -> list[Row]:
    clients = [uuid7() for _ in range(EVENTS // EVENTS_A_CLIENT // part // (1 if IS_POSTGRES else ON_SQLITE))]
    some = clients[: max(len(clients) // NEW_ONE_IN, 1)]
    _record(clients, EVENTS_A_CLIENT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    first, first_mb = _with_memory(_prove)
    _record(some, EVENTS_A_CLIENT)
    least = cpu_ms(lambda: _floor(clients, some))
    nightly, nightly_mb = _with_memory(_prove)
    again = cpu_ms(_prove)
    _record(some, EVENTS_A_CLIENT)
    return [
        Row(name="proof: events", value=len(clients) * EVENTS_A_CLIENT),
        Row(name="proof: new", value=len(some) * EVENTS_A_CLIENT),
        Row(name="proof: of all, the first time", value=first, unit="ms"),
        Row(name="proof: memory of that above idle", value=first_mb, unit="MB"),
        Row(name="proof: floor of a night", value=least, unit="ms"),
        Row(name="proof: a night", value=nightly, unit="ms"),
        Row(name="proof: a night / floor", value=nightly / least, limit=TIMES),
        Row(name="proof: with nothing new", value=again, unit="ms"),
        Row(name="proof: memory above idle", value=nightly_mb, limit=MOST_MEMORY, unit="MB"),
        Row(name="proof: longest wait of a page's line", value=_longest_wait(some), limit=MOST_WAITING, unit="ms"),
    ]


def _record(clients: list[UUID], times: int) -> None:
    for _ in range(times):
        record_access_to_each(clients, actor=Actor.system(), action="bench:look")


def _prove() -> None:
    if broken := prove_access_log(on=DAY):
        raise AssertionError(f"{broken} chains do not hold")


def _floor(clients: list[UUID], some: list[UUID]) -> None:
    """What a night has to read, by one query a hundred clients, and the fingerprint of each event.

    That is what is new, and the chains whole whose night it is.
    """
    tonight = [key for key in clients if night_of(key) == DAY.toordinal() % NIGHTS]
    _read(tonight, after=0)
    _read(sorted(set(some).difference(tonight)), after=EVENTS_A_CLIENT)


def _read(clients: list[UUID], *, after: int) -> None:
    for start in range(0, len(clients), 100):
        events = AccessEvent.objects.filter(client_id__in=clients[start : start + 100], sequence__gt=after)
        for event in events.order_by("client_id", "sequence").iterator():
            fingerprint(event)


def _with_memory(act: Callable[[], object]) -> tuple[float, float]:
    """CPU time in ms, and by how many MB this process grows at most."""
    forget_peak()
    idle = peak_mb()
    figure = cpu_ms(act)
    return figure, peak_mb() - idle


def _longest_wait(clients: list[UUID]) -> float:
    """Lines are appended while the file is read and compacted, as by the proof."""
    waits = []
    with ThreadPoolExecutor(1) as pool:
        compacting = pool.submit(lambda: compact(kept_heads()))
        while not compacting.done():
            begun = perf_counter()
            keep_head(clients[0], 1, "0" * 64)
            waits.append((perf_counter() - begun) * 1000)
            sleep(0.002)
        compacting.result()
    return max(waits, default=0.0)
