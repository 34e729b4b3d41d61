"""What a goal aims at, in one line."""

from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from web.numbers import with_unit


class Aim(Protocol):
    """A goal, or what a practitioner is shown of one."""

    @property
    def measure(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def baseline(self) -> Decimal | None: ...
    @property
    def target(self) -> Decimal | None: ...


def aim_in_words(goal: Aim) -> str:
    """ "30-second chair stand: from 11 to 14 reps"; "" without a measure."""
    words = {
        "measure": goal.measure,
        "baseline": _amount(goal.baseline, ""),
        "from": _amount(goal.baseline, goal.unit),
        "target": _amount(goal.target, goal.unit),
    }
    if not goal.measure:
        return ""
    if goal.baseline is not None and goal.target is not None:
        return _("%(measure)s: from %(baseline)s to %(target)s") % words
    if goal.target is not None:
        return _("%(measure)s: to reach %(target)s") % words
    return _("%(measure)s: %(from)s now") % words if goal.baseline is not None else goal.measure


def _amount(value: Decimal | None, unit: str) -> str:
    return "" if value is None else with_unit(value, unit)
