"""What a plan pays for one visit, and what that leaves: the order in which a plan's limits apply (docs/benefits.md).

Pure: nothing here reads the database. Amounts are dollars, shares percent. Where a plan did not say how a limit
counts, the reading that pays less is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

NOTHING = Decimal(0)
HIGHEST_FEE = Decimal(100_000)
MOST_VISITS = 366  # that are reckoned ahead: more than anybody goes to in a year


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half a cent up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Fee:
    """What a visit costs; `tax` is the part of it that is sales tax."""

    amount: Decimal
    tax: Decimal = NOTHING


@dataclass(frozen=True)
class LineTerms:
    """How one line pays for a visit."""

    share: Decimal = Decimal(100)
    fee_cap: Decimal | None = None  # the insurer's own limit of what is reasonable for a visit
    visit_maximum: Decimal | None = None
    visit_maximum_is_on_paid: bool = False
    visit_deductible: Decimal = NOTHING
    tax_counts: bool = False
    province_pays: Decimal = NOTHING  # of each visit, before the plan

    @property
    def most_a_visit(self) -> "Fee | None":
        """A fee so high that the line pays the most it ever does for one visit; None where it has no such limit."""
        is_limited = self.fee_cap is not None or self.visit_maximum is not None
        return Fee(HIGHEST_FEE) if is_limited else None


@dataclass(frozen=True)
class Limits:
    """What is left of each limit of a line, its pool's among them; None where there is no such limit."""

    paid: Decimal | None = None
    eligible: Decimal | None = None
    visits: int | None = None
    deductible: Decimal = NOTHING
    province_visits: int = 0


@dataclass(frozen=True)
class Payment:
    """One visit as the plan settles it."""

    paid: Decimal
    own: Decimal  # what is left for the client to pay
    eligible: Decimal  # what counts towards a maximum on fees
    deductible: Decimal  # what went to the yearly deductible
    is_cut: bool  # whether a maximum paid less than the terms would have


def payment(terms: LineTerms, limits: Limits, fee: Fee) -> Payment:
    """What the plan pays for the next visit."""
    province = min(terms.province_pays, fee.amount) if limits.province_visits else NOTHING
    allowed = allowed_fee(terms, fee, province)
    eligible = allowed if limits.eligible is None else min(allowed, limits.eligible)
    whole, deductible = _after_share(terms, limits, allowed)
    paid, _ = _after_share(terms, limits, eligible)
    if limits.paid is not None:
        paid = min(paid, limits.paid)
    if limits.visits == 0:
        paid = eligible = deductible = NOTHING
    return Payment(paid, fee.amount - province - paid, eligible, deductible, is_cut=paid < whole or limits.visits == 0)


def allowed_fee(terms: LineTerms, fee: Fee, province: Decimal = NOTHING) -> Decimal:
    """The part of a fee that the terms look at, before deductibles and share."""
    amount = fee.amount if terms.tax_counts else fee.amount - fee.tax
    allowed = amount - province
    if terms.fee_cap is not None:
        allowed = min(allowed, terms.fee_cap)
    if terms.visit_maximum is not None and not terms.visit_maximum_is_on_paid:
        allowed = min(allowed, terms.visit_maximum)
    return max(allowed, NOTHING)


def _after_share(terms: LineTerms, limits: Limits, allowed: Decimal) -> tuple[Decimal, Decimal]:
    """What the share of an allowed fee comes to, and what of it went to the yearly deductible."""
    after_visit = max(allowed - terms.visit_deductible, NOTHING)
    deductible = min(after_visit, limits.deductible)
    paid = cents((after_visit - deductible) * terms.share / 100)
    if terms.visit_maximum is not None and terms.visit_maximum_is_on_paid:
        paid = min(paid, terms.visit_maximum)
    return paid, deductible


def after(limits: Limits, visit: Payment) -> Limits:
    """What is left of the limits once a visit is settled."""
    return replace(
        limits,
        paid=None if limits.paid is None else limits.paid - visit.paid,
        eligible=None if limits.eligible is None else limits.eligible - visit.eligible,
        visits=None if limits.visits is None else max(limits.visits - 1, 0),
        deductible=limits.deductible - visit.deductible,
        province_visits=max(limits.province_visits - 1, 0),
    )


@dataclass(frozen=True)
class Bought:
    """Visits that are paid as the terms say, and what is left towards one more that is not."""

    visits: int
    rest: Decimal
    total: Decimal  # all payments together, the rest included


def visits_bought(terms: LineTerms, limits: Limits, fee: Fee, *, first: Fee | None = None) -> Bought:
    """The visits that the limits still pay for, the next one at the fee `first` where that is another."""
    number, total = 0, NOTHING
    for turn in range(MOST_VISITS):
        visit = payment(terms, limits, first if first and turn == 0 else fee)
        total += visit.paid
        if visit.is_cut:
            return Bought(number, visit.paid, total)
        number += visit.paid > 0
        limits = after(limits, visit)
    return Bought(number, NOTHING, total)


def left(terms: LineTerms, limits: Limits, fee: Fee | None) -> Decimal:
    """The money that may still be paid: of what the limits allow, the lowest. Nothing where no limit is known."""
    amounts = []
    if limits.paid is not None:
        amounts.append(limits.paid)
    if limits.eligible is not None:
        amounts.append(cents(limits.eligible * terms.share / 100))
    if limits.visits == 0:
        amounts.append(NOTHING)
    elif limits.visits is not None and fee is not None:
        amounts.append(visits_bought(terms, limits, fee).total)
    return max(min(amounts, default=NOTHING), NOTHING)


def in_plan_order(plans: Sequence[tuple[LineTerms, Limits]], fee: Fee) -> tuple[list[Decimal], Decimal, list[Limits]]:
    """What each plan pays for one visit, the first in order first; the client's own part; and what is left of each.

    A later plan pays the less of what it would pay alone and of what it allows less what is paid already. Only
    that counts against its maximum.
    """
    alone = [payment(terms, limits, fee) for terms, limits in plans]
    province = max((fee.amount - visit.own - visit.paid for visit in alone), default=NOTHING)
    amounts: list[Decimal] = []
    later = []
    for (terms, limits), visit in zip(plans, alone, strict=True):
        before = sum(amounts, NOTHING)
        open_part = min(allowed_fee(terms, fee, province), fee.amount - province) - before
        paid = max(min(visit.paid, open_part), NOTHING)
        amounts.append(paid)
        settled = visit if paid == visit.paid else replace(visit, paid=paid, eligible=min(visit.eligible, paid))
        later.append(after(limits, settled))
    return amounts, fee.amount - province - sum(amounts, NOTHING), later
