"""What guidance and exercises ask for, as short words with real units: one wording for every page, report and mail."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from careplan.models.choices import Side
from exercises.amounts import in_unit
from web.numbers import number_words

Words = str | Promise


def limits_in_words(
    *,
    side: str,
    load_limit_kg: Decimal | None,
    range_limit: str,
    pain_limit: int | None,
    impact: Words,
    unit: str = User.LoadUnit.KG,
) -> list[str]:
    """["left", "at most 20 kg", "pain up to 3 of 10", "no impact"]; [] where nothing is limited.

    `impact` is the label of Guidance.Impact, or ""; `unit` is that in which the reader thinks of loads.
    """
    words: list[Words] = []
    if side != Side.BOTH:
        words.append(Side(side).label)
    if load_limit_kg is not None:
        load = {"load": kilograms(load_limit_kg, unit=unit)}
        words.append(_("at most %(load)s") % load if load_limit_kg else _("without load"))
    words.append(range_limit)
    if pain_limit is not None:
        words.append(_("pain up to %(pain)d of 10") % {"pain": pain_limit} if pain_limit else _("without any pain"))
    words.append(impact)
    return [str(one) for one in words if one]


def until_in_words(ends_on: date | None, *, until_next_visit: bool = False) -> str:
    """ "until 3 March 2026", "until the next visit", "until further notice"."""
    if ends_on is not None:
        return _("until %(day)s") % {"day": date_format(ends_on)}
    return _("until the next visit") if until_next_visit else _("until further notice")


@dataclass(frozen=True)
class Dose:
    """How much of an exercise is asked for."""

    sets: int
    amount: int
    measured_in: str  # Exercise.measured_in
    load_kg: Decimal | None = None
    hold_seconds: int | None = None
    side: str = Side.BOTH

    def in_words(self, unit: str = User.LoadUnit.KG) -> str:
        """ "3 × 12, 20 kg, hold 5 s, left"; "3 × 30 s"."""
        measure = {"seconds": " s", "metres": " m"}.get(self.measured_in, "")
        words = [f"{self.sets} × {self.amount}{measure}"]
        if self.load_kg:
            words.append(kilograms(self.load_kg, unit=unit))
        if self.hold_seconds:
            words.append(_("hold %(seconds)d s") % {"seconds": self.hold_seconds})
        if self.side != Side.BOTH:
            words.append(str(Side(self.side).label))
        return ", ".join(words)


def days_in_words(days_a_week: int) -> str:
    """ "every day", "3 days a week"."""
    if days_a_week == 7:
        return _("every day")
    return ngettext("%(days)d day a week", "%(days)d days a week", days_a_week) % {"days": days_a_week}


def kilograms(load: Decimal, *, unit: str = User.LoadUnit.KG) -> str:
    """ "12.5 kg", in French "12,5 kg"; for who thinks in pounds "20 kg (44.1 lb)"."""
    words = f"{number_words(load)} kg"
    return f"{words} ({number_words(in_unit(load, unit))} lb)" if unit == User.LoadUnit.LB else words
