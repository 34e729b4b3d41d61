"""A client's coverage as rows of plain text, so that a page asks for it together with other things, in one statement."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from benefits.forecast import LineForecast, forecast_plan
from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.terms import NOTHING
from clients.models import Client
from practitioners.models import Discipline

Row = TypeVar("Row", bound=models.Model)
PLAN, LINE, CLAIM, DISCIPLINE = "plan", "line", "claim", "discipline"


def coverage_rows(client: Client) -> QuerySet[CoveragePlan]:
    """The plans that a client has, annotated with `terms`: of each a row for each line, claim and discipline of it."""
    parts = {
        PLAN: _columns(CoveragePlan, ""),
        LINE: _columns(BenefitLine, "lines__"),
        CLAIM: _columns(Claim, "lines__claims__") | {"removed_at": F("lines__claims__removed_at")},
        DISCIPLINE: _columns(Discipline, "lines__disciplines__"),
    }
    terms = JSONObject(**{name: JSONObject(**columns) for name, columns in parts.items()})
    current = CoveragePlan.objects.filter(client=client, ended_on=None)
    return current.annotate(terms=Cast(terms, TextField()))


def forecasts_of(terms: Iterable[str], *, on: date) -> list[LineForecast]:
    """The lines on a day of the plans whose `terms` these are, what may be lost first; what counts in a pool, with it."""
    lines = [forecast for plan in _plans(terms) for forecast in forecast_plan(plan, on=on)]
    whole = [forecast for forecast in lines if not forecast.is_part_of_pool]
    return sorted(whole, key=lambda one: (-(one.likely_loss or NOTHING), -one.lapsing, one.plan.position))


def _columns(model: type[models.Model], path: str) -> dict[str, F]:
    """All that a reckoning may need of a row: moments are notes about it."""
    fields = [field for field in _fields(model) if not isinstance(field, models.DateTimeField)]
    return {field.attname: F(f"{path}{field.attname}") for field in fields}


def _fields(model: type[models.Model]) -> Iterable[models.Field]:
    return model._meta.concrete_fields  # noqa: SLF001 -- the documented way to a model's fields


def _plans(terms: Iterable[str]) -> list[CoveragePlan]:
    """The plans with their lines, claims and disciplines, as plain lists."""
    rows = [json.loads(row, parse_float=Decimal) for row in terms]
    plans = {row[PLAN]["id"]: _made(CoveragePlan, row[PLAN]) for row in rows}
    lines = {row[LINE]["id"]: _made(BenefitLine, row[LINE]) for row in rows if row[LINE]["id"]}
    claims = {row[CLAIM]["id"]: _made(Claim, row[CLAIM]) for row in rows if _counts(row[CLAIM])}
    pays_for = {(row[LINE]["id"], row[DISCIPLINE]["id"]): row[DISCIPLINE] for row in rows if row[DISCIPLINE]["id"]}
    for plan in plans.values():
        plan.loaded_lines = [line for line in lines.values() if line.plan_id == plan.pk]
    for key, line in lines.items():
        line.loaded_claims = [claim for claim in claims.values() if claim.line_id == line.pk]
        own = [_made(Discipline, columns) for (of, _), columns in pays_for.items() if of == key]
        line.loaded_disciplines = sorted(own, key=lambda discipline: discipline.lane)
    return list(plans.values())


def _counts(claim: dict[str, Any]) -> bool:
    return claim["id"] is not None and claim["removed_at"] is None


def _made(model: type[Row], columns: dict[str, Any]) -> Row:
    fields = {field.attname: field for field in _fields(model)}
    return model(**{name: fields[name].to_python(value) for name, value in columns.items() if name in fields})
