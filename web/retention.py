"""How long what is kept: each app registers its rules, and one sweep a night deletes what is past its limit.

docs/privacy.md says of every table how long its rows are kept; a test says which table is missing there.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

logger = logging.getLogger(__name__)

BATCH = 500  # rows of one transaction


@transaction.atomic
def _delete(rows: QuerySet[Any], now: datetime) -> int:
    return rows.delete()[0]


@dataclass(frozen=True)
class RetentionRule:
    """Rows of one class of data, and how long they are kept.

    `over_age` gives those past their limit at a moment, by an index: it is asked every night. `delete` takes a batch of
    them, in transactions of its own, and says how many went.
    """

    name: str  # as docs/privacy.md has it
    limit: timedelta | None  # None: what the practice has set
    over_age: Callable[[datetime], QuerySet[Any]]
    delete: Callable[[QuerySet[Any], datetime], int] = _delete
    batch: int = BATCH


_rules: dict[str, RetentionRule] = {}


def register(*rules: RetentionRule) -> None:
    """Called by each app when it is ready."""
    _rules.update({rule.name: rule for rule in rules})


def retention_rules() -> Sequence[RetentionRule]:
    """All of them, by name."""
    return [_rules[name] for name in sorted(_rules)]


def delete_over_age(*, now: datetime) -> dict[str, int]:
    """Deletes what is past its limit, in batches; gives how many rows of each rule went.

    A rule or a batch that fails keeps no other one back: it is tried again the next night. Raises what failed last, at
    the end.
    """
    failed: Exception | None = None
    gone = {}
    for rule in retention_rules():
        try:
            gone[rule.name] = _delete_in_batches(rule, now)
        except Exception as error:
            logger.exception("The retention rule %s failed", rule.name)
            failed = error
    if failed:
        raise failed
    return gone


def _delete_in_batches(rule: RetentionRule, now: datetime) -> int:
    """Walks past rows that could not go. Raises what failed last, at the end."""
    gone, failed, due = 0, None, rule.over_age(now)
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[: rule.batch]):
        try:
            gone += rule.delete(rule.over_age(now).filter(pk__in=keys), now)
        except Exception as error:
            logger.exception("A batch of the retention rule %s failed", rule.name)
            failed = error
        due = rule.over_age(now).filter(pk__gt=keys[-1])
    if failed:
        raise failed
    return gone
