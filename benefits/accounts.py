"""Spending accounts: what of the credits was brought in from last year, what lapses, and what next year brings in. Pure."""

from decimal import Decimal

from benefits.terms import NOTHING

NONE, BALANCE, RECEIPTS = "none", "balance", "receipts"


def credits_of(maximum: Decimal, carry_over: str, brought_in: Decimal) -> Decimal:
    """What there is to spend this year: with last year's balance, or less last year's unpaid receipts."""
    if carry_over == BALANCE:
        return maximum + brought_in
    if carry_over == RECEIPTS:
        return max(maximum - brought_in, NOTHING)
    return maximum


def lasting(left: Decimal, maximum: Decimal, carry_over: str, *, cover_ends: bool) -> Decimal:
    """What of the money left is still there next year: this year's own credits, as the oldest are spent first."""
    return min(left, maximum) if carry_over == BALANCE and not cover_ends else NOTHING


def brought_into_next_year(left: Decimal, maximum: Decimal, carry_over: str, *, unpaid: Decimal) -> Decimal:
    """What the year after begins with: the balance, or the receipts that this year's credits did not pay."""
    if carry_over == RECEIPTS:
        return unpaid
    return lasting(left, maximum, carry_over, cover_ends=False)
