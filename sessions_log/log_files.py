"""Logs of other programs: what a row of FitNotes or StrongLifts says, by the names of the columns, in any order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from exercises.amounts import in_kg
from sessions_log.models import LogSource, SetEntry
from web.bounds import is_day
from web.columns_in import plain_heading
from web.numbers import AmbiguousNumberError, typed_number
from web.table_import import Problem, RowError
from web.tables_in import UnreadableTableError

KG, LB = User.LoadUnit.KG, User.LoadUnit.LB
UNITS = {"kg": KG, "kgs": KG, "lb": LB, "lbs": LB}
METRES = {
    "m": Decimal(1),
    "metres": Decimal(1),
    "meters": Decimal(1),
    "km": Decimal(1000),
    "kilometres": Decimal(1000),
    "mi": Decimal("1609.344"),
    "ft": Decimal("0.3048"),
}
MOST_KG = Decimal(999)
HEADINGS = {
    "date": ("date", "date yyyy mm dd"),
    "workout": ("workout", "workout number"),
    "exercise": ("exercise", "exercise name"),
    "unit": ("weight unit",),
    "reps": ("reps",),
    "distance": ("distance",),
    "distance_unit": ("distance unit",),
    "time": ("time",),
    "kind": ("kind", "set type"),
    "note": ("comment", "comments", "notes"),
}
LOADS = {"weight", "weight kg", "weight kgs", "weight lb", "weight lbs"}
OF_A_SET = re.compile(r"set (\d{1,3})(?: (reps|kgs?|lbs?))?")
REPS_AND_LOAD = re.compile(r"(\d+)\s*[x×]\s*([\d.,]+)")
DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})")
WARM_UP = re.compile(r"warm[ -]?up|échauffement", re.IGNORECASE)
MOST = {"most": SetEntry.MOST_AMOUNT}
NOT_DONE = {"", "-", "0"}


@dataclass(frozen=True)
class LoggedSet:
    """A set as the file has it: what is told of reps, seconds and metres."""

    reps: int | None = None
    seconds: int | None = None
    metres: int | None = None
    load_kg: Decimal | None = None
    kind: str = SetEntry.Kind.WORKING


@dataclass(frozen=True)
class Line:
    """A row: sets of one exercise on one day."""

    row: int
    on: date
    workout: str  # tells two of one day apart
    exercise: str
    sets: list[LoggedSet]
    note: str


@dataclass
class LogFile:
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0  # sets that were not done


def source_of(columns: Sequence[str]) -> str:
    """Whose file it is. Raises UnreadableTableError for another."""
    plain = [plain_heading(heading) for heading in columns]
    known = _columns(columns)
    if {"date", "exercise"} <= known.keys():
        if any(OF_A_SET.fullmatch(heading) for heading in plain):
            return LogSource.STRONGLIFTS
        if known.keys() & {"reps", "time", "distance"}:
            return LogSource.FITNOTES
    raise UnreadableTableError(
        _(
            "This is neither a FitNotes nor a StrongLifts file. It needs the columns Date and Exercise, and Reps, Time, "
            "Distance or Set 1."
        )
    )


def unit_told(columns: Sequence[str]) -> str:
    """The unit of the loads where a heading tells it; "" where none does, or where each row does."""
    for heading in map(plain_heading, columns):
        words = heading.split()
        if words and words[0] in {"weight", "set"} and words[-1] in UNITS:
            return UNITS[words[-1]]
    return ""


def tells_unit_by_row(columns: Sequence[str]) -> bool:
    return "unit" in _columns(columns)


def read_log(columns: Sequence[str], rows: Iterable[tuple[int, list[str]]], *, unit: str, today: date) -> LogFile:
    """Everything that the rows say; `unit` is that of loads where a row does not tell its own."""
    reader = _Reader(columns, unit, today)
    for number, cells in rows:
        reader.read(number, [cell.strip() for cell in cells])
    return reader.log


def _columns(columns: Sequence[str]) -> dict[str, int]:
    """Which column has what: the first that is called so."""
    names = {name: field for field, names in HEADINGS.items() for name in names}
    by_field: dict[str, int] = {}
    for number, heading in enumerate(columns):
        plain = plain_heading(heading)
        if plain in names:
            by_field.setdefault(names[plain], number)
    return by_field


class _Reader:
    def __init__(self, columns: Sequence[str], unit: str, today: date) -> None:
        self.headings, self.unit, self.today = columns, unit, today
        self.columns = _columns(columns)
        plain = [plain_heading(heading) for heading in columns]
        # FitNotes on an iPhone writes each load in both units; on others a heading or a column of its own tells it.
        self.loads = [
            (number, UNITS.get(heading.split()[-1], "")) for number, heading in enumerate(plain) if heading in LOADS
        ]
        self.sets: dict[int, dict[str, int]] = {}  # by its number, the columns of a set
        for number, heading in enumerate(plain):
            if match := OF_A_SET.fullmatch(heading):
                what = "load" if match[2] in UNITS else "reps"
                self.sets.setdefault(int(match[1]), {})[what] = number
        self.log = LogFile()

    def read(self, number: int, cells: list[str]) -> None:
        try:
            on, exercise = self._day(cells), self._exercise(cells)
            sets = list(self._sets_of(cells) if self.sets else self._one_set(cells))
        except RowError as error:
            self._problem(number, cells, error)
            return
        if not sets:
            self.log.left_out += 1
            return
        workout = " ".join(self._cell(cells, "workout").split())[:20]
        self.log.lines.append(Line(number, on, workout, exercise, sets, self._cell(cells, "note")[:300]))

    def _problem(self, number: int, cells: list[str], error: RowError) -> None:
        column = self.columns.get(error.field_name)
        if error.field_name.startswith("column "):
            column = int(error.field_name.split()[1])
        heading, value = (self.headings[column], cells[column]) if column is not None else ("", "")
        self.log.problems.append(Problem(number, heading, value, str(error)))

    def _cell(self, cells: list[str], name: str) -> str:
        return cells[self.columns[name]] if name in self.columns else ""

    def _exercise(self, cells: list[str]) -> str:
        if name := self._cell(cells, "exercise")[:120]:
            return name
        raise RowError("exercise", _("The name of the exercise is missing."))

    def _day(self, cells: list[str]) -> date:
        written = self._cell(cells, "date")
        match = DAY.match(written)
        try:
            on = date(*map(int, match.groups())) if match else None
        except ValueError:
            on = None
        if on is None or not is_day(on):
            raise RowError("date", _("Write the day as year, month and day: 2026-11-30."))
        if on > self.today:
            raise RowError("date", _("This day is still to come."))
        return on

    def _one_set(self, cells: list[str]) -> Iterator[LoggedSet]:
        reps = _whole("reps", self._cell(cells, "reps"))
        seconds, metres = _seconds(self._cell(cells, "time")), self._metres(cells)
        if not (reps or seconds or metres):
            return
        unit = self._cell(cells, "unit").casefold()
        if unit and unit not in UNITS:
            raise RowError("unit", _("Loads are read in kg and lb."))
        is_warm_up = WARM_UP.search(f"{self._cell(cells, 'kind')} {self._cell(cells, 'note')}")
        yield LoggedSet(
            reps or None,
            seconds or None,
            metres or None,
            self._load(cells, UNITS.get(unit, "")),
            SetEntry.Kind.WARM_UP if is_warm_up else SetEntry.Kind.WORKING,
        )

    def _load(self, cells: list[str], unit: str) -> Decimal | None:
        for column, unit_of_column in self.loads:
            if load := _load_kg(f"column {column}", cells[column], unit or unit_of_column or self.unit):
                return load
        return None

    def _metres(self, cells: list[str]) -> int | None:
        distance = _number("distance", self._cell(cells, "distance"))
        if not distance:
            return None
        unit = self._cell(cells, "distance_unit").casefold()
        if unit not in METRES:
            raise RowError("distance_unit", _("Distances are read in m, km, mi and ft."))
        metres = round(distance * METRES[unit])
        if metres > SetEntry.MOST_AMOUNT:
            raise RowError("distance", _("This is more than %(most)d m; so long a set can't be kept.") % MOST)
        return metres or None

    def _sets_of(self, cells: list[str]) -> Iterator[LoggedSet]:
        for _place, columns in sorted(self.sets.items()):
            written = cells[columns["reps"]] if "reps" in columns else ""
            both = REPS_AND_LOAD.match(written)
            reps, load = both.groups() if both else (written, cells[columns["load"]] if "load" in columns else "")
            if reps in NOT_DONE:
                continue
            field_of_load = f"column {columns.get('load', columns.get('reps'))}"
            amount = _whole(f"column {columns['reps']}", reps)
            yield LoggedSet(reps=amount, load_kg=_load_kg(field_of_load, load, self.unit))


def _number(name: str, written: str) -> Decimal | None:
    if not written:
        return None
    try:
        number = typed_number(written)
    except (AmbiguousNumberError, ValueError):
        raise RowError(name, _("This is no number.")) from None
    if number < 0:
        raise RowError(name, _("This is below 0."))
    return number


def _whole(name: str, written: str) -> int | None:
    number = _number(name, written)
    if number is None:
        return None
    if number != int(number) or number > SetEntry.MOST_AMOUNT:
        raise RowError(name, _("Write a whole number up to %(most)d.") % MOST)
    return int(number)


def _load_kg(name: str, written: str, unit: str) -> Decimal | None:
    load = _number(name, written)
    if not load:
        return None
    kg = in_kg(load, unit)
    if kg > MOST_KG:
        raise RowError(name, _("This is more than %(most)d kg.") % {"most": MOST_KG})
    return kg or None


def _seconds(written: str) -> int | None:
    """ "0:01:30" and "1:30" are 90 seconds, "90" too."""
    match = CLOCK.fullmatch(written)
    if match is None:
        return _whole("time", written)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    whole = hours * 3600 + minutes * 60 + seconds
    if whole > SetEntry.MOST_AMOUNT:
        raise RowError("time", _("This is more than an hour; so long a set can't be kept."))
    return whole
