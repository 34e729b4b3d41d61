"""What a file of clients would do: who is new, who changes, who is left, and all that is wrong with it.

Nothing is written here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clients.import_columns import FIELDS, HEADINGS, LABELS
from clients.import_dates import Days, Question, UnclearDayError, is_short_year
from clients.import_forms import RowForm
from clients.import_values import language_of, time_zone_of
from clients.models import Client, ClientImport, ClientUserObjectPermission
from web.search_text import searchable

LEAD = ClientUserObjectPermission.Kind.LEAD
Values = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """What is wrong: the number of the row in the file, the heading of the column, what stands there, and why."""

    row: int
    column: str
    value: str
    reason: str


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


@dataclass(frozen=True)
class Skipped:
    row: int
    name: str
    why: str | Promise


@dataclass
class Plan:
    new: list[tuple[int, Client]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    roster: "Roster" = field(default_factory=dict)
    question: Question | None = None  # how the column of birthdays is written, where it does not tell
    short_years: dict[int, str] = field(default_factory=dict)  # by row: what stands there, without its century

    @property
    def figures(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "skipped": len(self.skipped),
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
    return _Check(opened, clients, Plan(roster=roster), trainer).run()


class _RowError(Exception):
    """The row can't be taken: which field, and why."""

    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(reason)
        self.field_name, self.reason = field_name, reason


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
                self.by_name[client.name.casefold()].append(client)
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
            typed = {name: cells[column].strip() for name, column in self.imported.matched.items()}
            if is_short_year(typed.get("birth_date", "")):
                self.plan.short_years[number] = typed["birth_date"]
            try:
                self._row(number, self._values(typed))
            except _RowError as error:
                self._problem(number, error.field_name, typed.get(error.field_name, ""), error.reason)
        return self.plan

    def _values(self, typed: dict[str, str]) -> dict[str, str]:
        """The cells that say something, as the form understands them."""
        values = {name: cell for name, cell in typed.items() if cell}
        first = values.pop("first_name", "")
        if first:
            values["name"] = f"{first} {values.get('name', '')}".strip()
        if "birth_date" in values:
            try:
                values["birth_date"] = self.days.read(values["birth_date"])
            except UnclearDayError as error:
                raise _RowError("birth_date", str(error)) from error
        if "language" in values:
            values["language"] = language_of(values["language"])
        if "time_zone" in values:
            values["time_zone"] = time_zone_of(values["time_zone"])
        return values

    def _row(self, number: int, values: dict[str, str]) -> None:
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
        name, address = values.get("name", "").casefold(), values.get("email", "").casefold()
        known = self.by_address.get(address, []) if address else self.by_name.get(name, [])
        if known and not address and self.met.issuperset(one.pk for one in known):
            raise _RowError("name", _("A row above is about this client already. Give an e-mail, or take the row out."))
        if len(known) < 2:
            if known and name and searchable(known[0].name) != searchable(name):
                reason = _("This address belongs to %(name)s. Another name at the same address: change it by hand.")
                raise _RowError("email", reason % {"name": known[0].name})
            return known[0] if known else None
        same = [one for one in known if one.name.casefold() == name]
        free = [one for one in same if one.pk not in self.met]
        equal = [one for one in free if not _differences(one, values)]
        if equal or len(same) == 1:
            return (equal or same)[0]
        reason = (
            _("You have several clients with this address. Change them by hand, and take the row out.")
            if address
            else _("You have several clients with this name. Change them by hand, and take the row out.")
        )
        raise _RowError("email" if address else "name", reason)

    def _twice(self, number: int, values: dict[str, str], known: Client | None) -> None:
        """Two people may share an address: then both are clients already, by name. Otherwise it is a slip."""
        address = values.get("email", "").casefold()
        above = self.seen.setdefault(address, number) if address else number
        is_another = known and known.pk not in self.met and known.name.casefold() == values.get("name", "").casefold()
        if above != number and not is_another:
            raise _RowError(
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
        form = RowForm({"language": "en", "time_zone": self.trainer.time_zone} | values)
        if self._holds(number, form, values):
            form.instance.lead_trainer = self.trainer
            self.plan.new.append((number, form.instance))

    def _change(self, number: int, values: dict[str, str], known: Client) -> None:
        if not _differences(known, values):
            self.plan.unchanged += 1
            return
        before = values_of(known)
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
        column = self.imported.matched.get(name)
        heading = self.imported.columns[column] if column is not None else HEADINGS.get(name, "")
        self.plan.problems.append(Problem(number, heading, value, reason))


def _differences(client: Client, values: dict[str, str]) -> list[str]:
    """Which fields a row has otherwise than the client."""
    return [name for name, value in values.items() if value != _as_text(getattr(client, name))]


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
