"""Each row of docs/benefits.md, reckoned anew."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from benefits.accounts import brought_into_next_year, credits_of, lasting
from benefits.outlook import Maximum, Outlook, Settled, limits_left
from benefits.plan_years import YearTerms, claim_by, plan_year
from benefits.terms import Fee, Limits, LineTerms, in_plan_order
from tests.benefits.examples import limits_of, outlook_of, read_plan, rows
from web.numbers import plain

ONE_PLAN, SEVERAL, ACCOUNTS = rows("One plan"), rows("Several plans, one visit"), rows("Spending accounts")


def number(row):
    return row["#"]


def day_or_dash(day):
    return "-" if day is None else day.isoformat()


def amounts(text):
    return [None if word == "-" else Decimal(word) for word in re.split(r" [/+] ", text)]


def test_no_example_is_left_out():
    numbers = {int(row["#"]) for row in ONE_PLAN + SEVERAL + ACCOUNTS}
    assert set(range(1, 46)) - numbers == {37}  # which has no row, and a test of its own


@pytest.mark.parametrize("row", ONE_PLAN, ids=number)
def test_one_plan(row):
    plan, outlook = outlook_of(row)
    assert outlook.left == Decimal(row["left"])
    assert day_or_dash(outlook.use_by) == row["use by"]
    assert day_or_dash(claim_by(plan.year_terms, outlook.year, outlook.use_by)) == row["claim by"]
    assert outlook.likely_loss == (None if row["likely lost"] == "-" else Decimal(row["likely lost"]))
    if row["visits"] == "-":
        assert outlook.bought is None
        return
    assert [outlook.bought.visits, outlook.bought.rest] == amounts(row["visits"])
    paid, own = [*amounts(row["paid / own"]), None][:2]
    assert outlook.next_payment.paid == paid
    assert own is None or outlook.next_payment.own == own


def as_plan(words):
    plan = read_plan(words)
    plan.line.setdefault("share", Decimal(80))
    plan.more.setdefault("maximum", ("500", None))
    limits = limits_of(plan, date(2026, 6, 1), [])
    return plan.terms, replace(limits, paid=Decimal(plan.more["left"][0])) if "left" in plan.more else limits


@pytest.mark.parametrize("row", SEVERAL, ids=number)
def test_several_plans(row):
    plans = [as_plan(row["first"]), as_plan(row["second"])]
    paid, own, _ = in_plan_order(plans, Fee(Decimal(row["fee"])))
    assert [plain(amount) for amount in (*paid, own)] == [row["first pays"], row["second pays"], row["own"]]


def test_nine_visits_in_plan_order():
    terms = LineTerms(share=Decimal(80))
    limits, lines = [Limits(paid=Decimal(240)), Limits(paid=Decimal(500))], []
    for _ in range(9):
        paid, own, limits = in_plan_order([(terms, one) for one in limits], Fee(Decimal(105)))
        lines.append((*map(int, paid), int(own)))
    assert lines == [(84, 21, 0)] * 2 + [(72, 33, 0)] + [(0, 84, 21)] * 5 + [(0, 5, 100)]


@pytest.mark.parametrize("row", ACCOUNTS, ids=number)
def test_accounts(row):
    maximum, carry, until = re.fullmatch(
        r"(\d+), carries (?:the )?(\w+)(?:, covered until (\S+))?", row["account"]
    ).groups()
    carry = "none" if carry == "nothing" else carry
    brought_in, on = Decimal(row["brought in"]), date.fromisoformat(row["day"])
    spent, receipts = (re.fullmatch(r"(\d+)(?: of (\d+))?", row["spent"])).groups()
    terms = YearTerms(
        covered_until=until and date.fromisoformat(until), claim_days_after_year=60, claim_days_after_cover=60
    )
    available = credits_of(Decimal(maximum), carry, brought_in)
    limits = limits_left(LineTerms(), [(Maximum(available), [Settled(Decimal(spent))])])
    outlook = Outlook(LineTerms(), limits, plan_year(terms, on), on, used=Decimal(spent), fee=Fee(Decimal(85)))
    kept_on = lasting(outlook.left, Decimal(maximum), carry, cover_ends=bool(until))
    outlook = replace(outlook, lasting=kept_on)
    unpaid = Decimal(receipts or spent) - Decimal(spent)
    next_year = Decimal(0) if until else brought_into_next_year(outlook.left, Decimal(maximum), carry, unpaid=unpaid)
    assert [
        plain(outlook.left),
        plain(outlook.lapsing),
        day_or_dash(outlook.use_by),
        day_or_dash(claim_by(terms, outlook.year, outlook.use_by)),
        "-" if outlook.likely_loss is None else plain(outlook.likely_loss),
        plain(next_year),
    ] == [row[name] for name in ("left", "lapses", "use by", "claim by", "likely lost", "next year brings in")]
    if row["#"] == "45":
        assert (outlook.bought.visits, outlook.bought.rest) == (4, 60)
