"""Numbers as people type and read them: how much of an exercise, and with what load."""

from collections.abc import Sequence
from decimal import Decimal

from accounts.models import User
from careplan.models import Side
from clients.models import Client
from exercises.amounts import KG_PER_LB, amount_words
from exercises.models import Exercise
from sessions_log.models import SetEntry
from sessions_log.plan import PlannedSet
from web.numbers import plain

MOST_KG = Decimal(999)


def unit_for(user: User, client: Client) -> str:
    """The unit in which a trainer reads and types this client's loads: the client's, else the trainer's own."""
    return client.load_unit or user.load_unit


def in_kg(load: Decimal, unit: str) -> Decimal:
    """A load in `unit` as it is kept: kilograms with two decimals."""
    kg = load * KG_PER_LB if unit == User.LoadUnit.LB else load
    return kg.quantize(Decimal("0.01"))


def in_unit(kg: Decimal, unit: str) -> Decimal:
    """A kept load in `unit`, as it was typed: two decimals of a kilogram hold a quarter pound."""
    if unit != User.LoadUnit.LB:
        return kg
    pounds = kg / KG_PER_LB
    quarter = round(pounds * 4) / Decimal(4)
    return quarter if abs(pounds - quarter) <= Decimal("0.02") else round(pounds, 1)


def load_words(kg: Decimal | None, unit: str) -> str:
    """ "62.5 kg"; "" without a load."""
    return "" if kg is None else f"{plain(in_unit(kg, unit))} {unit}"


def set_words(one: SetEntry | PlannedSet, measured_in: str, unit: str) -> str:
    """A set in a line: "12 × 62.5 kg, left", "30 s", "12 reps"."""
    load = load_words(one.load_kg, unit)
    if load and measured_in == Exercise.MeasuredIn.REPS:
        words = f"{one.amount} × {load}"
    else:
        words = ", ".join(filter(None, [amount_words(one.amount, measured_in), load]))
    return words if one.side == Side.BOTH else f"{words}, {Side(one.side).label}"


def sets_words(sets: Sequence[SetEntry | PlannedSet], measured_in: str, unit: str) -> str:
    """Sets in a line: "3 × 12 × 40 kg", or each by itself where they differ."""
    words = [set_words(one, measured_in, unit) for one in sets]
    if len(words) > 1 and len(set(words)) == 1:
        return f"{len(words)} × {words[0]}"
    return ", ".join(words)
