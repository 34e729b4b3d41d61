"""Numbers as people type and read them."""

import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?")


def typed_number(text: str) -> Decimal:
    """The number that somebody typed: "62,5", "62.5" and full-width digits alike.

    Raises ValueError for anything else, "1e9" included.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    plain = "".join(plain.split())
    if not _NUMBER.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain)


def whole_number(text: str, *, at_most: int = 999_999_999) -> int | None:
    """The number in an address or a hidden field, from 0 to `at_most`; None for anything else."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(at_most)):
        return None
    number = int(text)
    return number if number <= at_most else None


def plain(number: Decimal) -> str:
    """Without trailing zeros: 42.50 is "42.5", 40.00 is "40"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
