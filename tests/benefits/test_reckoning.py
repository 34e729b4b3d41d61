"""Whatever the terms: nothing is negative, nothing is paid twice, and the order of the claims does not matter."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, strategies as st

from benefits.outlook import Maximum, Outlook, Settled, limits_left
from benefits.plan_years import YearTerms, plan_year
from benefits.terms import Fee, Limits, LineTerms, in_plan_order, payment, visits_bought

money = st.decimals(0, 2000, places=2)
maybe_money = st.none() | money
terms_of_lines = st.builds(
    LineTerms,
    share=st.decimals(0, 100, places=2),
    fee_cap=maybe_money,
    visit_maximum=maybe_money,
    visit_maximum_is_on_paid=st.booleans(),
    visit_deductible=money,
    tax_counts=st.booleans(),
    province_pays=money,
)
limits_of_lines = st.builds(
    Limits,
    paid=maybe_money,
    eligible=maybe_money,
    visits=st.none() | st.integers(0, 30),
    deductible=money,
    province_visits=st.integers(0, 10),
)
fees = st.builds(lambda amount, tax: Fee(amount, min(amount, tax)), st.decimals("0.01", 500, places=2), money)
visits_settled = st.lists(st.builds(Settled, paid=money, fee=maybe_money), max_size=12)


@given(terms_of_lines, limits_of_lines, fees)
def test_a_visit_is_paid_once_and_never_beyond_a_limit(terms, limits, fee):
    visit = payment(terms, limits, fee)
    assert min(visit.paid, visit.own, visit.eligible, visit.deductible) >= 0
    assert visit.paid + visit.own <= fee.amount
    assert limits.paid is None or visit.paid <= limits.paid


@given(st.lists(st.tuples(terms_of_lines, limits_of_lines), max_size=4), fees)
def test_plans_in_order_pay_no_more_than_the_fee(plans, fee):
    paid, own, later = in_plan_order(plans, fee)
    assert min([*paid, own]) >= 0
    assert sum(paid) + own <= fee.amount
    for (terms, limits), amount, rest in zip(plans, paid, later, strict=True):
        assert amount <= payment(terms, limits, fee).paid
        assert limits.paid is None or rest.paid == limits.paid - amount


@given(terms_of_lines, limits_of_lines, fees)
def test_the_visits_are_worth_no_more_than_what_is_left(terms, limits, fee):
    bought = visits_bought(terms, limits, fee)
    assert limits.paid is None or bought.total <= limits.paid
    assert limits.visits is None or bought.visits <= limits.visits


@given(
    terms_of_lines,
    st.lists(st.tuples(visits_settled, maybe_money, st.booleans()), min_size=1, max_size=3),
    st.randoms(),
    st.integers(0, 364),
    fees,
)
def test_the_order_of_claims_does_not_matter_and_pools_count_once(terms, pools, chance, day, fee):
    """Each pool counts what the ones inside it count, and more of its own."""
    maxima, shuffled, inside = [], [], []
    for settled, amount, is_on_paid in pools:
        inside = inside + settled
        maxima.append((Maximum(amount, is_on_paid=is_on_paid), inside))
        shuffled.append((Maximum(amount, is_on_paid=is_on_paid), chance.sample(inside, len(inside))))
    limits = limits_left(terms, maxima)
    assert limits == limits_left(terms, reversed(shuffled))
    on = date(2026, 1, 1) + timedelta(days=day)
    used = sum((visit.paid for visit in pools[0][0]), Decimal(0))
    outlook = Outlook(terms, limits, plan_year(YearTerms(), on), on, used=used, fee=fee)
    on_paid = [maximum.amount for maximum, _ in maxima if maximum.amount is not None and maximum.is_on_paid]
    assert all(0 <= outlook.left <= amount for amount in on_paid)
    if outlook.likely_loss is not None:
        assert 0 <= outlook.likely_loss <= outlook.lapsing <= outlook.left
        assert outlook.likely_loss + outlook.likely_use == outlook.lapsing


@given(
    st.integers(1, 12),
    st.integers(1, 31),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.lists(st.dates(date(1999, 1, 1), date(2090, 1, 1)), max_size=6),
    st.sampled_from([{}, {"months_from_first_claim": 12}, {"months_from_first_claim": 24}, {"months_back": 12}]),
)
def test_every_day_is_in_its_plan_year(month, day, on, visits, how):
    year = plan_year(YearTerms(month, day, **how), on, visits=visits)
    assert on in year
    assert year == plan_year(YearTerms(month, day, **how), on, visits=sorted(visits, reverse=True))
