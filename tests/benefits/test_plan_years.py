"""Plan years and what of a line's claims counts in them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from benefits.forecast import PlanLedger, forecasts
from benefits.models import CoveragePlan
from benefits.plan_years import YearTerms, plan_year
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("month", "day", "on", "first", "last"),
    [
        (1, 1, date(2026, 11, 23), date(2026, 1, 1), date(2026, 12, 31)),
        (7, 1, date(2026, 6, 30), date(2025, 7, 1), date(2026, 6, 30)),
        (7, 1, date(2026, 7, 1), date(2026, 7, 1), date(2027, 6, 30)),
        (2, 29, date(2027, 2, 28), date(2027, 2, 28), date(2028, 2, 28)),
        (2, 29, date(2028, 2, 28), date(2027, 2, 28), date(2028, 2, 28)),
        (2, 29, date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 27)),
        (4, 31, date(2026, 5, 1), date(2026, 4, 30), date(2027, 4, 29)),
    ],
)
def test_the_plan_year_of_a_day(month, day, on, first, last):
    year = plan_year(YearTerms(month, day), on)
    assert (year.first_day, year.last_day) == (first, last)


@given(st.integers(1, 12), st.integers(1, 31), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_is_in_one_plan_year_and_years_join(month, day, on):
    terms = YearTerms(month, day)
    year = plan_year(terms, on)
    assert plan_year(terms, year.last_day + timedelta(days=1)).first_day == year.last_day + timedelta(days=1)
    assert plan_year(terms, year.first_day) == plan_year(terms, year.last_day) == year


def test_claims_of_other_years_and_those_taken_out_do_not_count(db):
    line = BenefitLineFactory(annual_maximum=500, visit_maximum=80)
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 23)):
        ClaimFactory(line=line, date_of_service=day, paid=100)
    ClaimFactory(line=line, date_of_service=ON, paid=100, removed_at="2026-11-23T12:00Z")
    (outlook,) = forecasts(line.plan.client, on=ON)
    assert (outlook.left, outlook.visits, outlook.rest, outlook.days_left) == (300, 3, 60, 38)


def test_used_up_is_nothing_and_never_less(db):
    line = BenefitLineFactory(annual_maximum=500)
    ClaimFactory(line=line, date_of_service=date(2026, 3, 3), paid=620)
    (outlook,) = forecasts(line.plan.client, on=ON)
    assert outlook.left == 0
    assert not outlook.is_worth_a_visit


def test_a_line_within_a_pool_is_bounded_by_both_and_counted_once(db):
    plan = CoveragePlanFactory()
    pool = BenefitLineFactory(plan=plan, annual_maximum=500, disciplines=[PractitionerFactory().discipline])
    massage = BenefitLineFactory(
        plan=plan, annual_maximum=300, pool=pool, disciplines=[MassageTherapistFactory().discipline]
    )
    ClaimFactory(line=pool, date_of_service=ON, paid=60)
    ClaimFactory(line=massage, date_of_service=ON, paid=250)
    of_pool, of_massage = forecasts(plan.client, on=ON)
    assert (of_pool.left, of_massage.left) == (190, 50)
    assert [line.lapsing for line in (of_pool, of_massage) if not line.is_part_of_pool] == [190]


def test_the_terms_of_a_kept_plan_are_all_reckoned(db):
    """One kept line with many terms gives what the reckoning gives for them (docs/benefits.md, rows 7 and 9)."""
    plan = CoveragePlanFactory(deductible=50, deductible_met=30, amounts_as_of=date(2026, 1, 2))
    line = BenefitLineFactory(plan=plan, share=80, visit_maximum=None, usual_fee=80)
    (outlook,) = forecasts(plan.client, on=date(2026, 1, 15))
    assert (outlook.next_payment.paid, outlook.next_payment.own) == (48, 32)
    assert (outlook.visits, outlook.rest) == (8, 4)
    line.fee_cap, line.visit_maximum, line.usual_fee = Decimal(100), Decimal(60), Decimal(130)
    line.save()
    (outlook,) = forecasts(plan.client, on=date(2026, 1, 15))
    assert (outlook.next_payment.paid, outlook.next_payment.own) == (60, 70)


def test_what_was_met_elsewhere_counts_in_its_own_year_alone(db):
    plan = CoveragePlanFactory(deductible=50, deductible_met=30, amounts_as_of=date(2025, 6, 1))
    BenefitLineFactory(plan=plan, visit_maximum=None, usual_fee=80)
    assert forecasts(plan.client, on=ON)[0].next_payment.paid == 30
    assert forecasts(plan.client, on=date(2025, 6, 1))[0].next_payment.paid == 60


def test_the_fee_is_that_of_the_latest_visit_where_none_is_written_down(db):
    line = BenefitLineFactory(visit_maximum=None)
    ClaimFactory(line=line, date_of_service=date(2026, 3, 1), fee=90, paid=90)
    ClaimFactory(line=line, date_of_service=date(2026, 4, 1), fee=100, paid=100)
    (outlook,) = forecasts(line.plan.client, on=ON)
    assert (outlook.visits, outlook.rest) == (3, 10)


def test_a_forecast_takes_four_queries_whatever_there_is(db, django_assert_num_queries):
    plan = CoveragePlanFactory()
    lines = [BenefitLineFactory(plan=plan) for _ in range(3)]
    for line in lines * 4:
        ClaimFactory(line=line, date_of_service=ON)
    with django_assert_num_queries(4):
        assert len(forecasts(plan.client, on=ON)) == 3


def test_an_accounts_balance_is_spent_oldest_first(db):
    plan = CoveragePlanFactory(kind="health-account", carry_over="balance", brought_in=120, amounts_as_of=ON)
    line = BenefitLineFactory(plan=plan, visit_maximum=None)
    ClaimFactory(line=line, date_of_service=date(2026, 5, 5), paid=90)
    (outlook,) = forecasts(plan.client, on=date(2026, 9, 30))
    assert (outlook.left, outlook.lapsing, outlook.lasting) == (530, 30, 500)
    stored = CoveragePlan.objects.with_lines().get()
    assert PlanLedger(stored, on=date(2026, 9, 30)).brought_into_next_year() == 500
