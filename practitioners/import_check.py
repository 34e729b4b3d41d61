"""What a file of practitioners would do: who is new, who changes, and all that is wrong with it. Nothing is written here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from practitioners.file_columns import HEADINGS, LABELS, cell_of
from practitioners.import_lookup import Network
from practitioners.import_values import (
    Disciplines,
    read_fee,
    read_language,
    read_phone_cell,
    read_province,
    read_wait,
    read_yes_or_no,
)
from practitioners.match_keys import licence_key
from practitioners.models import Clinic, Discipline, Practitioner
from practitioners.network_records import PractitionerImport
from practitioners.offer import PLACES
from web.person_names import name_key, read_name
from web.phones import is_same_phone
from web.table_import import NameInFile, Problem, RowError, Skipped, name_in_file

Values = dict[str, Any]
PLACE = ("clinic", "city", "province")
# Whose word it was that a licence was looked up holds for these alone.
LOOKED_UP = {"name", "discipline_id", "licence_number", "register"}
NO_NAME = re.compile(r"[<>{}|\\^~\[\]]|^[=+\-@]|https?:")
NEEDED = {
    "name": gettext_lazy("Everybody in the network needs a name."),
    "email": gettext_lazy(
        "Everybody in the network needs an e-mail: what clients share is opened by codes sent there."
    ),
    "discipline": gettext_lazy("Everybody in the network needs a discipline."),
}


@dataclass(frozen=True)
class Change:
    """What a row changes of somebody."""

    row: int
    practitioner: Practitioner  # as they are kept, but for the new values
    before: Values
    after: Values
    words: list[tuple[str | Promise, str]]  # each field that changes, with what the file says

    @property
    def has_to_be_looked_up(self) -> bool:
        """Whether what an admin looked up is another one by it."""
        return "verification" in self.after


@dataclass
class Plan:
    new: list[tuple[int, Practitioner]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: dict[int, NameInFile] = field(default_factory=dict)  # by row
    new_clinics: dict[tuple[str, str], Clinic] = field(default_factory=dict)
    network_state: tuple[Any, ...] = ()  # what it rests on
    leaves_out_wrong: bool = False

    @property
    def stops(self) -> bool:
        return bool(self.problems) and not self.leaves_out_wrong

    @property
    def wrong_rows(self) -> int:
        return len({problem.row for problem in self.problems})

    @property
    def figures(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "skipped": len(self.skipped) + (self.wrong_rows if self.leaves_out_wrong else 0),
        }


def network_of(imported: PractitionerImport) -> Network:
    """Those whom the file may be about."""
    rows = [imported.cells_of(cells) for _number, cells in imported.rows]
    return Network(
        addresses=(row.get("email", "") for row in rows),
        licences=(row.get("licence_number", "") for row in rows),
        clinics=(row.get("clinic", "") for row in rows),
    )


def check(imported: PractitionerImport, *, progress: Callable[[int], object] = int) -> Plan:
    """The plan of a matched import; `progress` is told now and then how many rows have been read."""
    return _Check(imported, network_of(imported)).plan_of_file(progress)


class _Check:
    """One run over the rows, and what it has met so far."""

    def __init__(self, imported: PractitionerImport, network: Network) -> None:
        self.imported, self.network = imported, network
        self.plan = Plan(network_state=network.state, leaves_out_wrong=imported.leaves_out_wrong)
        self.met: dict[Any, int] = {}  # the row above that is about somebody, by their key, or address and name
        self.new_people: dict[Any, Practitioner] = {}  # by address and name
        self.licences: dict[tuple[str, Any], int] = {}
        self.disciplines = Disciplines(Discipline.objects.exclude(code="personal-trainer"))

    def plan_of_file(self, progress: Callable[[int], object]) -> Plan:
        for count, (number, cells) in enumerate(self.imported.rows):
            if count % 100 == 0:
                progress(count)
            typed = self.imported.cells_of(cells)
            values, errors = self._values(number, typed)
            try:
                known = self._known(values)
                errors = [error for error in errors if not _stands_so(known, error.field_name, typed)]
                errors += self._missing(values, known, errors)
                if not errors:
                    self._plan_row(number, values, known)
            except RowError as error:
                errors = [*errors, error]
            for wrong in errors:
                self._problem(number, wrong, typed)
        return self.plan

    def _values(self, number: int, typed: dict[str, str]) -> tuple[Values, list[RowError]]:
        """The cells that say something, read; and what can't be."""
        cells = {name: cell for name, cell in typed.items() if cell}
        name = name_in_file(cells)
        cells.pop("first_name", "")
        if name.read.whole:
            cells["name"], self.plan.names[number] = name.read.whole, name
        values: Values = {}
        errors = []
        for field_name, cell in cells.items():
            try:
                values[field_name] = self.readers[field_name](cell)
            except RowError as error:
                errors.append(RowError(field_name, error.reason))
            except ValidationError as error:
                errors.append(RowError(field_name, " ".join(error.messages)))
        return values, errors

    @cached_property
    def readers(self) -> dict[str, Callable[[str], Any]]:
        plain = ("email", "licence_number", "register", "languages", "booking_page", "area", "direct_billing")
        return {
            "name": _read_name,
            "phone": lambda cell: _cleaned(Practitioner, "phone", read_phone_cell(cell)),
            "discipline": self.disciplines.read,
            "clinic": lambda cell: _cleaned(Clinic, "name", cell),
            "city": lambda cell: _cleaned(Clinic, "city", cell),
            "province": read_province,
            "language": read_language,
            **dict.fromkeys(("takes_new_clients", "mailbox_is_shared", *PLACES), read_yes_or_no),
            "first_visit_fee": read_fee,
            "usual_wait_days": read_wait,
            **{name: _cleaner(name) for name in plain},
        }

    def _known(self, values: Values) -> Practitioner | None:
        """Whom a row is about: by the licence in its discipline, or by address and name. Raises RowError."""
        name = name_key(values.get("name", ""))
        at_address = self.network.by_address.get(values.get("email", "").lower(), [])
        discipline = values.get("discipline")
        same = [entry for entry in at_address if name and entry.name_key == name]
        by_name = next((entry for entry in same if discipline and entry.discipline_id == discipline.pk), None)
        by_name = by_name or next(iter(same), None)
        if by_name is None:
            by_name = self.network.merged.get((values.get("email", "").lower(), values.get("name", "").lower()))
        licence = licence_key(values.get("licence_number", ""))
        holders = [
            entry
            for entry in self.network.by_licence.get(licence, [])
            if discipline is None or entry.discipline_id == discipline.pk
        ]
        if not holders and by_name and self._is_another_position(by_name, licence, discipline):
            values["person"] = by_name.person or by_name
            return None
        if by_name in holders or not holders:
            return by_name
        words = set(name.split())
        holder = next((entry for entry in holders if not name or words & set(entry.name_key.split())), None)
        if holder is None or by_name is not None:
            reason = _("%(name)s has this licence already. Correct it, or take the row out.")
            raise RowError("licence_number", reason % {"name": holders[0].name})
        return holder

    @staticmethod
    def _is_another_position(entry: Practitioner, licence: str, discipline: Discipline | None) -> bool:
        """Whether a row has somebody in another discipline, with a licence that is not the one they have."""
        is_another = discipline is not None and discipline.pk != entry.discipline_id
        return is_another and bool(licence and entry.licence_key) and licence != entry.licence_key

    def _missing(self, values: Values, known: Practitioner | None, errors: list[RowError]) -> list[RowError]:
        if known is not None:
            return []
        unread = {error.field_name for error in errors}
        return [RowError(name, str(why)) for name, why in NEEDED.items() if name not in values and name not in unread]

    def _plan_row(self, number: int, values: Values, known: Practitioner | None) -> None:
        self._twice(number, values, known)
        if known is None:
            self.plan.new.append((number, self._new(values)))
        elif self.imported.known == PractitionerImport.Known.SKIP:
            self.plan.skipped.append(Skipped(number, known.name, gettext_lazy("Is in the network already.")))
        else:
            self._plan_change(number, values, known)

    def _twice(self, number: int, values: Values, known: Practitioner | None) -> None:
        person = known.pk if known else (values["email"].lower(), values["name"].lower())
        licence = licence_key(values.get("licence_number", ""))
        first = self.new_people.get(person)
        if first and self._is_another_position(first, licence, values["discipline"]):
            values["person"] = first
        if "person" in values:
            person = (values["person"].pk, values["discipline"].pk)
        above = self.met.setdefault(person, number)
        if above != number:
            raise RowError("name", _("Row %(row)d is about the same person. Keep one of them.") % {"row": above})
        if licence and "discipline" in values:
            above = self.licences.setdefault((licence, values["discipline"].pk), number)
            if above != number:
                raise RowError("licence_number", _("Row %(row)d has the same licence.") % {"row": above})

    def _new(self, values: Values) -> Practitioner:
        of_themselves = {name: value for name, value in values.items() if name not in PLACE}
        practitioner = Practitioner(**of_themselves, clinic=self._clinic(values, None))
        practitioner.derive()
        self.new_people.setdefault((practitioner.email.lower(), practitioner.name.lower()), practitioner)
        return practitioner

    def _clinic(self, values: Values, at_present: Clinic | None) -> Clinic | None:
        """The clinic that the row names: there already, above in the file, or new."""
        name, city = values.get("clinic", ""), values.get("city", "")
        if not name:
            return at_present
        if at_present and at_present.name.lower() == name.lower() and city.lower() in ("", at_present.city.lower()):
            return at_present
        clinic = self.network.clinic(name, city)
        if clinic is not None:
            return clinic
        made = Clinic(name=name, city=city, province=values.get("province", ""))
        return self.plan.new_clinics.setdefault((name.lower(), city.lower()), made)

    def _plan_change(self, number: int, values: Values, known: Practitioner) -> None:
        before = _columns(known)
        cells = {name: cell_of(known, name) for name in values}
        for name, value in values.items():
            if name not in PLACE and not _is_same(name, value, getattr(known, name)):
                setattr(known, name, value)
        known.clinic = self._clinic(values, known.clinic)
        after = {name: value for name, value in _columns(known).items() if value != before[name]}
        if not after:
            self.plan.unchanged += 1
            return
        words = [(LABELS[name], cell_of(known, name)) for name in values if cell_of(known, name) != cells[name]]
        if after.keys() & LOOKED_UP and known.is_verified:
            known.verification, known.verified_on, known.verified_by = Practitioner.Verification.PENDING, None, None
            after = {name: value for name, value in _columns(known).items() if value != before[name]}
        known.derive()
        self.plan.changed.append(Change(number, known, {name: before[name] for name in after}, after, words))

    def _problem(self, number: int, error: RowError, typed: dict[str, str]) -> None:
        heading = self.imported.heading_of(error.field_name, HEADINGS.get(error.field_name, ""))
        self.plan.problems.append(Problem(number, heading, typed.get(error.field_name, ""), error.reason))


CHANGING = (
    "name", "email", "phone", "discipline_id", "clinic_id", "language", "languages", "takes_new_clients",
    "usual_wait_days", "booking_page", "licence_number", "register", "mailbox_is_shared", "verification",
    "verified_on", "verified_by_id", "area", *PLACES, "first_visit_fee", "direct_billing",
)  # fmt: skip


def _columns(practitioner: Practitioner) -> Values:
    """The columns that an import may change."""
    return {name: getattr(practitioner, name) for name in CHANGING}


def _stands_so(known: Practitioner | None, field_name: str, typed: dict[str, str]) -> bool:
    """Whether a cell that can't be read is what is kept of somebody in just these letters: that is no change."""
    return known is not None and bool(field_name in typed) and cell_of(known, field_name) == typed[field_name]


def _is_same(name: str, value: Any, before: Any) -> bool:
    if name == "phone":
        return is_same_phone(value, before)
    if name == "name":
        return value in (before, read_name(before).whole)
    if name == "email":
        return value.lower() == before.lower()
    return value == before


def _read_name(cell: str) -> str:
    if NO_NAME.search(cell) or not any(map(str.isalpha, cell)):
        raise RowError("name", _("This is no name. Write the first name and the family name alone."))
    return _cleaned(Practitioner, "name", cell)


def _cleaner(name: str) -> Callable[[str], Any]:
    return lambda cell: _cleaned(Practitioner, name, cell)


def _cleaned(model: Any, name: str, cell: str) -> Any:
    """By the column's own rules. Raises ValidationError."""
    return model._meta.get_field(name).clean(cell, None)  # noqa: SLF001 -- the documented way to a model's fields
