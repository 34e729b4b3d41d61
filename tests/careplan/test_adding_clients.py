"""A client comes in: all of it or nothing, once, and nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from careplan.models import CareTeamMember, Goal, Intake
from clients.models import Client
from outbox.models import Message
from practitioners.models import Practitioner
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from web.keys import uuid7


def typed(**changes):
    given = {
        "key": str(uuid7()),
        "name": "Nora Lindqvist",
        "email": "nora@home.example",
        "language": "en",
        "time_zone": "America/Toronto",
        "goal": "Row two kilometres",
        "sees_practitioner": "yes",
        "who_else": "Ida, my physio",
    }
    return given | changes


def add(browser, **changes):
    return browser.post(reverse("careplan:add_client"), typed(**changes))


def test_a_client_comes_with_goal_answer_team_and_rights(trainer_browser, trainer):
    physio = PractitionerFactory()
    answer = add(trainer_browser, practitioner=str(physio.pk))

    client = Client.objects.get()
    assert answer.headers["Location"] == reverse("workspace:overview", args=[client.pk])
    assert list(Client.objects.visible_to(trainer, permission="lead_client")) == [client]
    assert Goal.objects.get().text == "Row two kilometres"
    assert Intake.objects.get().who_else == "Ida, my physio"
    assert CareTeamMember.objects.get().practitioner == physio
    assert Message.objects.get().kind == "clients.welcome"
    assert client.confirmed_at is None


def test_a_practitioner_who_is_not_in_the_list_is_added_unverified(trainer_browser):
    discipline = DisciplineFactory()
    add(trainer_browser, new_name="Ida Berg", new_email="ida@clinic.example", new_discipline=str(discipline.pk))

    practitioner = Practitioner.objects.get()
    assert (practitioner.name, practitioner.verification) == ("Ida Berg", "pending")
    assert CareTeamMember.objects.get().practitioner == practitioner


def test_the_same_form_twice_is_one_client(trainer_browser):
    form = typed()
    for _ in range(2):
        assert trainer_browser.post(reverse("careplan:add_client"), form).status_code == 302
    assert Client.objects.count() == Goal.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 300},
        {"name": ""},
        {"name": "a\x00b"},
        {"email": "nora@home.example\nBcc: all@example.org"},
        {"email": "nobody"},
        {"goal": "g" * 301},
        {"sees_practitioner": "perhaps"},
        {"time_zone": "Mars/Olympus"},
        {"new_name": "Ida Berg"},
        {"new_email": "ida@clinic.example"},
        {"practitioner": "not-a-key"},
        {"key": "not-a-key"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_saved(trainer_browser, wrong):
    answer = add(trainer_browser, **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert "Ida, my physio" in page
    assert not Client.objects.exists()
    assert not Practitioner.objects.exists()
    assert not Message.objects.exists()


def test_names_of_any_script_are_kept_as_they_are(trainer_browser):
    add(trainer_browser, name="محمد الأمين")
    assert Client.objects.get().name == "محمد الأمين"


def test_an_address_that_is_known_is_asked_about_first(trainer_browser, trainer):
    known = ClientFactory(lead_trainer=trainer, email="nora@home.example")
    response = add(trainer_browser, email="Nora@home.example")
    assert response.status_code == 422
    assert known.name in response.content.decode()
    assert Client.objects.count() == 1
    assert add(trainer_browser, email="Nora@home.example", same_address="1").status_code == 302
    assert Client.objects.count() == 2


def test_another_trainers_client_at_the_address_is_not_told(trainer_browser):
    other = ClientFactory(email="nora@home.example")
    answer = add(trainer_browser)
    assert answer.status_code == 302
    assert other.name not in answer.content.decode()


def test_power_is_not_bound(trainer_browser, trainer):
    other = ClientFactory()
    add(trainer_browser, lead_trainer=str(other.lead_trainer_id), status="archived", confirmed_at="2026-01-01")
    client = Client.objects.exclude(pk=other.pk).get()
    assert (client.lead_trainer, client.status, client.confirmed_at) == (trainer, "active", None)


def test_a_key_of_another_trainers_client_is_given_up(trainer_browser):
    other = ClientFactory()
    assert add(trainer_browser, key=str(other.pk)).status_code == 302
    other.refresh_from_db()
    assert other.name != "Nora Lindqvist"


def test_somebody_of_that_name_born_that_day_is_asked_about_first(trainer_browser, trainer):
    known = ClientFactory(lead_trainer=trainer, name="Lindqvist, Nóra", birth_date=date(1990, 5, 6))
    ClientFactory(name="Nora Lindqvist", birth_date=date(1990, 5, 6))  # another trainer's
    response = add(trainer_browser, name="Nora Lindqvist", birth_date="1990-05-06", email="new@home.example")
    assert response.status_code == 422
    assert known.name in response.content.decode()
    for otherwise in ({"birth_date": "1990-05-07"}, {"birth_date": "1990-05-06", "same_address": "1"}):
        assert add(trainer_browser, name="Nora Lindqvist", email="new@home.example", **otherwise).status_code == 302
