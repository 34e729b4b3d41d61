"""The trainer writes down who looks after the client, at any time; nobody stands on the care team twice."""

import pytest
from django.urls import reverse

from careplan.models import CareTeamMember, Intake
from careplan.named import Named, put_on_team, same_name
from tests.factories.careplan import (
    CareTeamMemberFactory,
    IntakeFactory,
    NamedMemberFactory,
    NamedPersonFactory,
    OwnIntakeFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import MassageTherapyFactory, PractitionerFactory


def typed(*people, **changes):
    """The form's fields; each person is a dict of theirs."""
    given = {"sees_practitioner": "yes", "who_else": "Ida, my physio", "expectations": "Row again", "people": "1"}
    if people:
        given["people"] = str(len(people))
    for number, person in enumerate(people):
        given |= {f"person{number}-{name}": value for name, value in person.items()}
    return given | changes


def page(client):
    return reverse("careplan:intake", args=[client.pk])


def test_what_they_said_is_kept_and_changed(trainer_browser, care_client):
    for hopes in ("Row again", "Row two kilometres"):
        assert trainer_browser.post(page(care_client), typed(expectations=hopes)).status_code == 302
    intake = Intake.objects.get()
    assert (intake.client, intake.expectations, intake.who_else) == (
        care_client,
        "Row two kilometres",
        "Ida, my physio",
    )
    assert "Row two kilometres" in trainer_browser.get(page(care_client)).content.decode()


def test_each_person_becomes_one_of_the_care_team_once(trainer_browser, care_client):
    rmt = MassageTherapyFactory()
    ida = {"name": "Ida Berg", "clinic_name": "Harbour", "for_what": "Knee", "since": "2026-03-01"}
    form = typed(ida, {"name": "Ken", "discipline": str(rmt.pk)}, {"name": ""})
    for _ in range(2):
        assert trainer_browser.post(page(care_client), form).status_code == 302
    members = CareTeamMember.objects.filter(client=care_client)
    assert [(one.name, one.discipline, one.clinic_name, one.for_what) for one in members] == [
        ("Ida Berg", None, "Harbour", "Knee"),
        ("Ken", rmt, "", ""),
    ]
    assert not any(one.named_by_client for one in members), "the trainer wrote it"


def test_somebody_of_the_network_is_chosen(trainer_browser, care_client):
    physio = PractitionerFactory()
    trainer_browser.post(page(care_client), typed({"practitioner": str(physio.pk), "for_what": "Knee"}))
    member = CareTeamMember.objects.get()
    assert (member.practitioner, member.name, member.for_what) == (physio, "", "Knee")


@pytest.mark.parametrize("written", ["Chloé Gagnon", "chloe gagnon", "CHLOÉ  GAGNON", "Chloé-Gagnon", "Chloé Gagnon."])
def test_who_is_on_the_team_is_not_doubled(care_client, written):
    CareTeamMemberFactory(client=care_client, practitioner__name="Chloé Gagnon")
    put_on_team(care_client, [Named(written)], by_client=True)
    assert CareTeamMember.objects.count() == 1


def test_a_name_becomes_the_practitioner_of_that_name(care_client):
    member = NamedMemberFactory(client=care_client, name="ida berg", for_what="Knee", clinic_name="Harbour")
    physio = PractitionerFactory(name="Ida Berg")
    for _ in range(2):
        put_on_team(care_client, [Named("", practitioner=physio, for_what="Hip")])
    named = CareTeamMember.objects.get()
    assert (named.pk, named.practitioner, named.for_what) == (member.pk, physio, "Knee")


def test_the_same_name_with_another_client_is_somebody_else(care_client):
    NamedMemberFactory(client=ClientFactory(), name="Ida Berg")
    put_on_team(care_client, [Named("Ida Berg")])
    assert CareTeamMember.objects.filter(client=care_client).count() == 1


def test_names_are_compared_without_their_dress():
    assert same_name("Dr. Élodie St-Pierre") == same_name("dr elodie st pierre")
    assert same_name("Ida") != same_name("Ada")


@pytest.mark.parametrize(
    "wrong",
    [
        {"person0-clinic_name": "Harbour"},
        {"person0-name": "x" * 121},
        {"person0-name": "a\x00b"},
        {"person0-name": "Ida", "person0-since": "2999-01-01"},
        {"person0-name": "Ida", "person0-since": "spring"},
        {"person0-name": "Ida", "person0-discipline": "nonsense"},
        {"person0-name": "Ida", "person0-practitioner": "nonsense"},
        {"sees_practitioner": "perhaps"},
        {"expectations": "x" * 501},
        {"people": "2", "person0-name": "Ida", "person1-name": "IDA"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_half_kept(trainer_browser, care_client, wrong):
    response = trainer_browser.post(page(care_client), typed(**wrong))
    shown = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in shown
    assert "Ida, my physio" in shown
    assert not Intake.objects.exists()
    assert not CareTeamMember.objects.exists()


def test_a_name_or_one_of_the_list_not_both(trainer_browser, care_client):
    both = {"practitioner": str(PractitionerFactory().pk), "name": "Ida"}
    response = trainer_browser.post(page(care_client), typed(both))
    assert response.status_code == 422
    assert "not both" in response.content.decode()


@pytest.mark.parametrize("people", ["-1", "0", "99999999999999999999", "x", "²", ""])
def test_a_number_of_people_that_is_none_is_one(trainer_browser, care_client, people):
    response = trainer_browser.post(page(care_client), typed({"name": "Ida"}, people=people))
    assert response.status_code == 302
    assert CareTeamMember.objects.get().name == "Ida"


def test_one_more_and_one_fewer_keep_what_was_typed_and_save_nothing(trainer_browser, care_client):
    ida, ken = {"name": "Ida", "since": "spring"}, {"name": "Ken"}
    more = trainer_browser.post(page(care_client), typed(ida, ken, another="1")).content.decode()
    assert 'name="person2-name"' in more
    assert 'value="Ken"' in more
    assert 'value="spring"' in more
    fewer = trainer_browser.post(page(care_client), typed(ida, ken, remove="0")).content.decode()
    assert 'value="Ken"' in fewer
    assert 'value="Ida"' not in fewer
    assert "Ida, my physio" in fewer
    assert not CareTeamMember.objects.exists()


def test_five_are_the_most(trainer_browser, care_client):
    five = [{"name": f"Person {number}"} for number in range(5)]
    shown = trainer_browser.post(page(care_client), typed(*five, another="1")).content.decode()
    assert 'name="person4-name"' in shown
    assert 'name="person5-name"' not in shown
    assert 'name="another"' not in shown
    trainer_browser.post(page(care_client), typed(*five, {"name": "Person 5"}))
    assert CareTeamMember.objects.count() == 5


def test_before_the_client_has_confirmed_names_alone_are_kept(trainer, trainer_browser):
    unconfirmed = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    shown = trainer_browser.get(page(unconfirmed)).content.decode()
    assert "for_what" not in shown
    assert 'name="expectations"' not in shown
    trainer_browser.post(page(unconfirmed), typed({"name": "Ida", "for_what": "Knee"}))
    assert (CareTeamMember.objects.get().name, CareTeamMember.objects.get().for_what) == ("Ida", "")
    assert Intake.objects.get().expectations == ""


def test_the_trainers_record_and_the_clients_word_stand_beside_each_other(trainer_browser, care_client):
    IntakeFactory(client=care_client, expectations="As the trainer heard it")
    own = OwnIntakeFactory(client=care_client, expectations="In my own words")
    NamedPersonFactory(own_intake=own, name="Ida Berg")
    shown = trainer_browser.get(page(care_client)).content.decode()
    assert "As the trainer heard it" in shown
    assert "In my own words" in shown
    assert "Ida Berg" in shown
    trainer_browser.post(page(care_client), typed(expectations="Changed by the trainer"))
    own.refresh_from_db()
    assert own.expectations == "In my own words"
