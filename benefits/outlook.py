"""What is left of one line on a day: in money, in visits, until when, and what of it is likely to be lost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from benefits.plan_years import PlanYear
from benefits.terms import (
    NOTHING,
    Bought,
    Fee,
    Limits,
    LineTerms,
    Payment,
    allowed_fee,
    cents,
    left,
    payment,
    visits_bought,
)

WORTH_A_VISIT = Decimal(40)  # where it is not known what a visit is paid: less than this books nothing
TOO_EARLY = 90  # days: before that the pace says nothing, unless the end is as near


@dataclass(frozen=True)
class Settled:
    """A visit of the plan year that the plan has settled; `fee` where it is known."""

    paid: Decimal
    fee: Decimal | None = None


@dataclass(frozen=True)
class Maximum:
    """What a line, or the pool that it counts towards, pays a year."""

    amount: Decimal | None
    is_on_paid: bool = True  # else on the fees that count, before the share
    visits: int | None = None


def eligible_of(terms: LineTerms, settled: Settled) -> Decimal:
    """What a settled visit counts towards a maximum on fees, worked back from the share where the fee is not known."""
    if settled.fee is not None:
        return max(allowed_fee(terms, Fee(settled.fee)), settled.paid)
    return cents(settled.paid * 100 / terms.share) if terms.share else settled.paid


def limits_left(
    terms: LineTerms,
    maxima: Iterable[tuple[Maximum, list[Settled]]],
    *,
    deductible: Decimal = NOTHING,
    province_visits: int = 0,
) -> Limits:
    """What is left of each limit. `maxima` are the line's own and its pool's, each with the visits that count there."""
    paid, eligible, visits = [], [], []
    for maximum, settled in maxima:
        if maximum.visits is not None:
            visits.append(max(maximum.visits - len(settled), 0))
        if maximum.amount is None:
            continue
        if maximum.is_on_paid:
            paid.append(maximum.amount - sum((one.paid for one in settled), NOTHING))
        else:
            eligible.append(maximum.amount - sum((eligible_of(terms, one) for one in settled), NOTHING))
    return Limits(
        paid=max(min(paid), NOTHING) if paid else None,
        eligible=max(min(eligible), NOTHING) if eligible else None,
        visits=min(visits, default=None),
        deductible=deductible,
        province_visits=province_visits,
    )


def deductible_left(deductible: Decimal, met: Decimal, settled: Iterable[tuple[LineTerms, Settled]]) -> Decimal:
    """What of a plan's yearly deductible is still the client's to pay; whatever the order of the claims.

    A plan that has paid for a visit has had its deductible before. Else the fees that count went to it, and what
    was met elsewhere in the family.
    """
    visits = list(settled)
    if any(one.paid for _, one in visits):
        return NOTHING
    fees = (allowed_fee(terms, Fee(one.fee)) for terms, one in visits if one.fee is not None)
    return max(deductible - met - sum(fees, NOTHING), NOTHING)


@dataclass(frozen=True)
class Outlook:
    """One line on a day. Amounts are dollars."""

    terms: LineTerms
    limits: Limits
    year: PlanYear
    on: date
    used: Decimal = NOTHING  # paid by the plan in this plan year so far
    fee: Fee | None = None  # of a visit, where it is known
    first_fee: Fee | None = None  # of the next visit, where that is another
    note_ends: date | None = None  # the last day on which the physician's note holds, where the line needs one
    lasting: Decimal = NOTHING  # what of the money left is still there next year

    @property
    def left(self) -> Decimal:
        """The money that may still be paid."""
        return left(self.terms, self.limits, self._reckoned_fee)

    @property
    def lapsing(self) -> Decimal:
        """What of it is gone after the plan year."""
        return max(self.left - self.lasting, NOTHING)

    @property
    def use_by(self) -> date | None:
        """The last day that is covered; None where the plan has no end to its year."""
        days = [day for day in (self.year.last_day, self.note_ends) if day is not None]
        return min(days, default=None)

    def is_lapsing_within(self, days: int) -> bool:
        """Whether it ends within so many days after `on`."""
        return self.use_by is not None and (self.use_by - self.on).days <= days

    @property
    def days_left(self) -> int | None:
        """Days after `on` that are covered; 0 on the last one."""
        return None if self.use_by is None else max((self.use_by - self.on).days, 0)

    @property
    def _reckoned_fee(self) -> Fee | None:
        """The known fee; else one that buys the fewest visits."""
        return self.fee or self.terms.most_a_visit

    @property
    def next_payment(self) -> Payment | None:
        """What the plan pays for the next visit; None where neither a fee nor a limit a visit is known."""
        fee = self.first_fee or self._reckoned_fee
        return payment(self.terms, self.limits, fee) if fee else None

    @cached_property
    def bought(self) -> Bought | None:
        """The visits that it buys; None where neither a fee nor a limit a visit is known."""
        fee = self._reckoned_fee
        return visits_bought(self.terms, self.limits, fee, first=self.first_fee) if fee else None

    @property
    def likely_use(self) -> Decimal | None:
        """What will likely be used of what lapses, at the pace so far; None while that is too early to say."""
        if self.year.last_day is None:
            return self.lapsing
        so_far, to_come = self.year.days_so_far(self.on), self.year.days_to_come(self.on)
        if so_far <= TOO_EARLY < to_come:
            return None
        return min(self.lapsing, cents(self.used * to_come / so_far))

    @property
    def likely_loss(self) -> Decimal | None:
        """What of it will likely be lost; None while that is too early to say."""
        return None if self.likely_use is None else self.lapsing - self.likely_use

    @property
    def is_worth_a_visit(self) -> bool:
        """Whether what lapses is enough to book a visit for."""
        lapsing = self.lapsing
        if lapsing <= 0 or lapsing >= WORTH_A_VISIT:
            return lapsing > 0
        visit = self.next_payment
        return visit is not None and not visit.is_cut and lapsing >= visit.paid
