"""Readings of measures, judged by the form of the pages."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from api.auth import ApiRequest, open_client_by_token, require_write
from api.idempotency import once
from api.paging import Paging, page_of
from api.problems import Problem, problem_of_form
from api.refusals import REFUSALS
from measures.forms import ReadingForm
from measures.models import Reading
from measures.readings import ToldBy, record_reading
from measures.views.readings import measures_of
from web.keys import uuid7
from web.zones import today_in

router = Router(tags=["readings"])


class ReadingOut(Schema):
    id: UUID
    measure: str
    item: str
    value: Decimal
    taken_on: date
    told_by: str


class ReadingPage(Schema):
    items: list[ReadingOut]
    next: UUID | None


class NewReading(Schema):
    """`measure` is a code of the catalogue; `item` what it is of (an activity, a side), where the measure has several."""

    measure: str
    value: Annotated[Decimal, Field(max_digits=12, decimal_places=6)]
    taken_on: date
    item: str = ""
    joint: str = ""
    movement: str = ""
    side: str = ""


class MeasureOut(Schema):
    code: str
    name: str
    unit: str
    low: Decimal
    high: Decimal


@router.get("/clients/{uuid:client_id}/measures", response={200: list[MeasureOut], **REFUSALS}, url_name="measures",
            operation_id="listMeasures")  # fmt: skip
def list_measures(request: ApiRequest, client_id: UUID) -> Any:
    """What can be read of this client: the catalogue, and scales of their own."""
    client = open_client_by_token(request, client_id)
    return [
        MeasureOut(code=code, name=str(each.name), unit=str(each.unit), low=each.low, high=each.high)
        for code, each in measures_of(client).items()
    ]


@router.get("/clients/{uuid:client_id}/readings", response={200: ReadingPage, **REFUSALS}, url_name="readings",
            operation_id="listReadings")  # fmt: skip
def list_readings(request: ApiRequest, client_id: UUID, paging: Query[Paging]) -> Any:
    """Those that stand, the latest day first."""
    client = open_client_by_token(request, client_id)
    rows = Reading.objects.current().filter(client=client)
    return page_of(rows, paging, by="taken_on", newest_first=True, make=_reading)


@router.post("/clients/{uuid:client_id}/readings", response={201: ReadingOut, **REFUSALS}, url_name="readings",
             operation_id="addReading")  # fmt: skip
def add_reading(request: ApiRequest, client_id: UUID, payload: NewReading) -> Any:
    """Keeps one value, in the measure's own range and on a day that is not in the future."""
    require_write(request)
    client = open_client_by_token(request, client_id)

    def act() -> ReadingOut:
        measure = measures_of(client).get(payload.measure)
        if measure is None:
            raise Problem(422, _("Something in it can't be taken."), [{"at": "measure", "words": _("Unknown.")}])
        typed = {name: str(value) for name, value in payload.dict().items()} | {"key": str(uuid7())}
        typed["value"] = f"{payload.value.normalize():f}"  # no zeros behind the point, which may mean thousands
        form = ReadingForm(typed, measure=measure, today=today_in(client.time_zone, timezone.now()))
        if not form.is_valid():
            raise problem_of_form(form.errors)
        told_by, key = ToldBy(entered_by=request.user), form.cleaned_data["key"]
        reading = record_reading(client, form.taken, told_by=told_by, key=key)
        return ReadingOut(**_reading(reading))

    return Status(201, once(request, client, act))


def _reading(reading: Reading) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in ReadingOut.model_fields}
