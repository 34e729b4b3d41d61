"""Whether this installation does all of its work, for a monitor. (Pages go on without Redis: no proxy should ask it.)"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, DateTimeField, Max, Min, QuerySet, Value

from outbox.alarm import LateMail, late_messages
from web.breaker import CERTIFICATE, is_refused_certificate, redis_breaker
from web.clock import is_clock_right
from web.models import SweepLease

logger = logging.getLogger(__name__)

Check = Callable[[datetime], bool]
Rows = Callable[[datetime], QuerySet[Any]]
_checks: dict[str, Check] = {}  # by the word that stands in the log where one is False
_alarms: dict[str, Rows] = {}  # by the word that stands in the log where there is a row

SWEEPS_STOPPED_AFTER = timedelta(minutes=10)  # they begin each minute


def register_check(word: str, check: Check) -> None:
    """Called by each app that has something to ask, when it is ready."""
    _checks[word] = check


def register_alarm(word: str, rows: Rows) -> None:
    """The same for something that is wrong while there is a row; all alarms are asked with one query."""
    _alarms[word] = rows


def is_ready(*, now: datetime) -> bool:
    """False where something is wrong; what it is stands in the log."""
    wrong = list(troubles(now=now))
    if wrong:
        logger.error("Not ready: %s", ", ".join(wrong))
    return not wrong


def troubles(*, now: datetime) -> Iterator[str]:
    """What is wrong, in a word each; nothing else is asked without a database (two queries, on SQLite one)."""
    try:
        if not _is_migrated():
            yield "migrations"
        if not is_clock_right():
            yield "clock"
        yield from health(now=now).troubles
    except DatabaseError as error:
        yield from (_why_no_database(error), *_of_redis())


def _why_no_database(error: DatabaseError) -> str:
    """Only what is known to be no row's words."""
    return f"database ({CERTIFICATE})" if is_refused_certificate(error) else "database"


@dataclass(frozen=True)
class Health:
    """What is wrong, in a word each, and the mail that is late."""

    troubles: list[str]
    late_mail: LateMail


def health(*, now: datetime) -> Health:
    """All that a page can ask (one query). Raises DatabaseError.

    Not the clock, which stops the sweeps where it is wrong, and not migrations, whose files are read for it.
    """
    answers = _in_the_database(now)
    newest = answers["sweeps"].at
    wrong = {
        "sweeps": newest is not None and newest < now - SWEEPS_STOPPED_AFTER,
        "mail": bool(answers["mail"].rows),
        **{word: bool(answers[word].rows) for word in _alarms},
        **{word: not check(now) for word, check in _checks.items()},
    }
    return Health([*(word for word, is_wrong in wrong.items() if is_wrong), *_of_redis()], LateMail(*answers["mail"]))


class Answer(NamedTuple):
    """How many rows, and the moment of one of them: of the newest sweep, of the mail that waits longest."""

    rows: int
    at: datetime | None


def _in_the_database(now: datetime) -> dict[str, Answer]:
    queries = [
        _counted("sweeps", SweepLease.objects.all(), Max("ended_at")),
        _counted("mail", late_messages(now), Min("due_at")),
        *(_counted(word, rows(now), Value(None, DateTimeField())) for word, rows in _alarms.items()),
    ]
    first, *others = queries
    rows = first.union(*others, all=True)
    return defaultdict(lambda: Answer(0, None), {word: Answer(count, at) for word, count, at in rows})


def _counted(word: str, rows: QuerySet[Any], at: Any) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(word=Value(word)).values("word")
    return named.annotate(count=Count("pk"), at=at).values_list("word", "count", "at")


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


def _of_redis() -> list[str]:
    if not settings.REDIS_URL:
        return []
    caches["default"].get("ready")
    return ["redis"] if redis_breaker.is_open else []
