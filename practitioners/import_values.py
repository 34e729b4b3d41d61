"""What people write into lists of practitioners, as the network's columns have it."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils.translation import gettext as _

from practitioners.models import LONGEST_WAIT_DAYS, Discipline
from practitioners.offer import HIGHEST_FEE
from web.numbers import typed_money
from web.phones import NoPhoneError, read_phone
from web.provinces import PROVINCES
from web.search_text import searchable
from web.table_import import RowError

LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "anglais": "en", "en ca": "en",
    "fr": "fr", "fra": "fr", "french": "fr", "francais": "fr", "fr ca": "fr",
}  # fmt: skip
YES = {"yes", "y", "oui", "o", "true", "vrai", "1", "x", "accepting"}
NO = {"no", "n", "non", "false", "faux", "0", "not accepting"}
ALSO_CALLED = {
    "physio": "physiotherapist", "physiotherapy": "physiotherapist", "physical therapist": "physiotherapist",
    "physiotherapie": "physiotherapist", "rmt": "massage-therapist", "massage therapist": "massage-therapist",
    "massage therapy": "massage-therapist", "massotherapie": "massage-therapist", "chiro": "chiropractor",
    "chiropractic": "chiropractor", "doctor of chiropractic": "chiropractor", "chiropraticien": "chiropractor",
    "dietitian": "dietitian", "kin": "kinesiologist", "kinesiology": "kinesiologist", "doctor": "physician",
    "physician": "physician", "family doctor": "physician", "nurse practitioner": "physician", "medecin": "physician",
}  # fmt: skip


class Disciplines:
    """The disciplines by all that a list may call them (one query)."""

    def __init__(self, disciplines: Iterable[Discipline]) -> None:
        self.by_word: dict[str, Discipline] = {}
        for discipline in disciplines:
            for word in (discipline.code, discipline.mark, discipline.name_en, discipline.name_fr):
                self.by_word[_plain(word)] = discipline
            for word, code in ALSO_CALLED.items():
                if code == discipline.code:
                    self.by_word.setdefault(word, discipline)
        self.examples = ", ".join(sorted({discipline.name_en for discipline in self.by_word.values()}))

    def read(self, cell: str) -> Discipline:
        """Raises RowError for what is none of them."""
        discipline = self.by_word.get(_plain(cell))
        if discipline is None:
            words = _("There is no such discipline here. Write one of: %(names)s.") % {"names": self.examples}
            raise RowError("discipline", words)
        return discipline


def read_language(cell: str) -> str:
    code = LANGUAGES.get(_plain(cell))
    if code not in dict(settings.LANGUAGES):
        raise RowError("language", _("Mails go out in English or French. Write one of them."))
    return code or ""


def read_yes_or_no(cell: str) -> bool:
    plain = _plain(cell)
    if plain not in YES | NO:
        raise RowError("", _("Write yes or no."))
    return plain in YES


def read_wait(cell: str) -> int:
    words = _("Write whole days, from 0 to %(most)d.") % {"most": LONGEST_WAIT_DAYS}
    try:
        days = Decimal(cell)
    except InvalidOperation as error:
        raise RowError("usual_wait_days", words) from error
    if not days.is_finite() or days != days.to_integral_value() or not 0 <= days <= LONGEST_WAIT_DAYS:
        raise RowError("usual_wait_days", words)
    return int(days)


def read_fee(cell: str) -> Decimal:
    try:
        fee = typed_money(cell)
    except ValueError:
        fee = Decimal(0)
    if not 0 < fee <= HIGHEST_FEE or fee % Decimal("0.01"):
        words = _("Write dollars, such as 120 or 84.50, up to %(most)d.") % {"most": HIGHEST_FEE}
        raise RowError("first_visit_fee", words)
    return fee.quantize(Decimal("0.01"))  # as it is stored


def read_province(cell: str) -> str:
    plain = _plain(cell)
    for code, name in PROVINCES:
        if plain in (code.lower(), _plain(str(name))):
            return code
    raise RowError("province", _("Write a province or territory of Canada, such as ON or Québec."))


def read_phone_cell(cell: str) -> str:
    try:
        return read_phone(cell)
    except NoPhoneError as error:
        words = _("This is no whole phone number. Write it with its area code, such as 416 555 0100.")
        raise RowError("phone", words) from error


def _plain(cell: str) -> str:
    return " ".join(searchable(cell).replace(".", "").replace("(", " ").replace(")", " ").replace("_", " ").split())
