"""Somebody is chosen by search: ten rows at most, the client's own first, with scripts and without."""

import pytest
from django.urls import reverse

from consent.models import ConsentGrant
from practitioners.models import Practitioner
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.practitioners import PractitionerFactory
from tests.pages import as_read
from web.keys import uuid7

pytestmark = pytest.mark.django_db
FIND = "/network/find/"


def shown(page: str, name: str = "practitioner") -> list[str]:
    """The keys that can be chosen on the page."""
    return [
        part.split('"')[0]
        for part in page.split(f'type="radio" name="{name}"')[1:]
        for part in [part.split('value="')[1]]
    ]


@pytest.fixture
def network():
    return [PractitionerFactory(name=f"Person {number:02}", clinic=None) for number in range(30)]


def test_ten_are_shown_and_the_clients_own_come_first(trainer_browser, care_client, network):
    own = PractitionerFactory(name="Zz Own", verification="pending")
    CareTeamMemberFactory(client=care_client, practitioner=own)
    page = trainer_browser.get(reverse("consent:ask_consent", args=[care_client.pk])).content.decode()
    assert shown(page) == [str(row.pk) for row in [own, *network[:9]]]
    assert "Zz Own (PT)" in page


@pytest.mark.parametrize(
    "route", ["consent:ask_consent", "consent:request_record", "careplan:add_member", "careplan:intake"]
)
def test_a_page_is_as_long_for_a_large_network(trainer_browser, care_client, network, route):
    address = reverse(route, args=[care_client.pk])
    before = len(trainer_browser.get(address).content)
    for number in range(100):
        PractitionerFactory(name=f"Person {number:03}")
    assert len(trainer_browser.get(address).content) < before * 1.1


def test_rows_for_typed_words_keep_who_is_chosen(trainer_browser, network):
    query = {
        "field": "practitioner",
        "key": "id_practitioner",
        "practitioner-words": "person 2",
        "practitioner": network[3].pk,
    }
    page = trainer_browser.get(FIND, query).content.decode()
    assert shown(page)[0] == str(network[3].pk)
    assert 'id="id_practitioner_0"' in page
    assert "checked" in page
    assert len(shown(page)) == 1 + 10
    assert set(shown(page)[1:]) < {str(row.pk) for row in network if "2" in row.name}


def test_nobody_suspended_is_found(trainer_browser):
    gone = PractitionerFactory(name="Gone Away", verification="suspended")
    page = trainer_browser.get(FIND, {"field": "practitioner", "practitioner-words": "gone away"}).content.decode()
    assert str(gone.pk) not in page
    assert "Nobody found" in page


@pytest.mark.parametrize("query", [{"field": '"><script>'}, {"key": "a b"}, {"field": ""}, {"field": "x" * 100}])
def test_names_that_no_field_has_are_not_there(trainer_browser, query):
    assert trainer_browser.get(FIND, query).status_code == 404


def test_without_scripts_a_search_keeps_what_was_typed_and_saves_nothing(trainer_browser, care_client, network):
    typed = {
        "practitioner-words": "person 25", "practitioner-search": "1", "practitioner": network[3].pk,
        "note": "As we said", "scopes": [],
    }  # fmt: skip
    response = trainer_browser.post(reverse("consent:ask_consent", args=[care_client.pk]), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert shown(page) == [str(network[3].pk), str(network[25].pk)]
    assert "As we said" in page
    assert "Tick at least one thing" not in page
    assert not ConsentGrant.objects.exists()


def test_words_without_a_choice_are_an_error_that_shows_who_was_found(trainer_browser, care_client, network):
    response = trainer_browser.post(
        reverse("consent:ask_consent", args=[care_client.pk]), {"practitioner-words": "person 25"}
    )
    assert response.status_code == 422
    assert shown(response.content.decode()) == [str(network[25].pk)]


def test_a_choice_beyond_the_ten_shown_is_taken(trainer_browser, care_client, network):
    last = network[-1]
    response = trainer_browser.post(
        reverse("careplan:add_member", args=[care_client.pk]), {"practitioner": last.pk, "key": uuid7()}
    )
    assert response.status_code == 302
    assert care_client.care_team.filter(practitioner=last).exists()


def test_trainers_are_found_by_name_and_practice(trainer_browser):
    marc = TrainerFactory(name="Marc Roy", practice_name="North Gym")
    TrainerFactory(name="Ana Lee", practice_name="South Gym")
    page = trainer_browser.get("/trainers/find/", {"field": "trainer", "trainer-words": "north roy"}).content.decode()
    assert shown(page, "trainer") == [str(marc.pk)]
    assert "Marc Roy, North Gym" in as_read(page)


def test_a_row_says_who_is_not_verified():
    pending = PractitionerFactory(name="Ana Lee", verification="pending", clinic=None)
    from practitioners.choosing import PractitionerChoiceField

    assert (
        PractitionerChoiceField()
        .label_from_instance(Practitioner.objects.get(pk=pending.pk))
        .endswith("not yet verified")
    )


def test_nobody_can_be_chosen_again_where_it_is_optional(trainer_browser, care_client):
    TrainerFactory()
    page = trainer_browser.get(reverse("clients:who", args=[care_client.pk])).content.decode()
    assert "Nobody named yet" in page
    assert "" in shown(page, "trainer")
