"""Resolving a change that met another one: the trainer has seen both, and says which one stands."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from sessions_log.locking import LockedSession, lock_session
from sessions_log.models import SyncConflict, TrainingSession
from sessions_log.offline.context import OperationContext, References
from sessions_log.offline.fields import RefusedError, read_fields
from sessions_log.offline.operation import Operation
from sessions_log.offline.operations import OPERATIONS
from sessions_log.offline.receive import apply
from sessions_log.offline.sync_conflicts import Resolution, resolutions_of
from web.dates import ms


@transaction.atomic
def resolve(
    conflict: SyncConflict, resolution: str, *, session: TrainingSession, by: User, now: datetime | None = None
) -> None:
    """Resolves a conflict in one of its ways (sync_conflicts.resolutions_of); a resolved one stays as it was resolved.

    Raises RefusedError, UnacknowledgedConflict or Http404 where what came from the phone can't be taken any more.
    """
    moment = now or timezone.now()
    with lock_session(session, now=moment) as log:
        conflict = SyncConflict.objects.get(pk=conflict.pk)
        if conflict.resolved_at is not None:
            return
        if resolution not in dict(resolutions_of(conflict)):
            raise Http404
        if resolution != Resolution.KEPT and conflict.reason != SyncConflict.Reason.SESSION:
            _apply_all_the_same(conflict, resolution, log, by=by, now=moment)
        conflict.resolution, conflict.resolved_at, conflict.resolved_by = resolution, moment, by
        conflict.save(update_fields=["resolution", "resolved_at", "resolved_by", "server_state"])


def _apply_all_the_same(
    conflict: SyncConflict, resolution: str, log: LockedSession, *, by: User, now: datetime
) -> None:
    """Applies the operation that was kept aside, and keeps in its place what it replaces."""
    fields = read_fields(conflict.operation, phone_now=ms(now), now=now)
    operation = OPERATIONS[fields.type].parse(fields)
    replaced = conflict.server_state.get("set")
    references = References([fields.body], trainer=by, client=log.row.client, session=log.row.pk)
    context = OperationContext(
        by,
        log.row.client,
        references,
        now=now,
        latest=now,
        log=log,
        resolution=resolution,
        replaces=UUID(replaced) if replaced else None,
    )
    conflict.server_state = _server_state(operation, context) or conflict.server_state
    apply(operation, context)


def _server_state(operation: Operation, context: OperationContext) -> dict[str, object]:
    try:
        return operation.server_state(context)
    except (Http404, RefusedError):
        return {}
