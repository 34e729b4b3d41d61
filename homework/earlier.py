"""Answers about homework that were changed: the last word stands, and what was said before is read beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from clients.models import Client
from homework.models import EarlierAnswer, HomeworkCheckIn


@dataclass(frozen=True)
class ChangedAnswer:
    """The answer that stands about one exercise on one day, and those before it, the first of them first."""

    check_in: HomeworkCheckIn
    earlier: list[EarlierAnswer]


def changed_answers(client: Client, first: date, last: date) -> list[ChangedAnswer]:
    """About the days between two, both included, the latest day first (one query)."""
    rows = EarlierAnswer.objects.filter(
        check_in__prescription__client=client, check_in__on__range=(first, last)
    ).select_related("check_in__prescription__exercise")
    return changes_of(rows.order_by("-check_in__on", "check_in", "answered_at", "id"))


def changes_of(rows: Iterable[EarlierAnswer]) -> list[ChangedAnswer]:
    """By their check-in; the rows of one stand together (no query)."""
    return [ChangedAnswer(check_in, list(earlier)) for check_in, earlier in groupby(rows, lambda row: row.check_in)]
