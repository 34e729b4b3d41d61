"""What guidance and exercises ask for, as short words with real units: one wording for every page, report and mail."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from careplan.models.choices import Side
from exercises.amounts import in_unit
from web.numbers import with_unit

Words = str | Promise


@dataclass(frozen=True)
class Limits:
    """Within what something stays. A don't forbids what is beyond them; all else is allowed as far as they go."""

    side: str = Side.BOTH
    load_kg: Decimal | None = None
    range: str = ""  # in words: "knee bent to 90° at most"
    pain: int | None = None  # 0-10
    impact: Words = ""  # the label of Guidance.Impact
    forbids: bool = False  # it is a don't

    def in_words(self, unit: str = User.LoadUnit.KG) -> list[str]:
        """["left", "at most 20 kg", "stop when pain is over 3 of 10"], of a don't ["left", "allowed only up to 20 kg", …].

        [] where nothing is limited. `unit` is that in which the reader thinks of loads.
        """
        words: list[Words] = [] if self.side == Side.BOTH else [Side(self.side).label]
        if self.load_kg is not None:
            words.append(self._load(unit))
        if self.range:
            words.append(_("allowed only within: %(range)s") % {"range": self.range} if self.forbids else self.range)
        if self.pain is not None:
            words.append(
                _("stop when pain is over %(pain)d of 10") % {"pain": self.pain} if self.pain else _("without any pain")
            )
        words.append(self.impact)
        return [str(word) for word in words if word]

    def _load(self, unit: str) -> str:
        load = {"load": kilograms(self.load_kg or Decimal(0), unit=unit)}
        if not self.load_kg:
            return _("allowed only without load") if self.forbids else _("without load")
        return _("allowed only up to %(load)s") % load if self.forbids else _("at most %(load)s") % load


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
    words = with_unit(load, "kg")
    return f"{words} ({with_unit(in_unit(load, unit), 'lb')})" if unit == User.LoadUnit.LB else words
