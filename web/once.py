"""A form sent twice makes one row: its key comes with the page."""

from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model

from web.keys import uuid7

Row = TypeVar("Row", bound=Model)


def get_or_create_by_key(
    model: type[Row], key: UUID | None, *, owner: dict[str, Any], values: dict[str, Any]
) -> tuple[Row, bool]:
    """The row under `key` that belongs to `owner` (fields and values), made from `values` if it is new.

    Returns (row, whether it is new). A key that is taken by another owner's row is given up for a fresh
    one: it tells nothing of that row.
    """
    rows = model._default_manager  # noqa: SLF001 -- the documented way to a model's manager
    if key is None:
        return rows.create(**owner, **values), True
    try:
        with transaction.atomic():
            return rows.get_or_create(pk=key, **owner, defaults=values)
    except IntegrityError:
        return rows.create(pk=uuid7(), **owner, **values), True
