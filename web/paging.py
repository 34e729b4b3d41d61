"""Pages by key: the next page begins after the last row, however much data there is."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from web.keys import uuid_or_none

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    next_key: str  # goes into the address as ?after=; empty on the last page


def page_by_key(rows: QuerySet[Row], *, by: str, after: str, size: int = 50, newest_first: bool = False) -> Page[Row]:
    """One page of `rows` in the order of the field `by`, then of the key.

    `after` is the `next_key` of the page before, or "". A key that leads nowhere begins anew.
    """
    sign, compare = ("-", "lt") if newest_first else ("", "gt")
    start = rows.filter(pk=after).values_list(by, "pk").first() if uuid_or_none(after) else None
    ordered = rows.order_by(f"{sign}{by}", f"{sign}pk")
    if start is not None:
        value, key = start
        ordered = ordered.filter(Q(**{f"{by}__{compare}": value}) | Q(**{by: value, f"pk__{compare}": key}))
    fetched = list(ordered[: size + 1])
    return Page(fetched[:size], str(fetched[size - 1].pk) if len(fetched) > size else "")
