"""One-time codes: no two characters look alike, and what was shown is read back."""

import pytest

from web.codes import ALPHABET, GROUP, LENGTH, grouped, new_code, normalised

LOOK_ALIKE = ["0O", "1IL", "2Z", "5S", "8B", "UV"]


@pytest.mark.parametrize("group", LOOK_ALIKE)
def test_no_two_characters_look_alike(group):
    assert len(set(group) & set(ALPHABET)) <= 1
    assert len(set(ALPHABET)) == len(ALPHABET) == 23


def test_what_is_shown_is_read_back():
    for _ in range(100):
        code = new_code()
        assert len(code) == LENGTH
        shown = grouped(code)
        assert shown == f"{code[:GROUP]}-{code[GROUP:]}"
        for typed in (shown, shown.lower(), f"  {shown}\n", f"{code[:GROUP]}\u2011{code[GROUP:]}", f"{shown}."):
            assert normalised(typed) == code


def test_every_character_is_used_and_none_is_favoured():
    drawn = "".join(new_code() for _ in range(3000))
    assert set(drawn) == set(ALPHABET)
    expected = len(drawn) / len(ALPHABET)
    assert all(0.8 < drawn.count(character) / expected < 1.2 for character in ALPHABET)
