"""Pages by key: a page says after which row the next one begins."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema

from api.problems import Problem
from web.paging import page_by_key

Row = TypeVar("Row", bound=Model)
MOST = 100


class Paging(Schema):
    after: UUID | None = None
    size: Annotated[int, Query(ge=1, le=MOST)] = 50


def page_of(
    rows: QuerySet[Row], paging: Paging, *, by: str, newest_first: bool = False, make: Callable[[Row], Any]
) -> dict[str, Any]:
    """The page's rows as `items`, and `next`, which is null on the last one. Raises Problem for an unknown `after`."""
    if paging.after and not rows.filter(pk=paging.after).exists():
        raise Problem(400, _("“after” leads nowhere (any more). Begin with the first page."))
    after = str(paging.after or "")
    page = page_by_key(rows, by=by, after=after, size=paging.size, newest_first=newest_first)
    return {"items": [make(row) for row in page.rows], "next": page.next_key or None}
