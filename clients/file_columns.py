"""What a list of clients may say of each, under which heading it goes out, and by which headings it is known."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import Client, ClientImport
from web.columns_in import Column, remembered_of as headings_of

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
    return headings_of(*last)


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
