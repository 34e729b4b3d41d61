"""A log of another program comes into a client's sessions, and is taken back."""

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from clients.lifecycle import require_confirmed
from clients.models import Client
from exercises.models import Exercise
from sessions_log.log_files import source_of
from sessions_log.log_import_check import LogPlan, NewSession, check
from sessions_log.models import ExerciseEntry, LogImport, SessionCorrection, SetEntry, TrainingSession
from web.errors import EditConflict
from web.once import get_or_create_by_key
from web.table_import import OPEN_FOR
from web.tables_in import Table

State = LogImport.State
NOON = time(12)


class TooLateError(Exception):
    """It was taken back already, or it is more than a day ago."""


def open_import(table: Table, *, client: Client, trainer: User, key: UUID | None = None) -> LogImport:
    """Keeps a file's rows until they are confirmed; the same `key` twice keeps one.

    Raises UnreadableTableError for a file of another program, and NotConfirmedError.
    """
    require_confirmed(client)
    values = {
        "columns": table.columns,
        "rows": [[row.number, row.cells] for row in table.rows],
        "separator": table.separator,
        "source": source_of(table.columns),
    }
    return get_or_create_by_key(LogImport, key, owner={"client": client, "trainer": trainer}, values=values)[0]


def say_unit(opened: LogImport, unit: str) -> None:
    """In which unit the file's loads are; what is no unit changes nothing."""
    if unit in User.LoadUnit.values:
        LogImport.objects.filter(pk=opened.pk, state=State.OPEN).update(load_unit=unit)


def leave_out_wrong(opened: LogImport) -> None:
    LogImport.objects.filter(pk=opened.pk, state=State.OPEN).update(leaves_out_wrong=True)


@transaction.atomic
def settle(opened: LogImport, *, name: str, exercise: Exercise | None) -> None:
    """Says which exercise a name of the file is; None leaves its sets out."""
    row = LogImport.objects.select_for_update().get(pk=opened.pk)
    if row.state == State.OPEN:
        row.settled[name] = str(exercise.pk) if exercise else ""
        row.save(update_fields=["settled"])


def confirm(
    opened: LogImport, *, client: Client, trainer: User, agreed: Mapping[str, int | None], now: datetime | None = None
) -> bool:
    """Writes what was shown to the trainer, who `agreed` to it (LogPlan.agreement). False where it was confirmed already.

    Raises EditConflict where it would come to something else by now, and NotConfirmedError.
    """
    require_confirmed(client)
    plan = check(opened, client=client, trainer=trainer)
    if plan.stops or plan.agreement != agreed:
        raise EditConflict
    try:
        return _write(opened, plan, client=client, trainer=trainer, now=now or timezone.now())
    except IntegrityError as error:  # session_imported_once: the same file came in meanwhile
        raise EditConflict from error


@transaction.atomic
def _write(opened: LogImport, plan: LogPlan, *, client: Client, trainer: User, now: datetime) -> bool:
    sessions = [_session(new, opened, client, trainer, now) for new in plan.new]
    claimed = LogImport.objects.filter(pk=opened.pk, state=State.OPEN).update(
        state=State.DONE,
        done_at=now,
        rows=[],
        settled={},
        figures=plan.figures,
        undo={"created": [str(one.pk) for one in sessions]},
    )
    if not claimed:
        return False
    TrainingSession.objects.bulk_create(sessions)
    entries = [
        (ExerciseEntry(session=session, exercise=each.exercise, position=place, note=each.note), each.sets)
        for session, new in zip(sessions, plan.new, strict=True)
        for place, each in enumerate(new.entries)
    ]
    ExerciseEntry.objects.bulk_create([entry for entry, _sets in entries], batch_size=500)
    sets = [
        SetEntry(entry=entry, position=place, amount=amount, load_kg=logged.load_kg, kind=logged.kind)
        for entry, of_entry in entries
        for place, (amount, logged) in enumerate(of_entry)
    ]
    SetEntry.objects.bulk_create(sets, batch_size=500)
    return True


def _session(new: NewSession, opened: LogImport, client: Client, trainer: User, now: datetime) -> TrainingSession:
    """Files tell no time that holds for all: noon, where the client lives, and of today's none that is still to come."""
    at = min(datetime.combine(new.on, NOON, tzinfo=client.zone), now)
    return TrainingSession(
        client=client,
        trainer=trainer,
        started_at=at,
        ended_at=at,
        state=TrainingSession.State.COMPLETED,
        imported_from=opened.source,
        imported_as=new.imported_as,
    )


@transaction.atomic
def undo(imported: LogImport, *, now: datetime | None = None) -> None:
    """Deletes the sessions that came in with it, but for those that were corrected since: `not_undone` has their keys.

    Raises TooLateError.
    """
    moment = now or timezone.now()
    since = moment - LogImport.undo_within
    if not LogImport.objects.filter(pk=imported.pk, state=State.DONE, done_at__gte=since).update(state=State.UNDONE):
        raise TooLateError
    keys = [UUID(key) for key in imported.undo.get("created", [])]
    came_in = TrainingSession.objects.filter(pk__among=keys, client=imported.client_id)
    corrected = came_in.filter(Exists(SessionCorrection.objects.filter(session=OuterRef("pk"))))
    imported.refresh_from_db()
    imported.not_undone = [[str(key), "corrected"] for key in corrected.values_list("pk", flat=True)]
    came_in.exclude(pk__in=corrected.values("pk")).delete()
    imported.undo = {}
    imported.save(update_fields=["not_undone", "undo"])


def drop_old(*, now: datetime) -> int:
    """What was not confirmed within a day goes, and what is no more needed for taking back. Returns how many."""
    forgotten, _by_model = LogImport.objects.filter(created_at__lt=now - OPEN_FOR, state=State.OPEN).delete()
    done, _by_model = LogImport.objects.filter(done_at__lt=now - LogImport.undo_within).delete()
    return forgotten + done
