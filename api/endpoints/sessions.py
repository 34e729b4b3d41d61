"""Training sessions and their sets. What is written goes through the operations of the log on a phone, and no other way."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from api.auth import ApiRequest, open_client_by_token, require_write
from api.idempotency import once
from api.paging import Paging, page_of
from api.refusals import REFUSALS
from exercises.models import Exercise
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.offline.fields import AT_MOST, read_batch
from sessions_log.offline.operations import OPERATIONS
from sessions_log.offline.receive import receive_batch
from sessions_log.views.log_page import session_of
from web.dates import ms

router = Router(tags=["sessions"])


class SetOut(Schema):
    id: UUID
    position: int
    amount: int
    load_kg: Decimal | None
    side: str
    kind: str
    pain: int | None
    version: int


class EntryOut(Schema):
    id: UUID
    position: int
    exercise_id: UUID
    exercise: str
    measured_in: str
    prescription_id: UUID | None
    skipped: str
    pain: int | None
    version: int
    sets: list[SetOut]


class SessionOut(Schema):
    id: UUID
    started_at: datetime
    ended_at: datetime | None
    state: str
    effort: int | None
    pain_before: int | None
    pain_after: int | None
    team_note: str
    version: int


class SessionWhole(SessionOut):
    entries: list[EntryOut]


class SessionPage(Schema):
    items: list[SessionOut]
    next: UUID | None


class ExerciseOut(Schema):
    id: UUID
    name: str
    measured_in: str
    per_side: bool


class ExercisePage(Schema):
    items: list[ExerciseOut]
    next: UUID | None


class Operations(Schema):
    """A batch as a phone sends it: `now` and each operation's `at` are milliseconds since 1970 by the sender's clock."""

    now: float
    operations: Annotated[list[dict[str, Any]], Field(max_length=AT_MOST)]


class OperationAnswer(Schema):
    key: str | None
    status: int
    words: str
    conflicts: list[dict[str, Any]]


class OperationAnswers(Schema):
    now: int
    answers: list[OperationAnswer]


@router.get("/exercises", response={200: ExercisePage, **REFUSALS}, url_name="exercises", operation_id="listExercises")
def list_exercises(request: ApiRequest, paging: Query[Paging]) -> Any:
    """The library and the trainer's own, by name: what sets can be logged of."""
    rows = Exercise.objects.usable_by(request.user.pk)
    return page_of(
        rows, paging, by="source_name", make=lambda row: {name: getattr(row, name) for name in ExerciseOut.model_fields}
    )


@router.get("/clients/{uuid:client_id}/sessions", response={200: SessionPage, **REFUSALS}, url_name="sessions",
            operation_id="listSessions")  # fmt: skip
def list_sessions(request: ApiRequest, client_id: UUID, paging: Query[Paging]) -> Any:
    """The newest first, those that are being logged among them."""
    client = open_client_by_token(request, client_id)
    return page_of(
        TrainingSession.objects.filter(client=client), paging, by="started_at", newest_first=True, make=_session
    )


@router.get("/clients/{uuid:client_id}/sessions/{uuid:session_id}", response={200: SessionWhole, **REFUSALS},
            url_name="session", operation_id="getSession")  # fmt: skip
def get_session(request: ApiRequest, client_id: UUID, session_id: UUID) -> Any:
    client = open_client_by_token(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    entries = session.entries.select_related("exercise").prefetch_related("sets")
    return _session(session) | {"entries": [_entry(entry) for entry in entries]}


@router.post("/clients/{uuid:client_id}/operations", response={200: OperationAnswers, **REFUSALS},
             url_name="operations", operation_id="sendOperations",
             description="Logs a session: starts it, adds exercises and sets, ends it. Each operation is answered "
             "for itself, as to a phone: 200 taken, 404 gone, 409 met another change, 422 refused with words. "
             f"Its `type` is one of: {', '.join(OPERATIONS)}.")  # fmt: skip
def send_operations(request: ApiRequest, client_id: UUID, payload: Operations) -> Any:
    require_write(request)
    client = open_client_by_token(request, client_id)

    def act() -> OperationAnswers:
        now, batch = timezone.now(), read_batch(request.body)
        answers = receive_batch(batch, {client.pk: client}, trainer=request.user, now=now)
        return OperationAnswers(now=ms(now), answers=[OperationAnswer(**answer.packed()) for answer in answers])

    return once(request, client, act)


def _session(session: TrainingSession) -> dict[str, Any]:
    return {name: getattr(session, name) for name in SessionOut.model_fields}


def _entry(entry: ExerciseEntry) -> dict[str, Any]:
    names = ("id", "position", "exercise_id", "prescription_id", "skipped", "pain", "version")
    values = {name: getattr(entry, name) for name in names}
    exercise = {"exercise": entry.exercise.source_name, "measured_in": entry.exercise.measured_in}
    return values | exercise | {"sets": [_set(row) for row in entry.sets.all()]}


def _set(row: SetEntry) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SetOut.model_fields}
