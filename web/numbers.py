"""Numbers as people type and read them."""

import re
import unicodedata
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from web.words import StrOrPromise

_DIGITS = re.compile(r"\d{1,9}(\.\d{1,9})?")
_GROUPED = re.compile(r"[1-9]\d{0,2}([ ,.])\d{3}(\1\d{3})*")  # 1,500 or 1 500 000
_CURRENCY = re.compile(r"^(CAD|CA|C)?\$|\$( ?CA)?$|^CAD|CAD$", re.IGNORECASE)


class AmbiguousNumberError(ValueError):
    """A number that people of different places read differently; `readings` are what it may be."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        super().__init__(text)
        self.readings = readings


def typed_number(text: str, *, language: str = "en", decimals: int | None = None) -> Decimal:
    """The number that somebody typed, in whichever way: "62,5", "62.5", "1,500", "1 500,00" and full-width digits.

    A lone comma before three digits groups in English, and a lone point never does. In French either may do both.
    `decimals` is the most that the field takes: with three more typed than that, a point may have been meant to group.
    Raises AmbiguousNumberError where two readings are left ("1.500,00"), ValueError for what is no number ("1e9").
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").split())
    sign = -1 if plain.startswith("-") else 1
    plain = (plain[1:] if plain[:1] in {"+", "-"} else plain).strip()
    if " " in plain:
        whole, mark, rest = _split_at_last_mark(plain)
        if not _GROUPED.fullmatch(whole) or "," in whole or "." in whole:
            raise ValueError(text)
        return sign * _decimal(whole.replace(" ", "") + ("." + rest if mark else ""), text)
    if "." in plain and "," in plain:
        return sign * _with_both_marks(plain, text)
    return sign * _with_one_mark(plain, text, language=language, decimals=decimals)


def typed_money(text: str, *, language: str = "en") -> Decimal:
    """The same for an amount, with or without its currency: "$1,500.00", "1 500,00 $", "CAD 20"."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return typed_number(_CURRENCY.sub("", plain, count=1).strip(), language=language, decimals=2)


def _split_at_last_mark(text: str) -> tuple[str, str, str]:
    """What stands before the last comma or point, that mark, and what follows; all of it and "" where there is none."""
    at = max(text.rfind(","), text.rfind("."))
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])


def _with_both_marks(plain: str, text: str) -> Decimal:
    whole, mark, rest = _split_at_last_mark(plain)
    if not _GROUPED.fullmatch(whole) or mark in whole:
        raise ValueError(text)
    grouped = _decimal(re.sub("[,.]", "", whole) + "." + rest, text)
    if mark == ".":
        return grouped
    if whole.count(".") > 1:
        raise ValueError(text)
    raise AmbiguousNumberError(text, (grouped, _decimal(whole + rest, text)))


def _with_one_mark(plain: str, text: str, *, language: str, decimals: int | None) -> Decimal:
    """A number without spaces, in which commas stand, or points, or neither."""
    if not _GROUPED.fullmatch(plain):
        return _decimal(plain.replace(",", "."), text)
    grouped, commas = _decimal(re.sub("[,.]", "", plain), text), plain.count(",")
    if commas + plain.count(".") > 1 or (commas and language == "en"):
        return grouped
    decimal = _decimal(plain.replace(",", "."), text)
    if decimals is None or decimals >= len(plain.replace(",", ".").partition(".")[2]):
        return decimal
    raise AmbiguousNumberError(text, (grouped, decimal))


def _decimal(digits: str, text: str) -> Decimal:
    if not _DIGITS.fullmatch(digits):
        raise ValueError(text)
    return Decimal(digits)


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


def number_words(number: Decimal) -> str:
    """As it is read in the language in use, without trailing zeros: "1,500", "62.5"; in French "1 500", "62,5"."""
    return str(number_format(plain(number), use_l10n=True, force_grouping=True))


def with_unit(number: Decimal, unit: StrOrPromise) -> str:
    """ "62.5 kg"; in French "62,5 kg", on one line. The number alone without a unit."""
    words = number_words(number)
    return _("%(number)s %(unit)s") % {"number": words, "unit": unit} if unit else words


def money_words(dollars: Decimal) -> str:
    """To the cent, with the sign where the language in use has it: "$1,500.00"; in French "1 500,00 $"."""
    return _("$%(amount)s") % {"amount": number_format(dollars, 2, use_l10n=True, force_grouping=True)}


def as_typed(number: Decimal) -> str:
    """As somebody would type it into a field, without grouping or trailing zeros: "62.5", in French "62,5"."""
    return str(number_format(plain(number), use_l10n=True))


def money_as_typed(dollars: Decimal) -> str:
    """The same for an amount: "1500", and with both digits where there are cents: "84.50"."""
    return str(number_format(dollars, 2, use_l10n=True)) if dollars % 1 else as_typed(dollars)
