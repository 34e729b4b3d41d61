"""What the client wants: kept with who changed what and when, and reached, dropped or replaced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from accounts.models import User
from careplan.models import Goal
from clients.lifecycle import require_confirmed
from clients.models import Client
from web.errors import EditConflict
from web.numbers import with_unit
from web.once import get_or_create_by_key
from web.words import StrOrPromise

FIELDS = ("text", "measure", "unit", "baseline", "target", "target_date")
CHANGES_SHOWN = 50


class GoalEndedError(Exception):
    """The goal was reached, dropped or replaced: it has to be active again before it can be changed."""


# --- what is done -------------------------------------------------------------------------


@transaction.atomic
def add_goal(client: Client, values: Mapping[str, Any], *, trainer: User, key: UUID | None = None) -> Goal:
    """Keeps a new goal (`values` by the names of FIELDS); the same `key` twice keeps it once.

    Raises NotConfirmedError for a baseline until the client has confirmed: it tells of their body.
    """
    if values.get("baseline") is not None:
        require_confirmed(client)
    goal, is_new = get_or_create_by_key(Goal, key, owner={"client": client}, values=dict(values))
    if is_new:
        _history(goal).update(history_user=trainer)  # its only row
    return goal


@transaction.atomic
def change_goal(goal: Goal, values: Mapping[str, Any], *, version: int, trainer: User) -> None:
    """Saves what differs; saving the same changes nothing.

    `version` is what `version_of` gave when the form was opened. Raises EditConflict where it is another
    by now, GoalEndedError, and NotConfirmedError as add_goal does.
    """
    current = _locked(goal)
    if version_of(current) != version:
        raise EditConflict
    if current.status != Goal.Status.ACTIVE:
        raise GoalEndedError
    if values.get("baseline") is not None:
        require_confirmed(goal.client)
    if all(getattr(current, name) == values[name] for name in FIELDS):
        return
    for name in FIELDS:
        setattr(current, name, values[name])
    _save(current, trainer)


@transaction.atomic
def close_goal(goal: Goal, status: str, *, trainer: User, reason: str = "") -> bool:
    """Reached or dropped, with an optional reason; False, and nothing changed, for one that has ended already.

    Raises NotConfirmedError for a reason until the client has confirmed: it may tell of their body.
    """
    current = _locked(goal)
    if current.status != Goal.Status.ACTIVE:
        return False
    if reason:
        require_confirmed(goal.client)
    _set_status(current, status, trainer, reason)
    return True


@transaction.atomic
def reopen_goal(goal: Goal, *, trainer: User) -> bool:
    """Active again; a goal that had taken its place stays, as one of its own. False for one that is active."""
    current = _locked(goal)
    if current.status == Goal.Status.ACTIVE:
        return False
    current.replaced_by = None
    _set_status(current, Goal.Status.ACTIVE, trainer, "")
    return True


@transaction.atomic
def replace_goal(goal: Goal, values: Mapping[str, Any], *, trainer: User, key: UUID) -> Goal:
    """Puts a new goal in the place of one; the same `key` twice does so once.

    Raises GoalEndedError where it had ended otherwise, and NotConfirmedError as add_goal does.
    """
    current = _locked(goal)
    if current.replaced_by_id == key and current.replaced_by:
        return current.replaced_by
    if current.status != Goal.Status.ACTIVE:
        raise GoalEndedError
    current.replaced_by = add_goal(goal.client, values, trainer=trainer, key=key)
    _set_status(current, Goal.Status.REPLACED, trainer, "")
    return current.replaced_by


def _locked(goal: Goal) -> Goal:
    return Goal.objects.select_for_update().get(pk=goal.pk)


def _set_status(goal: Goal, status: str, trainer: User, reason: str) -> None:
    goal.status, goal.status_reason, goal.status_changed_at = status, reason, timezone.now()
    _save(goal, trainer)


def _save(goal: Goal, trainer: User) -> None:
    """With who did it: the history has no other way to know."""
    goal._history_user = trainer  # type: ignore[attr-defined]  # noqa: SLF001 -- the name that simple_history reads
    goal._change_reason = goal.status_reason[:100]  # type: ignore[attr-defined]  # noqa: SLF001
    goal.save()


def _history(goal: Goal) -> QuerySet[Any]:
    """A row for each state in which the goal was kept."""
    rows: Any = goal.history
    return cast("QuerySet[Any]", rows.all())


def goal_states() -> QuerySet[Any]:
    """Every state in which any goal was kept, the oldest first: rows of the history, with `client`."""
    rows: Any = Goal.history
    return cast("QuerySet[Any]", rows.order_by("history_id"))


def version_of(goal: Goal) -> int:
    """What differs after every change (one query)."""
    return _history(goal).order_by("-history_id").values_list("history_id", flat=True).first() or 0


# --- how it changed -----------------------------------------------------------------------


@dataclass(frozen=True)
class FieldChange:
    label: StrOrPromise
    before: str  # in words, as `after`; "" where there was nothing
    after: str


@dataclass(frozen=True)
class GoalChange:
    """One act on a goal: added (without fields), changed, ended or made active again."""

    number: int  # of the version that it made
    at: datetime
    who: str  # "" where nobody is known
    fields: list[FieldChange]
    is_first: bool
    reason: str


def changes_of(goal: Goal, *, before: int | None = None) -> tuple[list[GoalChange], int | None]:
    """How the goal came to be what it is, the newest first, and where the next page begins (one query).

    At most CHANGES_SHOWN; `before` is what the page before gave as second.
    """
    rows = _history(goal).select_related("history_user").order_by("-history_id")
    if before is not None:
        rows = rows.filter(history_id__lte=before)
    fetched = list(rows[: CHANGES_SHOWN + 1])
    earlier = [*fetched[1:], None]
    changes = [_change(row, was) for row, was in zip(fetched, earlier, strict=True)]
    more = fetched[CHANGES_SHOWN].history_id if len(fetched) > CHANGES_SHOWN else None
    return changes[:CHANGES_SHOWN], more


def changes_since(goal: Goal, version: int) -> list[GoalChange]:
    """What was changed after `version`, the newest first (one query)."""
    return [change for change in changes_of(goal)[0] if change.number > version]


def _change(row: Any, was: Any | None) -> GoalChange:
    """What one row of the history changed, against the row before it."""
    changed = [name for name in (*FIELDS, "status") if was and getattr(row, name) != getattr(was, name)]
    return GoalChange(
        number=row.history_id,
        at=row.history_date,
        who=row.history_user.name if row.history_user else "",
        fields=[FieldChange(LABELS[name], in_words(was, name, nothing=""), in_words(row, name)) for name in changed],
        is_first=row.history_type == "+",
        reason=row.status_reason if "status" in changed else "",
    )


NO_DATA = gettext_lazy("No data")
LABELS: dict[str, StrOrPromise] = {
    "text": gettext_lazy("Goal"),
    "measure": gettext_lazy("What is measured"),
    "unit": gettext_lazy("Unit"),
    "baseline": gettext_lazy("Where it stands now"),
    "target": gettext_lazy("Where it should be"),
    "target_date": gettext_lazy("By when"),
    "status": gettext_lazy("State"),
}


def in_words(goal: Any, name: str, *, nothing: StrOrPromise = NO_DATA) -> str:
    """One field of a goal, or of a row of its history, as it is read; `nothing` for an empty one."""
    value = getattr(goal, name)
    if value is None or value == "":
        return str(nothing)
    if isinstance(value, Decimal):
        return with_unit(value, goal.unit)
    if isinstance(value, date):
        return date_format(value)
    return str(Goal.Status(value).label) if name == "status" else str(value)
