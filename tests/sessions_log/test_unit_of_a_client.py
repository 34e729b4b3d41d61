"""The unit of a client's loads: their own, else that of whoever reads or types them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from sessions_log.amounts import unit_for
from sessions_log.models import SetEntry
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    SessionTemplateFactory,
    SetEntryFactory,
    TemplateExerciseFactory,
    TrainingSessionFactory,
)
from tests.pages import as_read
from web.keys import uuid7

pytestmark = pytest.mark.django_db

IN_LB, IN_KG = Decimal("61.23"), "61.23 kg"  # 135 lb


@pytest.fixture
def lb_client(care_client):
    """Of a trainer whose own loads are in kg."""
    care_client.load_unit = "lb"
    care_client.save()
    return care_client


@pytest.fixture
def completed(lb_client):
    """A session a week ago with one set of 135 lb."""
    session = TrainingSessionFactory(client=lb_client, started_at=timezone.now() - timedelta(days=7))
    SetEntryFactory(entry__session=session, amount=5, load_kg=IN_LB)
    return session


@pytest.mark.parametrize(
    ("of_client", "of_trainer", "expected"),
    [("", "kg", "kg"), ("", "lb", "lb"), ("lb", "kg", "lb"), ("kg", "lb", "kg")],
)
def test_the_clients_unit_goes_before_the_trainers(of_client, of_trainer, expected):
    client = Client(load_unit=of_client)
    assert unit_for(User(load_unit=of_trainer), client) == expected


def test_the_log_shows_and_takes_loads_in_it(the_log, entry, lb_client):
    the_log.post("add_set", entry.pk, key=uuid7(), amount="5", load="135")
    assert SetEntry.objects.get().load_kg == IN_LB
    page = the_log.get().content.decode()
    assert "5 × 135 lb" in page
    assert 'value="135"' in page
    assert "Load, lb" in page
    assert IN_KG not in page


def test_a_set_is_changed_in_it(the_log, entry, lb_client):
    logged_set = SetEntryFactory(entry=entry, load_kg=IN_LB)
    assert 'value="135"' in the_log.get("change_set", logged_set.pk).content.decode()
    the_log.post("change_set", logged_set.pk, version=1, amount="5", load="45")
    logged_set.refresh_from_db()
    assert logged_set.load_kg == Decimal("20.41")
    assert "5 × 45 lb was taken out" in the_log.post("remove_set", logged_set.pk, version=2).content.decode()


def test_one_exercise_alone_is_in_it(the_log, entry, lb_client):
    the_log.post("add_set", entry.pk, key=uuid7(), amount="5", load="135")
    page = the_log.get().content.decode()
    assert "5 × 135 lb" in page
    assert "Load, lb" in page


def test_the_last_time_and_what_is_planned_are_in_it(the_log, completed, session):
    [last] = completed.entries.all()
    planned = [{"amount": 5, "load_kg": str(IN_LB), "side": "both"}]
    ExerciseEntryFactory(session=session, exercise=last.exercise, planned=planned)
    page = as_read(the_log.get().content.decode())
    assert "Last: 5 × 135 lb" in page
    assert "All as planned: 5 × 135 lb" in page
    assert IN_KG not in page


def asked(client, exercise):
    """A physio's limit and dose, in kilograms as physios write them."""
    GuidanceFactory(client=client, text="Light", patterns=exercise.patterns, regions=exercise.regions, load_limit_kg=20)
    return PrescriptionFactory(client=client, exercise=exercise, sets=3, amount=8, load_kg=Decimal("12.5"), side="both")


def test_what_practitioners_ask_for_is_in_both(the_log, phone, squat, session, lb_client):
    prescription = asked(lb_client, squat)
    row = ExerciseEntryFactory(session=session, exercise=squat, prescription=prescription, position=0)
    page, sheet = the_log.get().content.decode(), phone.sheet(session)
    warning = the_log.post("add_set", row.pk, key=uuid7(), amount="5", load="135").content.decode()
    for shown in (page, warning):
        assert "allowed only up to 20 kg (44.1 lb)" in shown
    assert "3 × 8, 12.5 kg (27.6 lb)" in page
    assert sheet["restrictions"][0]["limits"] == ["allowed only up to 20 kg (44.1 lb)"]
    assert sheet["rows"][0]["asked"]["dose"] == "3 × 8, 12.5 kg (27.6 lb)"


def test_for_who_reads_kilograms_it_is_in_them_alone(the_log, phone, squat, session, care_client):
    ExerciseEntryFactory(session=session, exercise=squat, prescription=asked(care_client, squat), position=0)
    assert "lb)" not in the_log.get().content.decode()
    assert phone.sheet(session)["restrictions"][0]["limits"] == ["allowed only up to 20 kg"]


def test_a_session_that_was_held_is_in_it(trainer_browser, lb_client, completed):
    page = trainer_browser.get(reverse("sessions_log:detail", args=[lb_client.pk, completed.pk])).content.decode()
    assert "5 × 135 lb" in page
    assert IN_KG not in page


def test_the_line_of_an_exercise_is_in_it(trainer_browser, lb_client, completed):
    [done] = completed.entries.all()
    address = reverse("sessions_log:exercise_progress", args=[lb_client.pk, done.exercise_id])
    page = trainer_browser.get(address).content.decode()
    assert "Best, lb" in page
    assert "5 × 135 lb" in page
    assert IN_KG not in page


def test_a_template_stays_in_the_trainers_own(trainer, trainer_browser, lb_client):
    template = SessionTemplateFactory(trainer=trainer)
    TemplateExerciseFactory(template=template, exercise=ExerciseFactory(), load_kg=20)
    page = trainer_browser.get(reverse("sessions_log:template", args=[template.pk])).content.decode()
    assert "Load, kg" in page


def test_it_is_chosen_on_the_clients_page_to_which_the_log_leads(the_log, trainer_browser, care_client):
    address = reverse("clients:edit", args=[care_client.pk])
    assert f'href="{address}#id_load_unit"' in the_log.get().content.decode()
    page = trainer_browser.get(address).content.decode()
    assert 'id="id_load_unit"' in page
    details = {"name": care_client.name, "email": care_client.email, "language": "en", "time_zone": "America/Toronto"}
    assert trainer_browser.post(address, details | {"load_unit": "lb"}).status_code == 302
    care_client.refresh_from_db()
    assert care_client.load_unit == "lb"
    assert "Loads in lb." in the_log.get().content.decode()
    trainer_browser.post(address, details | {"load_unit": ""})
    care_client.refresh_from_db()
    assert care_client.load_unit == ""


def test_a_unit_that_is_none_is_refused(trainer_browser, care_client):
    details = {"name": care_client.name, "email": care_client.email, "language": "en", "time_zone": "America/Toronto"}
    response = trainer_browser.post(reverse("clients:edit", args=[care_client.pk]), details | {"load_unit": "st"})
    assert response.status_code == 422
