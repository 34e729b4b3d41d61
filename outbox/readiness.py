"""Whether this installation does all of its work, for a monitor. (Pages go on without Redis: no proxy should ask it.)"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from outbox.alarm import late_mail
from web.breaker import redis_breaker
from web.clock import is_clock_right
from web.models import SweepLease

logger = logging.getLogger(__name__)

Check = Callable[[datetime], bool]
_checks: dict[str, Check] = {}  # by the word that stands in the log where one is False

SWEEPS_STOPPED_AFTER = timedelta(minutes=10)  # they begin each minute


def register_check(word: str, check: Check) -> None:
    """Called by each app that has something to ask, when it is ready."""
    _checks[word] = check


def is_ready(*, now: datetime) -> bool:
    """False where something is wrong; what it is stands in the log."""
    wrong = list(troubles(now=now))
    if wrong:
        logger.error("Not ready: %s", ", ".join(wrong))
    return not wrong


def troubles(*, now: datetime) -> Iterator[str]:
    """What is wrong, in a word each; nothing else is asked without a database (four queries, on SQLite three)."""
    try:
        if not _is_migrated():
            yield "migrations"
        if not is_clock_right():
            yield "clock"
        if sweeps_have_stopped(now=now):
            yield "sweeps"
        if late_mail(now=now).count:
            yield "mail"
        yield from (word for word, check in _checks.items() if not check(now))
    except DatabaseError:
        yield "database"
    if settings.REDIS_URL and not _redis_answers():
        yield "redis"


def sweeps_have_stopped(*, now: datetime) -> bool:
    """Whether none has ended for ten minutes; in an installation that has just begun, none had to."""
    newest = SweepLease.objects.aggregate(newest=Max("ended_at"))["newest"]
    return newest is not None and newest < now - SWEEPS_STOPPED_AFTER


def _is_migrated() -> bool:
    """Asked until it is true: no release takes migrations back while it runs."""
    try:
        return _migrated()
    except LookupError:
        return False


@cache
def _migrated() -> bool:
    """Raises LookupError, which is not cached, where migrations are to be applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError
    return True


def _redis_answers() -> bool:
    caches["default"].get("ready")
    return not redis_breaker.is_open
