"""Plan years, what is left in them, and what a form takes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from benefits.forecast import forecast, plan_year
from benefits.models import BenefitLine, Claim, CoveragePlan
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.practitioners import DisciplineFactory
from web.keys import uuid7


def starting(month, day):
    return CoveragePlan(year_starts_month=month, year_starts_day=day)


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
    year = plan_year(starting(month, day), on)
    assert (year.first_day, year.last_day) == (first, last)


@given(st.integers(1, 12), st.integers(1, 31), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_is_in_one_plan_year_and_years_join(month, day, on):
    plan = starting(month, day)
    year = plan_year(plan, on)
    assert year.first_day <= on <= year.last_day
    assert plan_year(plan, year.last_day + timedelta(days=1)).first_day == year.last_day + timedelta(days=1)
    assert plan_year(plan, year.first_day) == plan_year(plan, year.last_day) == year


def test_claims_of_other_years_do_not_count(db):
    line = BenefitLineFactory(annual_maximum=500, visit_maximum=80)
    on = date(2026, 11, 23)
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 23)):
        ClaimFactory(line=line, date_of_service=day, amount=100)
    outlook = forecast(line, line.claims.all(), on=on)
    assert (outlook.left, outlook.visits, outlook.days_left) == (Decimal(300), 4, 38)


def test_used_up_is_nothing_and_never_less(db):
    line = BenefitLineFactory(annual_maximum=500)
    outlook = forecast(line, [Claim(amount=Decimal(620), date_of_service=date(2026, 3, 3))], on=date(2026, 11, 23))
    assert outlook.left == 0
    assert not outlook.is_worth_a_visit


def typed(**changes):
    given_ = {
        "key": str(uuid7()),
        "insurer": "Northern Life",
        "year_starts_month": "1",
        "year_starts_day": "1",
        "disciplines": [str(DisciplineFactory().pk)],
        "annual_maximum": "500",
        "visit_maximum": "",
    }
    return given_ | changes


@pytest.mark.parametrize(("written", "amount"), [("62,5", "62.50"), ("62.5", "62.50"), (" 500 ", "500.00")])
def test_amounts_are_taken_as_people_write_them(trainer_browser, care_client, written, amount):
    address = reverse("benefits:add_plan", args=[care_client.pk])
    form = typed(annual_maximum=written)
    for _ in range(2):
        assert trainer_browser.post(address, form).status_code == 302
    assert BenefitLine.objects.get().annual_maximum == Decimal(amount)


@pytest.mark.parametrize(
    "wrong",
    [
        {"annual_maximum": "0"},
        {"annual_maximum": "-1"},
        {"annual_maximum": "1e9"},
        {"annual_maximum": "a lot"},
        {"annual_maximum": "NaN"},
        {"year_starts_day": "32"},
        {"year_starts_day": "30", "year_starts_month": "2"},
        {"insurer": "x" * 121},
        {"insurer": "a\x00b"},
        {"disciplines": []},
    ],
)
def test_coverage_that_can_not_be_is_refused_with_what_was_typed(trainer_browser, care_client, wrong):
    answer = trainer_browser.post(reverse("benefits:add_plan", args=[care_client.pk]), typed(**wrong))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not CoveragePlan.objects.exists()


def test_a_claim_is_kept_once_and_one_too_large_is_said(trainer_browser, care_client):
    line = BenefitLineFactory(plan=CoveragePlanFactory(client=care_client), annual_maximum=100)
    address = reverse("benefits:add_claim", args=[care_client.pk, line.pk])
    yesterday = timezone.localdate() - timedelta(days=1)
    form = {"key": str(uuid7()), "date_of_service": f"{yesterday}", "amount": "120", "practitioner": ""}
    for _ in range(2):
        answer = trainer_browser.post(address, form, follow=True)
    assert "more than was left" in answer.content.decode()
    assert Claim.objects.get().amount == 120


def test_a_visit_in_the_future_is_no_claim(trainer_browser, care_client):
    line = BenefitLineFactory(plan=CoveragePlanFactory(client=care_client))
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = {"key": str(uuid7()), "date_of_service": f"{tomorrow}", "amount": "80", "practitioner": ""}
    answer = trainer_browser.post(reverse("benefits:add_claim", args=[care_client.pk, line.pk]), form)
    assert answer.status_code == 422
    assert not Claim.objects.exists()
