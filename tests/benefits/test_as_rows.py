"""Coverage read in one statement is reckoned as it is by models."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benefits.as_rows import coverage_rows, forecasts_of
from benefits.forecast import forecasts
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.practitioners import DisciplineFactory

ON = date(2026, 10, 15)


@pytest.fixture
def plan(care_client):
    plan = CoveragePlanFactory(client=care_client, deductible=Decimal("25.50"), covered_from=date(2026, 2, 1))
    pool = BenefitLineFactory(plan=plan, annual_maximum=Decimal("1000.00"), share=80)
    within = BenefitLineFactory(plan=plan, annual_maximum=Decimal("300.00"), pool=pool)
    within.disciplines.add(DisciplineFactory())
    ClaimFactory(line=pool, date_of_service=date(2026, 3, 3), fee=Decimal("105.00"), paid=Decimal("84.00"))
    ClaimFactory(line=within, date_of_service=date(2026, 4, 4), paid=Decimal("60.10"))
    ClaimFactory(line=pool, date_of_service=date(2026, 5, 5), paid=Decimal("70.00"), removed_at=timezone.now())
    CoveragePlanFactory(client=care_client, position=2)  # of which no line is known yet
    return plan


def told(forecast):
    parts = [(part.name, part.amount, part.length) for part in forecast.parts]
    names = [discipline.name for discipline in forecast.line.disciplines.all()]
    return forecast.line.pk, forecast.left, forecast.use_by, forecast.claim_by, forecast.bought, parts, sorted(names)


def test_it_is_the_same_as_by_models_and_one_statement(care_client, plan):
    assert connection.features.supports_json_field  # which SQLite is asked once
    with CaptureQueriesContext(connection) as captured:
        rows = list(coverage_rows(care_client).values_list("terms", flat=True))
        ours = forecasts_of(rows, on=ON)
    assert len(captured) == 1
    by_models = [one for one in forecasts(care_client, on=ON) if not one.is_part_of_pool]
    assert [told(one) for one in ours] == [told(one) for one in by_models]
    assert ours[0].used == Decimal("144.10")
    assert {one.pk for one in ours[0].line.loaded_disciplines} == {one.pk for one in ours[0].line.disciplines.all()}


def test_claims_and_disciplines_do_not_multiply_and_removed_claims_are_not_read(care_client):
    line = BenefitLineFactory(
        plan=CoveragePlanFactory(client=care_client),
        annual_maximum=Decimal(500),
        disciplines=[
            DisciplineFactory(code=code, mark=code, lane=lane) for lane, code in enumerate(("a", "b", "c"), start=1)
        ],
    )
    removed = timezone.now()
    for number in range(4):
        ClaimFactory(line=line, paid=Decimal(10), removed_at=removed if number == 3 else None)
    rows = list(coverage_rows(care_client).values_list("terms", flat=True))
    [forecast] = forecasts_of(rows, on=ON)
    assert len(rows) == 1
    assert (len(forecast.line.loaded_claims), len(forecast.line.loaded_disciplines)) == (3, 3)
    assert not [row for row in rows if str(line.claims.get(removed_at=removed).pk.hex) in row.replace("-", "")]


def test_what_may_be_lost_first_stands_first(care_client):
    for position, left in enumerate([100, 900, 400], start=1):
        plan = CoveragePlanFactory(client=care_client, position=position)
        BenefitLineFactory(plan=plan, annual_maximum=Decimal(left))
    rows = coverage_rows(care_client).values_list("terms", flat=True)
    assert [one.left for one in forecasts_of(rows, on=ON)] == [900, 400, 100]


def test_plans_that_are_over_and_clients_without_any_have_none(care_client, plan):
    type(plan).objects.update(ended_on=ON - timedelta(days=1))
    assert not coverage_rows(care_client).exists()
    assert forecasts_of([], on=ON) == []
