"""Money and numbers as people type them, in English and in French."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from web.form_fields import MoneyField, NumberField, WholeNumberField
from web.numbers import AmbiguousNumberError, typed_money, typed_number

NBSP, NARROW = "\u00a0", "\u202f"
BOTH = ("en", "fr")

# As typed, in which language, and the amount: a refusal where None, the two readings where a pair.
MONEY = [
    ("1500", BOTH, "1500"),
    ("1,500", ("en",), "1500"),
    ("1,500", ("fr",), ("1500", "1.500")),
    ("1.500", BOTH, ("1500", "1.500")),
    ("1 500", BOTH, "1500"),
    (f"1{NBSP}500", BOTH, "1500"),
    (f"1{NARROW}500,00{NBSP}$", BOTH, "1500"),
    ("1 500,00 $", BOTH, "1500"),
    ("1 500.00", BOTH, "1500"),
    ("1500,00", BOTH, "1500"),
    ("1500.00", BOTH, "1500"),
    ("1500.5", BOTH, "1500.5"),
    ("$1,500.00", BOTH, "1500"),
    ("$ 1,500.00", BOTH, "1500"),
    ("$1500", BOTH, "1500"),
    ("1500$", BOTH, "1500"),
    ("1500 $", BOTH, "1500"),
    ("1500 $ CA", BOTH, "1500"),
    ("CA$1,500.00", BOTH, "1500"),
    ("C$20", BOTH, "20"),
    ("CAD 20", BOTH, "20"),
    ("20 cad", BOTH, "20"),
    ("1.500,00", BOTH, ("1500", "1.5")),
    ("1.500,5", BOTH, ("1500.5", "1.5005")),
    ("12.500,00 $", BOTH, ("12500", "12.5")),
    ("1,234,567.89", BOTH, "1234567.89"),
    ("1,234,567", BOTH, "1234567"),
    ("1.234.567", BOTH, "1234567"),
    ("1 234 567,89", BOTH, "1234567.89"),
    ("62,5", BOTH, "62.5"),
    ("62.5", BOTH, "62.5"),
    ("62,50", BOTH, "62.5"),
    ("0,50", BOTH, "0.5"),
    ("0,500", BOTH, "0.5"),
    ("0.500", BOTH, "0.5"),
    ("0500", BOTH, "500"),
    ("  80  ", BOTH, "80"),
    ("１５００", BOTH, "1500"),
    ("＄80", BOTH, "80"),
    ("-1", BOTH, "-1"),
    ("−1", BOTH, "-1"),
    ("+80", BOTH, "80"),
    ("$0", BOTH, "0"),
    ("80.005", ("en",), ("80005", "80.005")),
    ("1,5000", BOTH, "1.5"),
    ("1 5", BOTH, None),
    ("15 00", BOTH, None),
    ("1 50 000", BOTH, None),
    ("1,50,000", BOTH, None),
    ("1,500,00", BOTH, None),
    ("1,2,3", BOTH, None),
    ("1.2.3", BOTH, None),
    ("1,234.567,89", BOTH, None),
    ("1.234.567,89", BOTH, None),
    ("1 500,", BOTH, None),
    (",50", BOTH, None),
    ("", BOTH, None),
    ("$", BOTH, None),
    ("$$5", BOTH, None),
    ("80 EUR", BOTH, None),
    ("1e9", BOTH, None),
    ("NaN", BOTH, None),
    ("Infinity", BOTH, None),
    ("0x10", BOTH, None),
    ("a lot", BOTH, None),
    ("9" * 300, BOTH, None),
    ("٣٠", BOTH, "30"),
    ("½", BOTH, None),
    ("80-", BOTH, None),
    ("--80", BOTH, None),
]


@pytest.mark.parametrize(("typed", "languages", "amount"), MONEY)
def test_money(typed, languages, amount):
    for language in languages:
        if isinstance(amount, str):
            assert typed_money(typed, language=language) == Decimal(amount)
            continue
        with pytest.raises(ValueError) as refusal:
            typed_money(typed, language=language)
        readings = getattr(refusal.value, "readings", None)
        assert readings == (amount and tuple(map(Decimal, amount)))


@pytest.mark.parametrize(
    ("typed", "language", "decimals", "number"),
    [
        ("1.500", "en", None, "1.5"),
        ("1.500", "en", 3, "1.5"),
        ("1,500", "fr", 3, "1.5"),
        ("1,500", "fr", None, "1.5"),
        ("1,500", "en", 3, "1500"),
    ],
)
def test_a_field_that_takes_thousandths_reads_them(typed, language, decimals, number):
    assert typed_number(typed, language=language, decimals=decimals) == Decimal(number)


def test_a_number_has_no_currency():
    with pytest.raises(ValueError):
        typed_number("$5")
    with pytest.raises(AmbiguousNumberError):
        typed_number("1,500", language="fr", decimals=0)


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "1.500,00", "“1.500,00” can be read in two ways. Type 1500 or 1.5."),
        ("fr", "1,500", "« 1,500 » peut se lire de deux façons. Écrivez 1500 ou 1,5."),
    ],
)
def test_the_two_readings_are_offered(language, typed, words):
    with translation.override(language), pytest.raises(ValidationError) as refusal:
        MoneyField(what="Paid").clean(typed)
    assert refusal.value.messages[0].replace(NBSP, " ") == words


@pytest.mark.parametrize("typed", ["0", "-1", "100000.01", "1e12", "80.001", "0,001"])
def test_an_amount_that_can_not_be_is_refused_with_what_was_typed(typed):
    with pytest.raises(ValidationError) as refusal:
        MoneyField(what="Paid").clean(typed)
    assert typed in refusal.value.messages[0]


def test_whole_numbers_are_grouped_too():
    field = WholeNumberField(what="Steps", low=Decimal(0), high=Decimal(99999))
    assert field.clean("10,000") == 10000
    assert NumberField(what="Load", low=Decimal(0), high=Decimal(999), step=Decimal("0.01")).clean("62,5") == 62.5
