"""Sweeps: what beat starts again and again. One of a name never runs twice at once, on however many workers.

    @sweep("benefits.remind_of_lapsing")
    def remind_of_lapsing() -> None:
        reminders.remind_of_lapsing()

is a Celery task of that name. The lease is a row of the database, renewed while the sweep runs: one whose
process was killed runs again once the lease is over.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.db.models import Q
from django.utils import timezone

from web.clock import is_clock_right
from web.heartbeat import Heartbeat
from web.keys import uuid7
from web.models import SweepLease

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
RENEW_EVERY = 30.0  # seconds


class SweepTask(Task[[], None]):
    """A task that runs once at a time."""


def sweep(name: str) -> Callable[[Callable[[], None]], Any]:
    """Makes a Celery task of a function, which does nothing while another run of it goes on."""

    def task_of(run: Callable[[], None]) -> Any:
        @wraps(run)
        def run_alone() -> None:
            with leased(name) as is_ours:
                if is_ours:
                    run()

        return shared_task(name=name, base=SweepTask)(run_alone)

    return task_of


@contextmanager
def leased(name: str) -> Iterator[bool]:
    """Gives whether this run has the sweep; it then keeps it to the end of the block."""
    run = uuid7()
    if not is_clock_right():
        yield False
        return
    if not _take(name, run, now=timezone.now()):
        logger.info("The sweep %s runs already", name)
        yield False
        return
    try:
        with Heartbeat(lambda: _renew(name, run), every=RENEW_EVERY):
            yield True
    finally:
        SweepLease.objects.filter(name=name, run=run).update(run=None, leased_until=None, ended_at=timezone.now())


def _take(name: str, run: UUID, *, now: datetime) -> bool:
    """In one statement: of two that try at once, one gets it."""
    SweepLease.objects.get_or_create(name=name)
    free = SweepLease.objects.filter(Q(run=None) | Q(leased_until__lt=now), name=name)
    return free.update(run=run, leased_until=now + LEASE) == 1


def _renew(name: str, run: UUID) -> None:
    SweepLease.objects.filter(name=name, run=run).update(leased_until=timezone.now() + LEASE)
