"""Somebody of the network is found by parts of words, without accents, and with a slip of a finger."""

import pytest
from django.db import connection

from practitioners.models import Practitioner
from practitioners.search import close_to, search
from tests.factories.practitioners import ClinicFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    return [row.name for row in search(Practitioner.objects.in_network().in_order(), words)]


@pytest.fixture
def network():
    clinic = ClinicFactory(name="Physio des Érables", city="Montréal")
    PractitionerFactory(name="Zoé Tremblay", clinic=clinic)
    PractitionerFactory(name="Ana Tremblett", verification="pending", clinic=clinic)
    PractitionerFactory(name="Jan van der Berg")


@pytest.mark.parametrize("words", ["zoe", "ZOÉ TREM", "tremblay zoe", "erables zoe", "montreal zoe"])
def test_parts_of_words_in_any_order_and_without_accents(network, words):
    assert found(words) == ["Zoé Tremblay"]


def test_every_word_has_to_be_there_and_verified_ones_come_first(network):
    assert found("trem") == ["Zoé Tremblay", "Ana Tremblett"]
    assert not Practitioner.objects.matching("berg zoe")


@pytest.mark.parametrize("words", ["trembloy", "tremblaay", "zoe trembley"])
def test_a_slip_of_a_finger_finds_who_is_close(network, words):
    assert found(words)[0] == "Zoé Tremblay"


def test_what_is_close_is_asked_only_where_nobody_has_the_words(network):
    assert "Ana Tremblett" not in found("tremblay")


@pytest.mark.parametrize(
    "words", ["", "  ", "%", "_", '"', "zz", "x" * 100, "a b c d e f g h i j", "'; DROP TABLE x; --"]
)
def test_odd_words_are_words(network, words):
    assert isinstance(found(words), list)


def test_a_changed_name_is_found_and_the_old_one_is_not(network):
    zoe = Practitioner.objects.get(name="Zoé Tremblay")
    zoe.name = "Zoé Gagnon"
    zoe.save()
    assert zoe.pk in close_to("gagnnon")
    assert zoe.pk not in close_to("tremblaj")
    zoe.delete()
    assert close_to("gagnnon") == []


def test_the_search_table_stays_in_step_after_every_migration(network):
    """On SQLite a migration that rebuilds the table drops its triggers; they are made again after migrations."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has an index instead")
    from practitioners.search import ensure_search_table

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER practitioners_search_added")
    ensure_search_table()
    PractitionerFactory(name="Ines Laframboise")
    assert close_to("laframbwoise")
