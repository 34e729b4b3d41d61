"""What a file of clients would do: who is new, who changes, who is left, and all that is wrong with it.

Nothing is written here.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from clients.file_columns import FIELDS, HEADINGS, LABELS
from clients.import_dates import Days, Question, UnclearDayError, is_worth_showing
from clients.import_forms import RowForm
from clients.import_values import language_of, time_zone_of
from clients.models import Client, ClientImport, ClientUserObjectPermission
from web.person_names import read_name
from web.phones import NoPhoneError, is_same_phone, read_phone
from web.search_text import searchable
from web.table_import import NameInFile, Problem, RowError, Skipped, name_in_file

LEAD = ClientUserObjectPermission.Kind.LEAD
Values = dict[str, Any]
PHONES = {"phone", "emergency_phone"}
NAMES = {"name", "guardian_name", "emergency_name"}


@dataclass(frozen=True)
class Change:
    """What a row changes of a client of the trainer's."""

    row: int
    client: Client  # as it is kept, but for the new values
    before: Values
    after: Values

    @property
    def said(self) -> list[tuple[str | Promise, Any]]:
        """Each field that changes, with what the file says."""
        return [(LABELS[name], value) for name, value in self.after.items()]


@dataclass
class Plan:
    new: list[tuple[int, Client]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    roster: "Roster" = field(default_factory=dict)
    question: Question | None = None  # how the column of birthdays is written, where it does not tell
    days_in_file: dict[int, str] = field(
        default_factory=dict
    )  # by row: what stands there, where it tells less than the day
    names: dict[int, NameInFile] = field(default_factory=dict)  # by row
    leaves_out_wrong: bool = False

    @property
    def stops(self) -> bool:
        """Whether something wrong, or a question, keeps the file from coming in."""
        return self.question is not None or (bool(self.problems) and not self.leaves_out_wrong)

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


Roster = dict[Any, tuple[Any, ...]]


def values_of(client: Client) -> Values:
    return {name: getattr(client, name) for name in FIELDS}


def roster_of(trainer: User) -> tuple[list[Client], Roster]:
    """The clients whom a trainer sees, and what of them a plan rests on (one query)."""
    clients = list(Client.objects.visible_to(trainer).order_by("name", "pk"))
    return clients, {
        client.pk: (client.held_as, client.status, *values_of(client).values())  # type: ignore[attr-defined]
        for client in clients
    }


def check(opened: ClientImport, *, trainer: User) -> Plan:
    """The plan of a matched import (one query)."""
    clients, roster = roster_of(trainer)
    plan = Plan(roster=roster, leaves_out_wrong=opened.leaves_out_wrong)
    return _Check(opened, clients, plan, trainer).run()


class _Check:
    """One run over the rows, and what it has met so far."""

    def __init__(self, imported: ClientImport, clients: Sequence[Client], plan: Plan, trainer: User) -> None:
        self.imported, self.plan, self.trainer = imported, plan, trainer
        self.by_address: dict[str, list[Client]] = defaultdict(list)
        self.by_name: dict[str, list[Client]] = defaultdict(list)  # of those without an address
        for client in clients:
            if client.email:
                self.by_address[client.email.casefold()].append(client)
            else:
                self.by_name[_named(client.name)].append(client)
        self.met: set[Any] = set()  # the clients whom a row above is about
        self.seen: dict[str, int] = {}  # the row above with this address
        born = imported.matched.get("birth_date")
        cells = [] if born is None else [(number, row[born]) for number, row in imported.rows]
        self.days = Days(cells, today=timezone.localdate(), order=imported.date_order)
        plan.question = self.days.question

    def run(self) -> Plan:
        if self.plan.question:  # nothing is known of any birthday before it is answered
            return self.plan
        for number, cells in self.imported.rows:
            self._read_row(number, self.imported.cells_of(cells))
        return self.plan

    def _read_row(self, number: int, typed: dict[str, str]) -> None:
        if is_worth_showing(typed.get("birth_date", "")):
            self.plan.days_in_file[number] = typed["birth_date"]
        values, unread = self._values(number, typed)
        try:
            unread = self._unless_kept_so(values, unread, typed) if unread else []
            if unread:  # the rest is looked at all the same: all errors are told at once
                self._holds(number, RowForm(self._of_a_new_one() | values), values)
            else:
                self._plan_row(number, values)
        except RowError as refused:
            unread = [refused]
        for error in unread:
            self._problem(number, error.field_name, typed.get(error.field_name, ""), error.reason)

    def _values(self, number: int, typed: dict[str, str]) -> tuple[dict[str, str], list[RowError]]:
        """The cells that say something, as the form understands them; and those that can't be read."""
        values = {name: cell for name, cell in typed.items() if cell}
        name = name_in_file(values)
        values.pop("first_name", "")
        if name.read.whole:
            values["name"], self.plan.names[number] = name.read.whole, name
        unread = []
        for field_name, read in self.readers.items():
            if field_name not in values:
                continue
            try:
                values[field_name] = read(values[field_name])
            except RowError as error:
                unread.append(RowError(field_name, error.reason))
                del values[field_name]
        return values, unread

    def _unless_kept_so(self, values: dict[str, str], unread: list[RowError], typed: dict[str, str]) -> list[RowError]:
        """Without what a client of the trainer's has in just these letters: that is no change."""
        known = self._known(values)
        return [
            error
            for error in unread
            if not known or _as_text(getattr(known, error.field_name)) != typed[error.field_name]
        ]

    @cached_property
    def readers(self) -> dict[str, Callable[[str], str]]:
        """How the cells of a column are read that are not taken as they are."""
        return {
            "birth_date": self._day,
            "language": language_of,
            "time_zone": time_zone_of,
            "phone": _phone,
            "emergency_phone": _phone,
            "guardian_name": _name,
            "emergency_name": _name,
        }

    def _day(self, cell: str) -> str:
        try:
            return self.days.read(cell)
        except UnclearDayError as error:
            raise RowError("birth_date", str(error)) from error

    def _of_a_new_one(self) -> dict[str, str]:
        return {"language": "en", "time_zone": self.trainer.time_zone}

    def _plan_row(self, number: int, values: dict[str, str]) -> None:
        known = self._known(values)
        self._twice(number, values, known)
        if known is None:
            self._add(number, values)
            return
        self.met.add(known.pk)
        why = self._left_alone(known)
        if why:
            self.plan.skipped.append(Skipped(number, known.name, why))
            return
        self._change(number, values, known)

    def _known(self, values: dict[str, str]) -> Client | None:
        """The client whom a row is about: by the address, or where there is none, by the name."""
        name, address = _named(values.get("name", "")), values.get("email", "").casefold()
        known = self.by_address.get(address, []) if address else self.by_name.get(name, [])
        if known and not address and self.met.issuperset(one.pk for one in known):
            raise RowError("name", _("A row above is about this client already. Give an e-mail, or take the row out."))
        if len(known) < 2:
            if known and name and searchable(_named(known[0].name)) != searchable(name):
                reason = _("This address belongs to %(name)s. Another name at the same address: change it by hand.")
                raise RowError("email", reason % {"name": known[0].name})
            return known[0] if known else None
        same = [one for one in known if _named(one.name) == name]
        free = [one for one in same if one.pk not in self.met]
        equal = [one for one in free if not _differences(one, values)]
        if equal or len(same) == 1:
            return (equal or same)[0]
        reason = (
            _("You have several clients with this address. Change them by hand, and take the row out.")
            if address
            else _("You have several clients with this name. Change them by hand, and take the row out.")
        )
        raise RowError("email" if address else "name", reason)

    def _twice(self, number: int, values: dict[str, str], known: Client | None) -> None:
        """Two people may share an address: then both are clients already, by name. Otherwise it is a slip."""
        address = values.get("email", "").casefold()
        above = self.seen.setdefault(address, number) if address else number
        is_another = known and known.pk not in self.met and _named(known.name) == _named(values.get("name", ""))
        if above != number and not is_another:
            raise RowError(
                "email",
                _("Row %(row)d has the same e-mail. Keep one of them, or add the second person by hand.")
                % {"row": above},
            )

    def _left_alone(self, known: Client) -> str | Promise:
        if known.held_as != LEAD:  # type: ignore[attr-defined]
            return gettext_lazy("You cover this client; only the lead trainer changes their details.")
        if known.status == Client.Status.ARCHIVED:
            return gettext_lazy("This client is archived. Restore them first.")
        if self.imported.known == ClientImport.Known.SKIP:
            return gettext_lazy("You have this client already.")
        return ""

    def _add(self, number: int, values: dict[str, str]) -> None:
        form = RowForm(self._of_a_new_one() | values)
        if self._holds(number, form, values):
            form.instance.lead_trainer = self.trainer
            self.plan.new.append((number, form.instance))

    def _change(self, number: int, values: dict[str, str], known: Client) -> None:
        before, values = values_of(known), {name: values[name] for name in _differences(known, values)}
        if not values:
            self.plan.unchanged += 1
            return
        form = RowForm(before | values, instance=known)
        if not self._holds(number, form, values):
            return
        after = {name: value for name, value in values_of(known).items() if value != before[name]}
        if after:
            self.plan.changed.append(Change(number, known, {name: before[name] for name in after}, after))
        else:
            self.plan.unchanged += 1

    def _holds(self, number: int, form: RowForm, values: dict[str, str]) -> bool:
        for name, errors in form.errors.items():
            for reason in errors:
                self._problem(number, name, values.get(name, ""), str(reason))
        return not form.errors

    def _problem(self, number: int, name: str, value: str, reason: str) -> None:
        heading = self.imported.heading_of(name, HEADINGS.get(name, ""))
        self.plan.problems.append(Problem(number, heading, value, reason))


def _differences(client: Client, values: dict[str, str]) -> list[str]:
    """Which fields a row has otherwise than the client; one number written in another way is no difference."""
    return [name for name, value in values.items() if not _is_same(name, value, _as_text(getattr(client, name)))]


def _is_same(name: str, value: str, before: str) -> bool:
    if name in PHONES:
        return is_same_phone(value, before)
    if name in NAMES:
        return value in (before, read_name(before).whole)
    return value == before


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _named(name: str) -> str:
    """A name as it is compared: however it is ordered and whatever its letters' case."""
    return read_name(name).whole.casefold()


def _name(cell: str) -> str:
    return read_name(cell).whole


def _phone(cell: str) -> str:
    try:
        return read_phone(cell)
    except NoPhoneError as error:
        words = _("This is no whole phone number. Write it with its area code, such as 416 555 0100.")
        raise RowError("phone", words) from error
