"""A file of clients comes in: uploaded, matched, checked, and then written whole or not at all.

Checking and all that takes time lies outside of the one transaction that writes: SQLite has one writer, and
pages go on answering.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clients.access_log import Actor, record_access_to_each
from clients.addresses import change_client
from clients.import_check import Change, Plan, check, roster_of, values_of
from clients.lifecycle import Newcomers, make_ready, register_all
from clients.models import Client, ClientImport
from web.errors import EditConflict
from web.once import get_or_create_by_key
from web.table_import import OPEN_FOR
from web.tables_in import Table

State = ClientImport.State


def open_import(table: Table, *, trainer: User, key: UUID | None = None) -> ClientImport:
    """Keeps a file's rows until they are confirmed; the same `key` twice keeps one."""
    values = {
        "columns": table.columns,
        "rows": [[row.number, row.cells] for row in table.rows],
        "separator": table.separator,
    }
    return get_or_create_by_key(ClientImport, key, owner={"trainer": trainer}, values=values)[0]


def match(opened: ClientImport, *, matched: dict[str, int], known: str) -> None:
    """Says which column is what, and what becomes of clients who are known already."""
    if matched.get("birth_date") != opened.matched.get("birth_date"):
        opened.date_order = ""
    opened.matched, opened.known, opened.leaves_out_wrong = matched, known, False
    opened.save(update_fields=["matched", "known", "leaves_out_wrong", "date_order"])


def say_date_order(opened: ClientImport, order: str) -> None:
    """Says how the days of the column are written, where it does not tell; what is no such order changes nothing."""
    if order in ClientImport.DateOrder.values:
        opened.date_order = order
        opened.save(update_fields=["date_order"])


def leave_out_wrong(opened: ClientImport) -> None:
    """The trainer's wish: rows with something wrong in them stay out, and the others come in."""
    opened.leaves_out_wrong = True
    opened.save(update_fields=["leaves_out_wrong"])


def confirm(
    opened: ClientImport, *, trainer: User, figures: Mapping[str, int | None], now: datetime | None = None
) -> bool:
    """Writes what was shown to the trainer, whose `figures` they agreed to. False where it was confirmed already.

    Raises EditConflict where the file, or a client, would now come to something else.
    """
    moment = now or timezone.now()
    plan = check(opened, trainer=trainer)
    if plan.stops or plan.figures != figures:
        raise EditConflict
    return write(opened, ready_to_write(plan, trainer=trainer, now=moment), now=moment)


@dataclass(frozen=True)
class Ready:
    """A plan with everything made that can be made beforehand."""

    plan: Plan
    trainer: User
    newcomers: Newcomers
    undo: dict[str, Any]


def ready_to_write(plan: Plan, *, trainer: User, now: datetime | None = None) -> Ready:
    """Secrets sealed, tokens hashed, and one line in the log of each client who is about to change."""
    new = [client for _number, client in plan.new]
    changed = [change.client.pk for change in plan.changed]
    record_access_to_each(
        changed, actor=Actor.user(trainer), action="clients:confirm_import", through=("permission", "lead")
    )
    undo = {
        "created": {str(client.pk): values_of(client) for client in new},
        "changed": {str(change.client.pk): {"before": change.before, "after": change.after} for change in plan.changed},
    }
    return Ready(plan, trainer, make_ready(new, trainer=trainer, now=now), undo)


@transaction.atomic
def write(opened: ClientImport, ready: Ready, *, now: datetime) -> bool:
    """The one transaction. False where the import was confirmed already; raises EditConflict."""
    plan = ready.plan
    claimed = ClientImport.objects.filter(pk=opened.pk, state=State.OPEN).update(
        state=State.DONE, done_at=now, rows=[], figures=plan.figures, undo=ready.undo
    )
    if not claimed:
        return False
    locked = Client.objects.select_for_update().in_bulk([change.client.pk for change in plan.changed])
    if roster_of(ready.trainer)[1] != plan.roster:
        raise EditConflict
    register_all(ready.newcomers)
    for change in plan.changed:
        _change(locked[change.client.pk], change, by=ready.trainer)
    return True


def _change(client: Client, change: Change, *, by: User) -> None:
    """By the same rule as by hand: at a new mailbox they have to confirm anew."""
    for name, value in change.after.items():
        setattr(client, name, value)
    change_client(client, by=by)


def drop_old(*, now: datetime) -> int:
    """Nobody's rows lie about: what was not confirmed within a day goes, and what undoing needed. Returns how many."""
    forgotten, _by_model = ClientImport.objects.filter(state=State.OPEN, created_at__lt=now - OPEN_FOR).delete()
    done = ClientImport.objects.filter(done_at__lt=now - ClientImport.undo_within).exclude(undo={}, not_undone=[])
    return forgotten + done.update(undo={}, not_undone=[])
