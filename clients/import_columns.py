"""What a list of clients may say of each, under which heading it goes out, and by which headings it is known."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import Client, ClientImport
from web.search_text import searchable


@dataclass(frozen=True)
class Column:
    field: str  # of a client; "first_name" goes before the name
    label: str | Promise
    heading: str  # in files of ours: the same in every language, so that they come back in
    also: tuple[str, ...]  # other headings, in English and French, as `_plain` has them


COLUMNS = [
    Column(
        "name",
        _("name"),
        "Name",
        ("full name", "client", "client name", "name of client", "last name", "surname", "family name",
         "nom", "nom complet", "nom et prenom", "nom du client", "nom de famille", "prenom et nom"),
    ),
    Column("first_name", _("first name, in front of the name"), "First name", ("given name", "prenom", "prenoms")),
    Column(
        "email",
        _("e-mail"),
        "E-mail",
        ("email", "mail", "e mail address", "email address", "courriel", "adresse courriel", "adresse e mail",
         "adresse email", "adresse electronique", "adresse de courriel"),
    ),
    Column(
        "phone",
        _("phone"),
        "Phone",
        ("phone number", "telephone", "telephone number", "tel", "mobile", "mobile phone", "cell", "cell phone",
         "numero de telephone", "cellulaire", "portable", "telephone cellulaire", "no de telephone"),
    ),
    Column(
        "emergency_name",
        _("whom to call in an emergency"),
        "Emergency contact",
        ("whom to call in an emergency", "emergency contact name", "emergency name", "contact d urgence",
         "personne a contacter", "personne a joindre en cas d urgence", "urgence", "nom du contact d urgence"),
    ),
    Column(
        "emergency_phone",
        _("their phone"),
        "Emergency phone",
        ("emergency contact phone", "emergency number", "their phone", "telephone d urgence", "tel urgence",
         "telephone du contact d urgence", "telephone urgence", "numero d urgence"),
    ),
    Column(
        "birth_date",
        _("date of birth"),
        "Date of birth",
        ("birth date", "birthdate", "birthday", "dob", "born", "born on", "date de naissance", "naissance",
         "ne le", "ne e le", "nee le", "anniversaire"),
    ),
    Column(
        "guardian_name",
        _("guardian's name"),
        "Guardian",
        ("guardian name", "guardian s name", "parent", "parent name", "parent or guardian", "tuteur", "tutrice",
         "nom du tuteur", "parent ou tuteur", "nom du parent"),
    ),
    Column(
        "guardian_email",
        _("guardian's e-mail"),
        "Guardian's e-mail",
        ("guardian email", "guardian e mail", "guardian s email", "parent email", "parent e mail",
         "courriel du tuteur", "courriel du parent", "e mail du tuteur", "e mail du parent"),
    ),
    Column("language", _("language"), "Language", ("preferred language", "langue", "langue preferee")),
    Column("time_zone", _("time zone"), "Time zone", ("timezone", "fuseau horaire", "fuseau")),
]  # fmt: skip
FIELDS = [column.field for column in COLUMNS if column.field != "first_name"]
HEADINGS = {column.field: column.heading for column in COLUMNS}
LABELS = {column.field: column.label for column in COLUMNS}


def _plain(heading: str) -> str:
    """ "Guardian's e-mail" and "guardian s e mail" are the same heading, and "Prénom" is "prenom"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", searchable(heading)).split())


_KNOWN = {_plain(name): column.field for column in COLUMNS for name in (column.heading, *column.also)}


def guessed(columns: Sequence[str], *, remembered: Mapping[str, str]) -> dict[str, int]:
    """Which column has which field: as it was last time, else by its heading. Each field once, the first that fits.

    `remembered` tells a heading's field, or "" for one that was left out.
    """
    guesses: dict[str, int] = {}
    for number, heading in enumerate(columns):
        plain = _plain(heading)
        field = remembered[plain] if plain in remembered else _KNOWN.get(plain, "")
        if field and field not in guesses:
            guesses[field] = number
    if set(guesses) >= {"first_name"} and "name" not in guesses:  # all that there is of a name
        guesses["name"] = guesses.pop("first_name")
    return guesses


def remembered_of(trainer: User) -> dict[str, str]:
    """What the trainer's last import made of each heading (one query)."""
    last = (
        ClientImport.objects.filter(trainer=trainer)
        .exclude(state=ClientImport.State.OPEN)
        .values_list("columns", "matched")
        .first()
    )
    if last is None:
        return {}
    columns, matched = last
    fields = {number: field for field, number in matched.items()}
    return {_plain(heading): fields.get(number, "") for number, heading in enumerate(columns)}


def as_rows(clients: Iterable[Client]) -> Iterable[dict[str, str]]:
    """A line of a file for each client, by the headings of `columns_out`."""
    for client in clients:
        yield {HEADINGS[field]: value_of(client, field) for field in FIELDS}


def columns_out() -> list[str]:
    return [HEADINGS[field] for field in FIELDS]


def value_of(client: Client, field: str) -> str:
    """One of a client's values as it stands in a file."""
    value = getattr(client, field)
    return "" if value is None else str(value)
