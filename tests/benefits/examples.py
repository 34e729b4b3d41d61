"""The tables of docs/benefits.md, read as an insurer's clerk would."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from benefits.outlook import Maximum, Outlook, Settled, deductible_left, limits_left
from benefits.plan_years import YearTerms, add_months, covered_share, plan_year
from benefits.terms import Fee, LineTerms, cents

PAGE = Path(settings.BASE_DIR) / "docs/benefits.md"
AMOUNT, DAY = r"(\d+(?:\.\d+)?)", r"(\d{4}-\d\d-\d\d)"

# The words of a plan, and the fields that they fill.
WORDS = {
    rf"pays {AMOUNT}%": ("line", "share"),
    rf"{AMOUNT} a year(, by the month)?": ("", "maximum"),
    rf"{AMOUNT} of fees a year": ("", "maximum_on_fees"),
    rf"pool of {AMOUNT} a year": ("", "pool"),
    rf"{AMOUNT} of the fee a visit": ("line", "visit_maximum"),
    rf"{AMOUNT} paid a visit": ("line", "visit_paid"),
    rf"{AMOUNT} visits a year": ("", "visits"),
    rf"{AMOUNT} is reasonable": ("line", "fee_cap"),
    rf"first {AMOUNT} a visit is own": ("line", "visit_deductible"),
    rf"first {AMOUNT} a year is own(?:, {AMOUNT} met by the family)?": ("", "deductible"),
    rf"province pays {AMOUNT} for (\d+) visits": ("line", "province"),
    "(tax counts)": ("line", "tax_counts"),
    r"year from (\d\d)-(\d\d)": ("year", "start"),
    r"the last (\d+) months count": ("year", "months_back"),
    r"(\d+) months from the first visit": ("year", "months_from_first_claim"),
    f"covered from {DAY}": ("year", "covered_from"),
    f"covered until {DAY}": ("year", "covered_until"),
    r"claim (\d+) days after the year": ("year", "claim_days_after_year"),
    r"claim (\d+) days after the cover": ("year", "claim_days_after_cover"),
    rf"note of {DAY} for (\d+) months": ("", "note"),
    rf"{AMOUNT} left": ("", "left"),
}


@dataclass
class Plan:
    """What the words of one cell say."""

    line: dict = field(default_factory=dict)
    year: dict = field(default_factory=dict)
    more: dict = field(default_factory=dict)

    @property
    def terms(self):
        return LineTerms(**self.line)

    @property
    def year_terms(self):
        shortest = any(key.startswith("claim_") for key in self.year)
        return YearTerms(**({} if shortest else {"claim_months_after_visit": 12}), **self.year)


def read_plan(words):
    plan = Plan()
    for part in filter(None, words.split("; ")):
        pattern, (group, name) = next(item for item in WORDS.items() if re.fullmatch(item[0], part))
        values = re.fullmatch(pattern, part).groups()
        if name == "start":
            plan.year["month"], plan.year["day"] = map(int, values)
        elif name == "province":
            plan.line["province_pays"], plan.more["province_visits"] = Decimal(values[0]), int(values[1])
        elif name == "visit_paid":
            plan.line |= {"visit_maximum": Decimal(values[0]), "visit_maximum_is_on_paid": True}
        elif group == "line":
            plan.line[name] = True if name == "tax_counts" else Decimal(values[0])
        elif group == "year":
            plan.year[name] = date.fromisoformat(values[0]) if name.startswith("covered") else int(values[0])
        else:
            plan.more[name] = values
    return plan


def read_visits(words, on):
    """The settled visits of a cell, each with its day."""
    if dated := re.findall(rf"{AMOUNT} on {DAY}", words):
        return [(date.fromisoformat(day), Settled(Decimal(paid))) for paid, day in dated]
    if several := re.match(rf"(\d+) visits? of {AMOUNT}(?: at {AMOUNT})?", words):
        number, paid, fee = several.groups()
        return [(on, Settled(Decimal(paid), fee and Decimal(fee)))] * int(number)
    paid = Decimal(re.match(rf"{AMOUNT} paid", words)[1])
    return [(on, Settled(paid))] if paid else []


def read_fees(words):
    """The fee of a visit, and of the next one where it is another."""
    if words == "not known":
        return None, None
    if then := re.fullmatch(rf"{AMOUNT}, then {AMOUNT}", words):
        return Fee(Decimal(then[2])), Fee(Decimal(then[1]))
    amount, tax = re.fullmatch(rf"{AMOUNT}(?: with {AMOUNT} tax)?", words).groups()
    return Fee(Decimal(amount), Decimal(tax or 0)), None


def outlook_of(row):
    plan, on = read_plan(row["plan"]), date.fromisoformat(row["day"])
    visits = read_visits(row["so far"], on)
    year = plan_year(plan.year_terms, on, visits=[day for day, _ in visits])
    settled = [visit for day, visit in visits if day in year]
    fee, first_fee = read_fees(row["fee"])
    note = plan.more.get("note")
    return plan, Outlook(
        terms=plan.terms,
        limits=limits_of(plan, on, settled, row["so far"]),
        year=year,
        on=on,
        used=sum((visit.paid for visit in settled), Decimal(0)),
        fee=fee,
        first_fee=first_fee,
        note_ends=note and add_months(date.fromisoformat(note[0]), int(note[1])) - (date(2, 1, 2) - date(2, 1, 1)),
    )


def limits_of(plan, on, settled, so_far=""):
    amount, by_month = plan.more.get("maximum", (None, None))
    on_fees = plan.more.get("maximum_on_fees")
    maximum = Decimal(on_fees[0]) if on_fees else amount and Decimal(amount)
    if by_month:
        months, twelve = covered_share(plan.year_terms, on)
        maximum = cents(maximum * months / twelve)
    visits = plan.more.get("visits")
    own = Maximum(maximum, is_on_paid=not on_fees, visits=visits and int(visits[0]))
    maxima = [(own, settled)]
    if pool := plan.more.get("pool"):
        elsewhere = re.search(rf"{AMOUNT} of the pool elsewhere", so_far)
        maxima.append((Maximum(Decimal(pool[0])), [*settled, Settled(Decimal(elsewhere[1]))]))
    deductible, met = plan.more.get("deductible", (0, 0))
    is_open = "deductible open" in so_far
    return limits_left(
        plan.terms,
        maxima,
        deductible=Decimal(deductible)
        if is_open
        else deductible_left(Decimal(deductible), Decimal(met or 0), [(plan.terms, visit) for visit in settled]),
        province_visits=max(plan.more.get("province_visits", 0) - len(settled), 0),
    )


def rows(heading):
    """The rows of all tables below a heading, each a dict by the names of its columns."""
    section = PAGE.read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    names, table = [], []
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| #"):
            names = cells
        elif re.match(r"\| \d", line):
            table.append(dict(zip(names, cells, strict=True)))
    return table
