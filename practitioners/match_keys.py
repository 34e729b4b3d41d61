"""What of a practitioner is compared to find that somebody is there twice: normalised, and kept in columns with an index."""

from typing import TYPE_CHECKING

from web.person_names import name_key
from web.phones import phone_key
from web.search_text import searchable

if TYPE_CHECKING:
    from practitioners.models import Practitioner


def licence_key(number: str) -> str:
    """ "PT-012 345" and "pt012345" are one number; "" for none."""
    return "".join(letter for letter in searchable(number) if letter.isalnum()).upper()[:40]


def match_keys(practitioner: "Practitioner") -> dict[str, str]:
    """The columns, and what stands in them."""
    return {
        "licence_key": licence_key(practitioner.licence_number),
        "phone_key": phone_key(practitioner.phone)[:20],
        "name_key": name_key(practitioner.name)[:120],
    }
