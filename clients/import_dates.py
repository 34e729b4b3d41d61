"""The days of one column of a file. What could be read in two ways is never guessed: who is a minor hangs on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import ClientImport
from web.search_text import searchable

Order = ClientImport.DateOrder
PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ]00:00(?::00)?)?")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
IN_LETTERS = re.compile(r"(\d{1,2})[ .\-/]*([^\W\d_]{3,9})\.?[ .,\-/]*(\d{4}|\d{2})")
SERIAL = re.compile(r"([1-6]\d{4})(?:\.0+)?")  # how a spreadsheet counts days: 32874 is 1 January 1990
BEFORE_SERIALS = date(1899, 12, 30)
# By how they begin, in English and French; "juin" and "juillet" differ in the fourth letter.
MONTHS = (
    ("jan",), ("feb", "fev"), ("mar",), ("apr", "avr"), ("may", "mai"), ("jun", "juin"),
    ("jul", "juil"), ("aug", "aou"), ("sep",), ("oct",), ("nov",), ("dec",),
)  # fmt: skip
NAMED = 3  # rows that a contradiction names of each kind


class UnclearDayError(Exception):
    """The day could be read in two ways."""


@dataclass(frozen=True)
class Question:
    """A column that does not tell its order: a cell of it, and what it would be in each order."""

    cell: str
    choices: list[tuple[str, date]]


class Days:
    """Reads the days of one column in the one order in which all of its rows make sense.

    Where more than one is left, and a row would be another day in it, `question` is to be asked once; `order` is
    the answer. Where none is left the rows contradict each other, and each that decides is an error.
    """

    def __init__(self, rows: Sequence[tuple[int, str]], *, today: date, order: str = "") -> None:
        self.today = today
        readings = [(number, cell.strip(), self._readings(cell.strip())) for number, cell in rows]
        self.readings = [one for one in readings if one[2]]
        orders = set(Order.values)
        for _number, _cell, days in self.readings:
            orders &= days.keys()
        self.orders = [one for one in Order.values if one in orders] if self.readings else []
        self.order = order if order in self.orders else ""
        self.question = None if self.order else self._question()
        if not self.order and self.question is None and self.orders:
            self.order = self.orders[0]

    def read(self, cell: str) -> str:
        """A day as YYYY-MM-DD; what is none comes back as it is. Raises UnclearDayError."""
        clear = _moment(cell) or _serial(cell) or self._in_letters(cell)
        if clear:
            return clear.isoformat()
        iso = ISO.fullmatch(cell)
        if iso:
            day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
            return day.isoformat() if day else cell
        days = self._readings(cell)
        if not days:
            return cell
        if self.order:
            return days[self.order].isoformat()
        if self.question:
            raise UnclearDayError(_("Say first how the days of this column are written."))
        raise UnclearDayError(self._contradiction())

    def _readings(self, cell: str) -> dict[str, date]:
        """What the cell is in each order in which it is a day; empty for what is none, or is clear by itself."""
        match = PARTS.fullmatch(cell)
        if match is None:
            return {}
        first, second, third = int(match[1]), int(match[2]), int(match[3])
        is_short = len(match[3]) == 2
        year = self._full_year(third) if is_short else third
        made = {
            Order.DAY_FIRST.value: _day(year, second, first),
            Order.MONTH_FIRST.value: _day(year, first, second),
            Order.YEAR_FIRST.value: _day(self._full_year(first), second, third)
            if is_short and len(match[1]) == 2
            else None,
        }
        return {order: day for order, day in made.items() if day}

    def _in_letters(self, cell: str) -> date | None:
        """14-Mar-85, which is how Excel shows a day, or "14 mars 1985"."""
        match = IN_LETTERS.fullmatch(cell)
        months = [
            number for number, starts in enumerate(MONTHS, 1) if match and searchable(match[2]).startswith(starts)
        ]
        if match is None or not months:
            return None
        year = self._full_year(int(match[3])) if len(match[3]) == 2 else int(match[3])
        return _day(year, months[0], int(match[1]))

    def _full_year(self, two_digits: int) -> int:
        """The latest such year that has begun: of two it makes somebody the younger one, never an adult."""
        century = self.today.year - self.today.year % 100
        return century + two_digits if century + two_digits <= self.today.year else century - 100 + two_digits

    def _question(self) -> Question | None:
        for _number, cell, days in self.readings:
            if len({days[order] for order in self.orders}) > 1:
                return Question(cell, [(order, days[order]) for order in self.orders])
        return None

    def _contradiction(self) -> str:
        """Which rows can only be read in one way, and which only in another."""
        only = {order: [number for number, _cell, days in self.readings if set(days) == {order}] for order in Order}
        parts = [
            _("%(order)s in row %(rows)s") % {"order": order.label, "rows": ", ".join(map(str, rows[:NAMED]))}
            for order, rows in only.items()
            if rows
        ]
        return _("The column is written in two ways: %(parts)s. Write each day as 1985-12-25.") % {
            "parts": "; ".join(parts)
        }


def is_worth_showing(cell: str) -> bool:
    """Whether what stands there tells less than the day that was read: no century, or a spreadsheet's count of days."""
    match = PARTS.fullmatch(cell) or IN_LETTERS.fullmatch(cell)
    return SERIAL.fullmatch(cell) is not None or (match is not None and len(match[3]) == 2)


def _moment(cell: str) -> date | None:
    """The day of a time as programs write it, where the practice is."""
    if not MOMENT.fullmatch(cell):
        return None
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def _serial(cell: str) -> date | None:
    match = SERIAL.fullmatch(cell)
    return BEFORE_SERIALS + timedelta(days=int(match[1])) if match else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
