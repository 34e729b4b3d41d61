"""Names and phone numbers as files have them."""

import pytest

from web.person_names import name_key, read_name
from web.phones import NoPhoneError, is_same_phone, phone_key, read_phone


@pytest.mark.parametrize(
    ("cell", "title", "given", "family"),
    [
        ("Tremblay, Zoé", "", "Zoé", "Tremblay"),
        ("van der Berg, Jan", "", "Jan", "van der Berg"),
        ("Jan van der Berg", "", "Jan", "van der Berg"),
        ("Dr. Ann O’Neill", "Dr.", "Ann", "O’Neill"),
        ("O'Neill, Dr. Ann", "Dr.", "Ann", "O'Neill"),
        ("Ann Lee, PT, PhD", "PT PhD", "Ann", "Lee"),
        ("Martin Luther King, Jr.", "", "Martin Luther", "King Jr."),
        ("Bo\nLee", "", "Bo", "Lee"),
        ("Mme Marie-Ève Roy", "Mme", "Marie-Ève", "Roy"),
        ("Sting", "", "", "Sting"),
        ("Dr", "", "", "Dr"),
        (",", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_title_given_and_family_name_are_told_apart(cell, title, given, family):
    name = read_name(cell)
    assert (name.title, name.given, name.family) == (title, given, family)
    assert name.whole == f"{given} {family}".strip()


def test_a_name_has_one_key_however_it_is_written():
    keys = {name_key(name) for name in ("Dr. Zoé O’Neill", "O'Neill, Zoe", "ZOÉ ONEILL", "Oneill Zoé, PT")}
    assert keys == {"oneill zoe"}
    assert name_key("Dr") == "dr"


@pytest.mark.parametrize(
    ("cell", "number", "key"),
    [
        ("6135550100.0", "(613) 555-0100", "+16135550100"),
        ("416.555.0100 x22", "(416) 555-0100 ext. 22", "+14165550100"),
        ("514 555-0100 poste 4", "(514) 555-0100 ext. 4", "+15145550100"),
        ("+1 (514) 555-0100", "(514) 555-0100", "+15145550100"),
        ("+33 6 12 34 56 78", "+33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_number_is_cleaned_with_its_extension(cell, number, key):
    assert read_phone(cell) == number
    assert phone_key(cell) == key
    assert is_same_phone(cell, number)


@pytest.mark.parametrize("cell", ["514 555", "=1+1", "call me", "0", "123456789012345678"])
def test_what_nobody_could_dial_is_refused(cell):
    with pytest.raises(NoPhoneError):
        read_phone(cell)
    assert phone_key(cell) == ""


def test_another_extension_is_another_number():
    assert not is_same_phone("416 555 0100 ext. 1", "416 555 0100 ext. 2")
    assert is_same_phone("no number", "no number")
