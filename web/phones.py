"""Phone numbers as files have them: cleaned, and written as people here read them."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

REGION = "CA"  # whose numbers need no country code
FRENCH_EXTENSION = re.compile(r"\bposte?\b\.?", re.IGNORECASE)
A_NUMBER_OF_EXCEL = re.compile(r"\d{7,15}\.0+")


class NoPhoneError(Exception):
    """Nobody could dial it."""


def read_phone(cell: str) -> str:
    """ "6135550100.0" as "(613) 555-0100", with the extension if there is one; a foreign number with its country code.

    Raises NoPhoneError for what is too short, too long or no number at all.
    """
    number = _parsed(cell)
    if number is None or not phonenumbers.is_possible_number(number):
        raise NoPhoneError(cell)
    style = PhoneNumberFormat.NATIONAL if number.country_code == 1 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def phone_key(text: str) -> str:
    """The same for every way to write a number, without its extension: "+16135550100"; "" for what is none."""
    number = _parsed(text)
    if number is None or not phonenumbers.is_possible_number(number):
        return ""
    number.extension = None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_same_phone(text: str, other: str) -> bool:
    """Whether both are one number with one extension, however they are written."""
    first, second = _parsed(text), _parsed(other)
    if first is None or second is None:
        return text == other
    return (first.country_code, first.national_number, first.extension) == (
        second.country_code,
        second.national_number,
        second.extension,
    )


def _parsed(text: str) -> PhoneNumber | None:
    text = text.strip()
    if A_NUMBER_OF_EXCEL.fullmatch(text):
        text = text.partition(".")[0]
    try:
        return phonenumbers.parse(FRENCH_EXTENSION.sub("ext. ", text), REGION)
    except NumberParseException:
        return None
