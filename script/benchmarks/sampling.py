"""CPU times, alike on a machine that is idle and on one that is busy: what other processes take is not counted.

Compared are medians of samples that were taken in turns, so that a slow moment of the machine falls on all.
"""

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

WARM_UP = 3  # rounds


def cpu_ms(act: Callable[[], object]) -> float:
    """CPU time of this process and of its database while `act` runs; earlier garbage is collected first."""
    gc.collect()
    database, start = database_ms(), time.process_time()
    act()
    own_ms = (time.process_time() - start) * 1000
    return own_ms + database_ms() - database


def database_ms() -> float:
    """CPU time so far of the PostgreSQL process behind Django's connection; 0 for SQLite, and where there is no /proc."""
    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(schedule.read_text().split()[0]) / 1_000_000 if schedule.exists() else 0


def in_one_process() -> None:
    """From now on no helper of PostgreSQL's does part of a query, whose time nobody would count."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


def forget_undone(*tables: str) -> None:
    """Clears away what runs that were rolled back have left in these tables (or all), as autovacuum does in time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {', '.join(tables)}")


def medians_ms(*acts: Callable[[], object], rounds: int) -> list[float]:
    """The median CPU time of each."""
    return medians(*(lambda act=act: cpu_ms(act) for act in acts), rounds=rounds)


def medians(*samplers: Callable[[], float], rounds: int) -> list[float]:
    """The median of what each sampler gives, asked in turns, after a few rounds that warm up."""
    samples = [[sampler() for sampler in samplers] for _ in range(WARM_UP + rounds)][WARM_UP:]
    return [statistics.median(column) for column in zip(*samples, strict=True)]
