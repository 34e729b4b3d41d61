"""Numbers as people type and read them: how much of an exercise, and with what load."""

from collections.abc import Sequence
from decimal import Decimal

from accounts.models import User
from careplan.models import Side
from clients.models import Client
from exercises.amounts import amount_words, in_unit
from exercises.models import Exercise
from sessions_log.models import SetEntry
from sessions_log.plan import PlannedSet
from web.numbers import with_unit

MOST_KG = Decimal(999)


def unit_for(user: User, client: Client) -> str:
    """The unit in which a trainer reads and types this client's loads: the client's, else the trainer's own."""
    return client.load_unit or user.load_unit


def load_words(kg: Decimal | None, unit: str) -> str:
    """ "62.5 kg"; "" without a load."""
    return "" if kg is None else with_unit(in_unit(kg, unit), unit)


def set_words(row: SetEntry | PlannedSet, measured_in: str, unit: str) -> str:
    """A set in a line: "12 × 62.5 kg, left", "30 s", "12 reps"."""
    load = load_words(row.load_kg, unit)
    if load and measured_in == Exercise.MeasuredIn.REPS:
        words = f"{row.amount} × {load}"
    else:
        words = ", ".join(filter(None, [amount_words(row.amount, measured_in), load]))
    return words if row.side == Side.BOTH else f"{words}, {Side(row.side).label}"


def sets_words(sets: Sequence[SetEntry | PlannedSet], measured_in: str, unit: str) -> str:
    """Sets in a line: "3 × 12 × 40 kg", or each by itself where they differ."""
    words = [set_words(one, measured_in, unit) for one in sets]
    if len(words) > 1 and len(set(words)) == 1:
        return f"{len(words)} × {words[0]}"
    return ", ".join(words)
