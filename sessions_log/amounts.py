"""Numbers as people type and read them: how much of an exercise, and with what load."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from exercises.models import Exercise
from sessions_log.models import KG_PER_LB, SetEntry
from sessions_log.words import Words

# The most of one set, by what the exercise is measured in; the least is 1.
MOST: dict[str, int] = {
    Exercise.MeasuredIn.REPS: 300,
    Exercise.MeasuredIn.SECONDS: 3600,
    Exercise.MeasuredIn.METRES: 3600,
}
MEASURE_NAMES: dict[str, Words] = {
    Exercise.MeasuredIn.REPS: gettext_lazy("Repetitions"),
    Exercise.MeasuredIn.SECONDS: gettext_lazy("Seconds"),
    Exercise.MeasuredIn.METRES: gettext_lazy("Metres"),
}
MOST_KG = Decimal(999)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?")


def typed_number(text: str) -> Decimal:
    """The number that somebody typed: "62,5", "62.5" and full-width digits alike.

    Raises ValueError for anything else, "1e9" included.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    plain = "".join(plain.split())
    if not _NUMBER.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain)


def in_kg(load: Decimal, unit: str) -> Decimal:
    """A load in the trainer's unit as it is kept: kilograms with two decimals."""
    kg = load * KG_PER_LB if unit == User.LoadUnit.LB else load
    return kg.quantize(Decimal("0.01"))


def in_unit(kg: Decimal, unit: str) -> Decimal:
    """A kept load in the trainer's unit, as it was typed: two decimals of a kilogram hold a quarter pound."""
    if unit != User.LoadUnit.LB:
        return kg
    pounds = kg / KG_PER_LB
    quarter = round(pounds * 4) / Decimal(4)
    return quarter if abs(pounds - quarter) <= Decimal("0.02") else round(pounds, 1)


def plain(number: Decimal) -> str:
    """Without trailing zeros: 42.50 is "42.5", 40.00 is "40"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def load_words(kg: Decimal | None, unit: str) -> str:
    """ "62.5 kg"; "" without a load."""
    return "" if kg is None else f"{plain(in_unit(kg, unit))} {unit}"


def amount_words(amount: int, measured_in: str) -> str:
    """ "12 reps", "30 s", "400 m"."""
    if measured_in == Exercise.MeasuredIn.SECONDS:
        return _("%(amount)d s") % {"amount": amount}
    if measured_in == Exercise.MeasuredIn.METRES:
        return _("%(amount)d m") % {"amount": amount}
    return ngettext("%(amount)d rep", "%(amount)d reps", amount) % {"amount": amount}


def set_words(one: SetEntry, measured_in: str, unit: str) -> str:
    """A set in a line: "12 × 62.5 kg, left", "30 s", "12 reps"."""
    load = load_words(one.load_kg, unit)
    if load and measured_in == Exercise.MeasuredIn.REPS:
        words = f"{one.amount} × {load}"
    else:
        words = ", ".join(filter(None, [amount_words(one.amount, measured_in), load]))
    return words if one.side == "both" else f"{words}, {one.get_side_display()}"
