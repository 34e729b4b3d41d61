"""What a list of practitioners may say of each, and how they go out in one."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from practitioners.models import Practitioner
from practitioners.network_records import PractitionerImport
from web.columns_in import Column, remembered_of

COLUMNS = [
    Column(
        "name",
        _("name, or family name"),
        "Name",
        ("full name", "practitioner", "provider", "provider name", "registrant", "registrant name", "member",
         "last name", "surname", "family name", "nom", "nom complet", "nom et prenom", "nom de famille",
         "professionnel", "praticien", "praticienne", "membre", "provider last name legal name"),
    ),
    Column("first_name", _("first name, in front of the name"), "First name",
           ("given name", "given names", "prenom", "prenoms", "provider first name")),
    Column(
        "email",
        _("e-mail"),
        "E-mail",
        ("email", "mail", "e mail address", "email address", "courriel", "adresse courriel", "adresse electronique",
         "business email", "work email", "practice email"),
    ),
    Column(
        "phone",
        _("phone"),
        "Phone",
        ("phone number", "telephone", "telephone number", "tel", "mobile", "cell", "business phone", "work phone",
         "numero de telephone", "cellulaire", "telephone au travail", "practice phone",
         "provider business practice location address telephone number"),
    ),
    Column(
        "discipline",
        _("discipline"),
        "Discipline",
        ("profession", "provider type", "specialty", "specialite", "category", "categorie",
         "healthcare provider taxonomy code 1"),
    ),
    Column(
        "clinic",
        _("clinic"),
        "Clinic",
        ("clinic name", "practice", "practice name", "organization", "employer", "place of practice", "workplace",
         "primary practice site", "practice site", "clinique", "nom de la clinique", "etablissement", "lieu de pratique", "employeur"),
    ),
    Column("city", _("clinic's city"), "City", ("town", "municipality", "ville", "municipalite", "business city", "practice city",
            "provider business practice location address city name")),
    Column("province", _("clinic's province"), "Province", ("prov", "state", "region", "practice province",
            "provider business practice location address state name")),
    Column(
        "licence_number",
        _("licence number"),
        "Licence",
        ("licence", "licence number", "license", "license number", "licence no", "registration number",
         "registration", "reg no", "registrant number", "registration no", "provider license number 1",
         "member number", "permis", "no de permis", "numero de permis", "numero de membre", "matricule"),
    ),
    Column(
        "register",
        _("public register"),
        "Register",
        ("college", "regulator", "public register", "registre", "ordre", "ordre professionnel"),
    ),
    Column("language", _("language of mails"), "Language", ("preferred language", "langue", "langue preferee")),
    Column(
        "languages",
        _("languages of treatment"),
        "Languages",
        ("languages of treatment", "languages spoken", "languages of service", "langues", "langues parlees"),
    ),
    Column(
        "takes_new_clients",
        _("takes new clients"),
        "Takes new clients",
        ("accepting new patients", "accepting patients", "accepting new clients", "accepte de nouveaux clients",
         "accepte de nouveaux patients", "nouveaux clients"),
    ),
    Column("usual_wait_days", _("usual wait, in days"), "Wait in days", ("wait", "usual wait", "attente", "delai")),
    Column(
        "booking_page",
        _("page on which a visit is booked"),
        "Booking page",
        ("booking", "website", "url", "web page", "site web", "prise de rendez vous", "rendez vous"),
    ),
    Column("area", _("area served"), "Area served", ("area", "service area", "region served", "secteur", "secteur desservi")),
    Column("treats_in_person", _("treats in person"), "In person", ("in person visits", "en personne")),
    Column("treats_virtually", _("treats virtually"), "Virtual",
           ("telehealth", "virtual care", "online", "virtuel", "telesante")),
    Column("treats_at_home", _("makes home visits"), "Home visits", ("home", "visits at home", "a domicile", "visites a domicile")),
    Column("first_visit_fee", _("fee for a first visit"), "First visit fee", ("fee", "first visit", "tarif", "prix")),
    Column("direct_billing", _("insurers billed directly"), "Bills directly",
           ("direct billing", "insurers billed directly", "facturation directe", "assureurs")),
    Column(
        "mailbox_is_shared",
        _("the front desk reads the mailbox too"),
        "Shared mailbox",
        ("front desk mailbox", "boite partagee"),
    ),
]  # fmt: skip
HEADINGS = {column.field: column.heading for column in COLUMNS}
LABELS = {column.field: column.label for column in COLUMNS}
# In files of ours alone: what an admin has looked up comes in by no file.
VERIFICATION, LOOKED_UP = "Verification", "Looked up on"
COLUMNS_OUT = [*(column.heading for column in COLUMNS if column.field != "first_name"), VERIFICATION, LOOKED_UP]


def as_rows(practitioners: Iterable[Practitioner]) -> Iterator[dict[str, str]]:
    """A line of a file for each practitioner (with discipline and clinic), by the headings of COLUMNS_OUT."""
    for practitioner in practitioners:
        row = {HEADINGS[field]: cell_of(practitioner, field) for field in HEADINGS if field != "first_name"}
        looked_up = practitioner.verified_on
        yield row | {
            VERIFICATION: practitioner.get_verification_display(),
            LOOKED_UP: looked_up.isoformat() if looked_up else "",
        }


def cell_of(practitioner: Practitioner, field: str) -> str:
    """One of a practitioner's values as it stands in a file."""
    clinic = practitioner.clinic
    if field == "discipline":
        return practitioner.discipline.name_en
    if field == "clinic":
        return clinic.name if clinic else ""
    if field in ("city", "province"):
        return getattr(clinic, field) if clinic else ""
    value = getattr(practitioner, field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def remembered() -> dict[str, str]:
    """What the last import of practitioners made of each heading (one query)."""
    last = PractitionerImport.objects.exclude(state=PractitionerImport.State.OPEN).only("columns", "matched").first()
    return remembered_of(last.columns, last.matched) if last else {}
