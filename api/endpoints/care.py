"""What practitioners ask for: guidance in force, exercises at home and what was answered about them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from api.auth import ApiRequest, open_client_by_token, require_write
from api.idempotency import once
from api.paging import Paging, page_of
from api.problems import Problem
from api.refusals import REFUSALS
from careplan.home_weeks import Tick, TickedOffMeanwhileError
from careplan.models import Guidance, Prescription
from homework.at_session import tick_off
from homework.models import HomeworkCheckIn
from web.zones import today_in

router = Router(tags=["care"])
MOST_TICKS = 50


class GuidanceOut(Schema):
    id: UUID
    kind: str
    text: str
    practitioner: str
    discipline: str
    starts_on: date
    ends_on: date | None
    until_next_visit: bool
    side: str
    patterns: list[str]
    regions: list[str]
    attributes: list[str]
    limits: list[str]


class GuidancePage(Schema):
    items: list[GuidanceOut]
    next: UUID | None


class HomeworkOut(Schema):
    id: UUID
    exercise_id: UUID
    exercise: str
    practitioner: str
    sets: int
    amount: int
    measured_in: str
    load_kg: Decimal | None
    hold_seconds: int | None
    days_a_week: int
    side: str
    starts_on: date
    ends_on: date | None


class HomeworkPage(Schema):
    items: list[HomeworkOut]
    next: UUID | None


class CheckInOut(Schema):
    id: UUID
    prescription_id: UUID
    on: date
    answer: str
    pain: int | None
    for_pain: bool
    note: str
    told_by: str
    answered_at: datetime


class CheckInPage(Schema):
    items: list[CheckInOut]
    next: UUID | None


class TickIn(Schema):
    """What the client told of one exercise on some days of the last two weeks."""

    prescription_id: UUID
    answer: Literal["done", "partly", "skipped"]
    days: Annotated[list[date], Field(min_length=1, max_length=14)]


class TicksIn(Schema):
    ticks: Annotated[list[TickIn], Field(min_length=1, max_length=MOST_TICKS)]


class TicksOut(Schema):
    days: int  # of which it was news


@router.get("/clients/{uuid:client_id}/guidance", response={200: GuidancePage, **REFUSALS}, url_name="guidance",
            operation_id="listGuidance")  # fmt: skip
def list_guidance(request: ApiRequest, client_id: UUID, paging: Query[Paging]) -> Any:
    """Dos, don'ts and cautions in force today, where the client lives; the newest first."""
    client = open_client_by_token(request, client_id)
    rows = Guidance.objects.in_force(today_in(client.time_zone, timezone.now())).filter(client=client)
    rows = rows.select_related("practitioner__discipline")
    return page_of(rows, paging, by="created_at", newest_first=True, make=_guidance)


@router.get("/clients/{uuid:client_id}/homework", response={200: HomeworkPage, **REFUSALS}, url_name="homework",
            operation_id="listHomework")  # fmt: skip
def list_homework(request: ApiRequest, client_id: UUID, paging: Query[Paging]) -> Any:
    """Exercises that are asked for at home today, the oldest first."""
    client = open_client_by_token(request, client_id)
    today = today_in(client.time_zone, timezone.now())
    rows = Prescription.objects.in_force(today).at_home().filter(client=client)
    return page_of(rows, paging, by="created_at", make=_homework)


@router.get("/clients/{uuid:client_id}/check-ins", response={200: CheckInPage, **REFUSALS}, url_name="check_ins",
            operation_id="listCheckIns")  # fmt: skip
def list_check_ins(request: ApiRequest, client_id: UUID, paging: Query[Paging]) -> Any:
    """Answers about exercises at home, the latest day first. No row is no answer, never "not done"."""
    client = open_client_by_token(request, client_id)
    rows = HomeworkCheckIn.objects.filter(prescription__client=client)
    names = list(CheckInOut.model_fields)
    return page_of(rows, paging, by="on", newest_first=True, make=lambda row: {one: getattr(row, one) for one in names})


@router.post("/clients/{uuid:client_id}/check-ins", response={200: TicksOut, **REFUSALS}, url_name="check_ins",
             operation_id="tickOff")  # fmt: skip
def add_check_ins(request: ApiRequest, client_id: UUID, payload: TicksIn) -> Any:
    """What the client told the trainer, as it is ticked off at a session: their own answers are not touched."""
    require_write(request)
    client = open_client_by_token(request, client_id)
    ticks = [Tick(one.prescription_id, one.answer, frozenset(one.days)) for one in payload.ticks]

    def act() -> TicksOut:
        try:
            return TicksOut(days=tick_off(client, ticks, by=request.user))
        except TickedOffMeanwhileError as error:
            raise Problem(409, _("Some of it was ticked off otherwise before.")) from error

    return once(request, client, act)


def _guidance(row: Guidance) -> dict[str, Any]:
    names = {"practitioner": row.practitioner.name, "discipline": row.practitioner.discipline.code}
    return {name: getattr(row, name) for name in GuidanceOut.model_fields if name not in names} | names


def _homework(row: Prescription) -> dict[str, Any]:
    exercise = {"exercise": row.exercise.source_name, "measured_in": row.exercise.measured_in}
    names = exercise | {"practitioner": row.practitioner.name}
    return {name: getattr(row, name) for name in HomeworkOut.model_fields if name not in names} | names
