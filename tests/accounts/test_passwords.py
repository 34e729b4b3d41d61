"""Which passwords are taken: long ones that were never stolen, of any make."""

from dataclasses import replace

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import ContextWordsValidator, breached_passwords
from web.practice import environment, keep_until_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return User(email="ana.costa@gym.example", name="Ana Costa")


@pytest.mark.parametrize("password", ["1234567890123", "Qwertyuiop123", "PASSWORD1234", "unbelievable"])
def test_a_stolen_one_is_refused_in_words(password, ana):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, ana)
    assert "stolen passwords" in str(refused.value) or "too common" in str(refused.value)


@pytest.mark.parametrize(("password", "words"), [("short-one", "too short"), ("ana.costa@gym.ex", "similar")])
def test_a_short_one_and_ones_own_address_are_refused(password, words, ana):
    with pytest.raises(ValidationError, match=words):
        validate_password(password, ana)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "staple-battery-horse", "ünïcödé führt weiter", "x9" * 64]
)
def test_a_sentence_or_128_characters_are_fine(password, ana):
    validate_password(password, ana)


def test_the_list_is_of_our_length_and_in_small_letters():
    stolen = breached_passwords()
    assert len(stolen) > 40_000
    assert all(len(one) >= 12 for one in stolen)
    assert all(one == one.casefold() for one in stolen)


@pytest.mark.parametrize(
    "password", ["carelane-carelane", "Physio-Clinic-2026!", "WelcomeCarelane1", "password-trainer-7"]
)
def test_words_of_this_place_are_refused(password):
    with pytest.raises(ValidationError, match="words of this place"):
        ContextWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["correct-horse-battery", "my clinic is by the river", "4hQz-8vLk-2mXw"])
def test_a_sentence_that_holds_one_is_fine(password):
    ContextWordsValidator().validate(password)


@pytest.mark.django_db
def test_the_practices_own_name_is_one_of_them():
    keep_until_told(replace(environment(), name="Northwind Strength"))
    with pytest.raises(ValidationError):
        ContextWordsValidator().validate("Northwind-Strength-2026")
