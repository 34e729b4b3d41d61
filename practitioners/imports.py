"""A file of practitioners comes in: chosen, matched, checked, confirmed, and then written by a worker, whole or not at all.

Checking lies outside of the one transaction that writes, and what was confirmed is checked again inside of it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from practitioners.accounts import record_entry
from practitioners.changes import save_practitioner
from practitioners.events import PractitionerEvent, changes_between
from practitioners.import_check import CHANGING, Plan, check, network_of
from practitioners.models import Clinic, Practitioner
from practitioners.network_records import PractitionerImport
from web.errors import EditConflict
from web.hints import hint_at
from web.once import get_or_create_by_key
from web.table_import import OPEN_FOR
from web.tables_in import Table

State = PractitionerImport.State
BATCH = 500
# What concerns others when it changes: such rows are saved one by one, and those who rest on them are told.
TOLD = {"email", "verification"}


def open_import(table: Table, *, by: User, key: UUID | None = None) -> PractitionerImport:
    """Keeps a file's rows until they are confirmed; the same `key` twice keeps one."""
    values = {
        "columns": table.columns,
        "rows": [[row.number, row.cells] for row in table.rows],
        "separator": table.separator,
    }
    return get_or_create_by_key(PractitionerImport, key, owner={"by": by}, values=values)[0]


def match(opened: PractitionerImport, *, matched: dict[str, int], known: str) -> None:
    """Says which column is what, and what becomes of those who are there already."""
    _while_open(opened, matched=matched, known=known, leaves_out_wrong=False, gave_up=False)


def leave_out_wrong(opened: PractitionerImport) -> None:
    """Rows with something wrong in them stay out, and the others come in."""
    _while_open(opened, leaves_out_wrong=True)


def _while_open(opened: PractitionerImport, **values: Any) -> None:
    PractitionerImport.objects.filter(pk=opened.pk, state=State.OPEN).update(**values)
    opened.refresh_from_db()


def confirm(
    opened: PractitionerImport, *, by: User, figures: Mapping[str, int | None], now: datetime | None = None
) -> bool:
    """Hands what was shown over to a worker; False where it was confirmed already.

    Raises EditConflict where the file would now come to something else than the `figures` that were agreed to.
    """
    plan = check(opened)
    if plan.stops or plan.figures != figures:
        raise EditConflict
    moment = now or timezone.now()
    is_queued = PractitionerImport.objects.filter(pk=opened.pk, state=State.OPEN).update(
        state=State.QUEUED, confirmed_at=moment, confirmed_by=by, figures=plan.figures, gave_up=False
    )
    if is_queued:
        transaction.on_commit(_hint, robust=True)
    return bool(is_queued)


def _hint() -> None:
    """Tells a worker that there is a file to write; the sweep finds it without the hint too."""
    from practitioners.tasks import write_imports  # noqa: PLC0415  (the task calls this module)

    hint_at(write_imports)


def write_queued(*, now: datetime | None = None) -> int:
    """Writes all that was confirmed, in its order; returns how many files. A run that was killed is begun anew."""
    written = 0
    while True:
        queued = PractitionerImport.objects.filter(state=State.QUEUED).order_by("confirmed_at").first()
        if queued is None:
            return written
        _write_queued(queued, now or timezone.now())
        written += 1


def _write_queued(queued: PractitionerImport, now: datetime) -> None:
    """Open again, and marked so, where it would come to something else by now."""
    plan = check(queued, progress=lambda rows: _show_progress(queued, rows))
    try:
        _write(queued, plan, now)
    except (EditConflict, IntegrityError):
        PractitionerImport.objects.filter(pk=queued.pk, state=State.QUEUED).update(
            state=State.OPEN, confirmed_at=None, confirmed_by=None, gave_up=True
        )


@transaction.atomic
def _write(queued: PractitionerImport, plan: Plan, now: datetime) -> None:
    """The one transaction. Raises EditConflict."""
    if plan.stops or plan.figures != queued.figures:
        raise EditConflict
    changed = [change.practitioner for change in plan.changed]
    list(Practitioner.objects.select_for_update().filter(pk__in=[entry.pk for entry in changed]).order_by("pk"))
    if network_of(queued).state != plan.network_state:
        raise EditConflict
    by = queued.confirmed_by
    Clinic.objects.bulk_create(plan.new_clinics.values(), batch_size=BATCH)
    new = [practitioner for _row, practitioner in plan.new]
    for practitioner in new:
        practitioner.added_by = by
        practitioner.clinic_id = practitioner.clinic.pk if practitioner.clinic else None
    Practitioner.objects.bulk_create(new, batch_size=BATCH)
    added = [PractitionerEvent(practitioner=entry, what=PractitionerEvent.What.ADDED, by=by) for entry in new]
    PractitionerEvent.objects.bulk_create(added, batch_size=BATCH)
    save_all(((change.practitioner, change.before) for change in plan.changed), by=by)
    undo = {
        "created": {str(practitioner.pk): values_of(practitioner) for practitioner in new},
        "changed": {
            str(change.practitioner.pk): {"before": change.before, "after": change.after} for change in plan.changed
        },
    }
    PractitionerImport.objects.filter(pk=queued.pk, state=State.QUEUED).update(
        state=State.DONE, done_at=now, rows=[], undo=undo
    )


def save_all(changed: Iterable[tuple[Practitioner, dict[str, Any]]], *, by: User | None) -> None:
    """Saves those who changed, each with the columns that it had before; it is noted, and whom it concerns is told."""
    quiet, events = [], []
    for practitioner, before in changed:
        earlier = _as_before(practitioner, before)
        changes = changes_between(earlier, practitioner, [name.removesuffix("_id") for name in before])
        events.append(
            PractitionerEvent(practitioner=practitioner, what=PractitionerEvent.What.CHANGED, by=by, changes=changes)
        )
        if not TOLD & before.keys():
            quiet.append(practitioner)
            continue
        save_practitioner(practitioner)
        if by is not None:
            record_entry(practitioner, before=earlier, by=by)
    fields = [*(name.removesuffix("_id") for name in CHANGING), *Practitioner.DERIVED]
    Practitioner.objects.bulk_update(quiet, fields, batch_size=100)
    PractitionerEvent.objects.bulk_create(events, batch_size=BATCH)


def _as_before(practitioner: Practitioner, before: dict[str, Any]) -> Practitioner:
    return Practitioner(pk=practitioner.pk, account=practitioner.account, **(values_of(practitioner) | before))


def values_of(practitioner: Practitioner) -> dict[str, Any]:
    """The columns that an import may change."""
    return {name: getattr(practitioner, name) for name in CHANGING}


def drop_old(*, now: datetime) -> int:
    """What was not confirmed within a day goes, and what undoing needed once it is too late for that."""
    forgotten, _by_model = PractitionerImport.objects.filter(state=State.OPEN, created_at__lt=now - OPEN_FOR).delete()
    done = PractitionerImport.objects.filter(done_at__lt=now - PractitionerImport.undo_within)
    return forgotten + done.exclude(undo={}, not_undone=[]).update(undo={}, not_undone=[])


# --- how far it is ------------------------------------------------------------------------


def _show_progress(queued: PractitionerImport, rows: int) -> None:
    cache.set(f"network-import:{queued.pk}", rows, timeout=600)


def progress_of(queued: PractitionerImport) -> int:
    """How many rows have been read."""
    return cache.get(f"network-import:{queued.pk}", 0)
