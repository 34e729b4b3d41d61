"""A client's coverage as rows of plain text, so that a page asks for it together with other things, in one statement."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONArray, JSONObject

from benefits.forecast import LineForecast, forecast_plan
from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.terms import NOTHING
from clients.models import Client
from practitioners.models import Discipline
from web.json_rows import JsonRows

Row = TypeVar("Row", bound=models.Model)
PLAN, LINES, CLAIMS, DISCIPLINES = "plan", "lines", "claims", "disciplines"


def coverage_rows(client: Client) -> QuerySet[CoveragePlan]:
    """The plans that a client has, a row each, annotated with `terms`: its lines, their claims and disciplines."""
    pays_for = BenefitLine.disciplines.through.objects.filter(benefitline__plan=OuterRef("pk"))
    terms = JSONObject(
        **{
            PLAN: JSONArray(*_columns(CoveragePlan)),
            LINES: _packed(BenefitLine.objects.filter(plan=OuterRef("pk")), "plan", _columns(BenefitLine)),
            CLAIMS: _packed(
                Claim.objects.filter(line__plan=OuterRef("pk"), removed_at=None), "line__plan", _columns(Claim)
            ),
            DISCIPLINES: _packed(
                pays_for,
                "benefitline__plan",
                ["benefitline_id", *(f"discipline__{column}" for column in _columns(Discipline))],
            ),
        }
    )
    current = CoveragePlan.objects.filter(client=client, ended_on=None)
    return current.annotate(terms=Cast(terms, TextField()))


def _packed(rows: QuerySet[Any], plan: str, columns: list[str]) -> Subquery:
    """All rows of one plan, as a list of lists: one subquery each, so that no kind of rows multiplies another."""
    return Subquery(rows.order_by().values(plan).annotate(packed=JsonRows(*columns)).values("packed"))


def forecasts_of(terms: Iterable[str], *, on: date) -> list[LineForecast]:
    """The lines on a day of the plans whose `terms` these are, what may be lost first; what counts in a pool, with it."""
    lines = [forecast for plan in _plans(terms) for forecast in forecast_plan(plan, on=on)]
    whole = [forecast for forecast in lines if not forecast.is_part_of_pool]
    return sorted(whole, key=lambda one: (-(one.likely_loss or NOTHING), -one.lapsing, one.plan.position))


def _columns(model: type[models.Model]) -> list[str]:
    """All that a reckoning may need of a row: moments are notes about it."""
    return [field.attname for field in _fields(model)]


def _fields(model: type[models.Model]) -> list[Any]:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- the documented way to a model's fields
    return [field for field in fields if not isinstance(field, models.DateTimeField)]


def _plans(terms: Iterable[str]) -> list[CoveragePlan]:
    """The plans with their lines, claims and disciplines, as plain lists."""
    return [_plan(_read(row)) for row in terms]


def _plan(row: dict[str, Any]) -> CoveragePlan:
    plan = _made(CoveragePlan, row[PLAN])
    plan.loaded_lines = [_made(BenefitLine, columns) for columns in _read(row[LINES]) or ()]
    claims = [_made(Claim, columns) for columns in _read(row[CLAIMS]) or ()]
    pays_for = [(UUID(line), _made(Discipline, columns)) for line, *columns in _read(row[DISCIPLINES]) or ()]
    for line in plan.loaded_lines:
        line.loaded_claims = [claim for claim in claims if claim.line_id == line.pk]
        own = [discipline for key, discipline in pays_for if key == line.pk]
        line.loaded_disciplines = sorted(own, key=lambda discipline: discipline.lane)
    return plan


def _read(packed: Any) -> Any:
    """SQLite gives what a subquery packed as text."""
    return json.loads(packed, parse_float=Decimal) if isinstance(packed, str) else packed


def _made(model: type[Row], columns: list[Any]) -> Row:
    return model(
        **{field.attname: field.to_python(value) for field, value in zip(_fields(model), columns, strict=True)}
    )
