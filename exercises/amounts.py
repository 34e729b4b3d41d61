"""How much of an exercise, in its own measure, and with what load."""

from decimal import Decimal

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.models import User
from exercises.models import Exercise
from web.words import StrOrPromise

KG_PER_LB = Decimal("0.45359237")
# The most of one set, by what the exercise is measured in; the least is 1.
MOST: dict[str, int] = {
    Exercise.MeasuredIn.REPS: 300,
    Exercise.MeasuredIn.SECONDS: 3600,
    Exercise.MeasuredIn.METRES: 3600,
}
MEASURE_NAMES: dict[str, StrOrPromise] = {
    Exercise.MeasuredIn.REPS: gettext_lazy("Repetitions"),
    Exercise.MeasuredIn.SECONDS: gettext_lazy("Seconds"),
    Exercise.MeasuredIn.METRES: gettext_lazy("Metres"),
}


def load_is_help(name: str) -> bool:
    """Whether the load of an exercise takes weight off ("Assisted pull-up"), so that less of it is better."""
    return any(word in name.casefold() for word in ("assisted", "assistance", "assisté"))


def amount_words(amount: int, measured_in: str) -> str:
    """ "12 reps", "30 s", "400 m"."""
    if measured_in == Exercise.MeasuredIn.SECONDS:
        return _("%(amount)d s") % {"amount": amount}
    if measured_in == Exercise.MeasuredIn.METRES:
        return _("%(amount)d m") % {"amount": amount}
    return ngettext("%(amount)d rep", "%(amount)d reps", amount) % {"amount": amount}


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
