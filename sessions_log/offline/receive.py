"""Receiving the operations of phones: each is applied once, however often it comes.

The operations of a batch that follow each other and are about one session are a run: they are applied in one
transaction, with what they name read once. Only where one of a run is refused, the run is applied anew with a
savepoint for each, so that what is refused leaves nothing behind.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clients.models import Client
from sessions_log.conflicts import GuidanceAnswer, UnacknowledgedConflict
from sessions_log.corrections import recorded
from sessions_log.locking import LockedSession
from sessions_log.models import ProcessedOperation, SyncConflict, TrainingSession
from sessions_log.offline.context import OperationContext, References
from sessions_log.offline.exercise_operations import AnswerGuidance
from sessions_log.offline.fields import Batch, Fields, RefusedError, digest_of, key_of, read_fields
from sessions_log.offline.operation import Conflict, Operation
from sessions_log.offline.operations import OPERATIONS
from sessions_log.offline.set_operations import RemoveSet
from sessions_log.offline.sheet_json import conflict_json
from web.errors import EditConflict
from web.keys import uuid_or_none

TAKEN, GONE, CONFLICT, REFUSED = 200, 404, 409, 422
KEPT_FOR = timedelta(days=7)
TRIES = 3  # of two that make the same row at once, one is too late and looks again

# (session, kind and key of the thing): what a later operation on it builds on
Thing = tuple[UUID, str, str]


@dataclass(frozen=True)
class Answer:
    """What is answered to one operation; `conflicts` is the guidance that it conflicts with."""

    key: str | None
    status: int
    words: str = ""
    conflicts: tuple[dict[str, Any], ...] = ()

    def packed(self) -> dict[str, Any]:
        return {"key": self.key, "status": self.status, "words": self.words, "conflicts": list(self.conflicts)}


def clients_named(batch: Batch) -> set[UUID]:
    """The clients that the operations of a batch say they are about; what is no key is left out."""
    named = (uuid_or_none(sent.get("client")) for sent in batch.operations if isinstance(sent, dict))
    return {key for key in named if key}


def receive_batch(
    batch: Batch, clients: Mapping[UUID, Client], *, trainer: User, now: datetime | None = None
) -> list[Answer]:
    """An answer to each operation, in their order. `clients` are those of them whom the trainer may work with."""
    moment = now or timezone.now()
    received = [_read(sent, phone_now=batch.sent_at, now=moment) for sent in batch.operations]
    latest: dict[UUID, datetime] = {}
    for fields in received:
        if isinstance(fields, Fields):
            latest[fields.session] = max(fields.at, latest.get(fields.session, fields.at))
    before = Carried()
    answers: list[Answer] = []
    for about, group in groupby(received, key=lambda each: _about(each, clients)):
        if about is None:
            answers += [_gone(each) if isinstance(each, Fields) else each for each in group]
            continue
        client, session = clients[about[0]], about[1]
        run = Run(
            [each for each in group if isinstance(each, Fields)], trainer, client, session, moment, latest[session]
        )
        given, before = _apply_run(run, before)
        answers += given
    return answers


def _read(sent: Any, *, phone_now: float, now: datetime) -> Fields | Answer:
    try:
        return read_fields(sent, phone_now=phone_now, now=now)
    except RefusedError as error:
        return Answer(key_of(sent), REFUSED, error.words)


def _about(received: Fields | Answer, clients: Mapping[UUID, Client]) -> tuple[UUID, UUID] | None:
    """The client and the session that it is about; None where nothing is to be applied."""
    if isinstance(received, Answer) or received.client not in clients:
        return None
    return received.client, received.session


@dataclass(frozen=True)
class Run:
    """Operations of a batch that follow each other and are about one session."""

    operations: list[Fields]
    trainer: User
    client: Client
    session: UUID
    now: datetime
    latest: datetime  # the last moment of the session that came with the batch

    def lock(self) -> LockedSession | None:
        """The session locked; None while, or since, it is not there (one query)."""
        rows = TrainingSession.objects.select_for_update(of=("self",))
        row = rows.filter(pk=self.session, client=self.client).first()
        if row is None:
            return None
        row.client = self.client
        return LockedSession(row, now=self.now)


@dataclass(frozen=True)
class Carried:
    """What the operations of a batch leave for those that come after them."""

    answers: dict[UUID, GuidanceAnswer] = field(default_factory=dict)  # for exercises that are still to come
    refused: frozenset[Thing] = frozenset()


class _RunRefusedError(Exception):
    """One of a run without savepoints was refused: the run is applied anew, each with its own."""


def _apply_run(run: Run, before: Carried) -> tuple[list[Answer], Carried]:
    has_savepoints, tries = False, TRIES
    while True:
        try:
            return _Application(run, before, has_savepoints=has_savepoints).apply()
        except _RunRefusedError:
            has_savepoints = True
        except IntegrityError:
            tries -= 1
            if not tries:
                raise


class _Application:
    """One try to apply a run, in one transaction."""

    def __init__(self, run: Run, before: Carried, *, has_savepoints: bool) -> None:
        self.run, self.has_savepoints = run, has_savepoints
        self.refused = set(before.refused)
        bodies = [fields.body for fields in run.operations]
        references = References(bodies, trainer=run.trainer, client=run.client, session=run.session)
        self.context = OperationContext(
            run.trainer, run.client, references, now=run.now, latest=run.latest, answers=dict(before.answers)
        )
        self.processed: dict[UUID, ProcessedOperation] = {}
        self.new: list[ProcessedOperation] = []

    @transaction.atomic
    def apply(self) -> tuple[list[Answer], Carried]:
        run, context = self.run, self.context
        context.log = run.lock()
        keys = [fields.key for fields in run.operations]
        self.processed = {row.key: row for row in ProcessedOperation.objects.filter(trainer=run.trainer, key__in=keys)}
        answers = [self._answer(fields) for fields in run.operations]
        if context.log:
            context.log.save()
        if self.new:
            ProcessedOperation.objects.bulk_create(self.new)
        return answers, Carried(context.answers, frozenset(self.refused))

    def _answer(self, fields: Fields) -> Answer:
        """Applies one operation, unless it was applied before."""
        known, operation_type = self.processed.get(fields.key), OPERATIONS.get(fields.type)
        if known is not None and known.digest == fields.digest:
            if operation_type is AnswerGuidance:  # the exercise that it is about may still be to come
                self.context.answers.setdefault(fields.uuid("entry"), fields.guidance_answer())
            return Answer(str(fields.key), known.status, known.words)
        if operation_type is None:
            return Answer(str(fields.key), REFUSED, _("This Carelane does not know that yet. Reload the page."))
        thing = _thing(fields, operation_type)
        if thing in self.refused:
            words = _("An earlier change of it could not be taken. See to that one first.")
            return Answer(str(fields.key), REFUSED, words)
        answer = self._judge(fields, operation_type, known)
        if answer.status == REFUSED and thing:
            self.refused.add(thing)
        return answer

    def _judge(self, fields: Fields, operation_type: type[Operation], known: ProcessedOperation | None) -> Answer:
        context = self.context
        needs_session = operation_type.type != "start" and not operation_type.is_about_the_client
        if context.log is None and needs_session:
            return _gone(fields)
        try:
            operation = operation_type.parse(fields)
        except RefusedError as error:
            return Answer(str(fields.key), REFUSED, error.words)
        if known is not None:
            return self._keep_other_body(operation)
        try:
            with self._savepoint():
                conflict = apply(operation, context)
        except EditConflict:
            conflict = Conflict(SyncConflict.Reason.VERSION, operation.server_state(context))
        except (RefusedError, UnacknowledgedConflict, Http404) as error:
            return self._refuse(fields, error)
        answer = Answer(str(fields.key), TAKEN)
        if conflict is not None:
            operation.bump_version(context)
            answer = self._keep(operation, conflict)
        self._remember(operation, answer)
        return answer

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        if not self.has_savepoints:
            yield
            return
        if self.context.log:
            self.context.log.save()
        with transaction.atomic():
            yield
            if self.context.log:
                self.context.log.save()

    def _refuse(self, fields: Fields, error: RefusedError | UnacknowledgedConflict | Http404) -> Answer:
        if not self.has_savepoints:
            raise _RunRefusedError
        self.context.log = self.run.lock()  # as it stood before: what was refused may have changed what was read
        if isinstance(error, RefusedError):
            return Answer(str(fields.key), REFUSED, error.words)
        if isinstance(error, UnacknowledgedConflict):
            words = _("This goes against guidance in force. Write why it is done all the same.")
            return Answer(
                str(fields.key), REFUSED, words, tuple(conflict_json(conflict) for conflict in error.conflicts)
            )
        return _gone(fields)

    def _remember(self, operation: Operation, answer: Answer) -> None:
        fields = operation.fields
        row = ProcessedOperation(
            trainer=self.run.trainer,
            key=fields.key,
            digest=fields.digest,
            status=answer.status,
            words=answer.words,
            removed=operation.set_id if isinstance(operation, RemoveSet) and answer.status == TAKEN else None,
            received_at=self.run.now,
        )
        self.processed[fields.key] = row
        self.new.append(row)

    def _keep(self, operation: Operation, conflict: Conflict) -> Answer:
        SyncConflict.objects.create(
            session_id=self.run.session,
            sent_by=self.run.trainer,
            operation=operation.fields.body,
            server_state=conflict.server_state,
            reason=conflict.reason,
            made_at=operation.fields.at,
            received_at=self.run.now,
        )
        return _conflicting(operation.fields)

    def _keep_other_body(self, operation: Operation) -> Answer:
        """Two operations under one key: both are kept, each once."""
        fields, session = operation.fields, self.context.session
        if session is None:
            return _gone(fields)
        before = SyncConflict.objects.filter(
            session=session, reason=SyncConflict.Reason.KEY, operation__key=fields.body["key"]
        )
        if any(digest_of(conflict.operation) == fields.digest for conflict in before):
            return _conflicting(fields)
        try:
            server_state = operation.server_state(self.context)
        except Http404:
            server_state = {}
        return self._keep(operation, Conflict(SyncConflict.Reason.KEY, server_state))


def apply(operation: Operation, context: OperationContext) -> Conflict | None:
    """Does what one operation says to its session: all that phones change goes through here."""
    log = context.log
    if log is None or not _corrects(operation, context, log):
        return operation.apply(context)
    with recorded(log, by=context.trainer):
        return operation.apply(context)


def _corrects(operation: Operation, context: OperationContext, log: LockedSession) -> bool:
    """What was logged before a session's end and comes late is no correction of it."""
    if operation.is_about_the_client:
        return False
    ended_at = log.row.ended_at
    return bool(context.resolution) or (ended_at is not None and operation.fields.at > ended_at)


def _thing(fields: Fields, operation_type: type[Operation]) -> Thing | None:
    """What has the version that the operation carries: a later change of it waits until an earlier one is seen to."""
    if not operation_type.versioned_by:
        return None
    return fields.session, operation_type.versioned_by, str(fields.body.get(operation_type.versioned_by))


def _conflicting(fields: Fields) -> Answer:
    return Answer(str(fields.key), CONFLICT, _("It met another change. Both are kept; choose on the session's page."))


def _gone(fields: Fields) -> Answer:
    return Answer(str(fields.key), GONE, _("The session or the client is not there any more, or not yours."))


def delete_old_processed_operations(*, now: datetime) -> int:
    """Forgets which operations came: no phone keeps one for so long."""
    return ProcessedOperation.objects.filter(received_at__lt=now - KEPT_FOR).delete()[0]
